"""Titles are taken out, the other headings moved below a pattern's own."""

from __future__ import annotations

import pytest

from session_memory.catalog.importing import headings


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# A\n\n## B\n", "### A\n\n#### B\n"),
        ("## A\n### B\n", "### A\n#### B\n"),
        ("##### A\n", "##### A\n"),
        ("# A\n#### B\n###### C\n", "### A\n###### B\n###### C\n"),
        ("A\n=\n\nB\n-\n", "### A\n\n#### B\n"),
        ("two\nlines\n---\ntext", "### two lines\ntext"),
        ("   ## A ##\n", "### A\n"),
        ("```\n## code\n```\n# A\n", "```\n## code\n```\n### A\n"),
        ("text\n\n    ## code\n\n# A", "text\n\n    ## code\n\n### A\n"),
        ("- ## in a list\n\n> ## in a quote\n\n# A\n", "- ## in a list\n\n> ## in a quote\n\n### A\n"),
        ("#hashtag\n\n# A\n", "#hashtag\n\n### A\n"),
        ("", ""),
    ],
)
def test_headings_move_down_together(before: str, after: str) -> None:
    """The highest lands on level 3, the distances stay as far as there are levels, code stays as it is."""
    assert headings.demoted(before) == after
    assert headings.demoted(after) == after


def test_the_first_heading_is_the_title() -> None:
    """A level 1 heading that opens the text is taken out of it."""
    assert headings.take_title("# The `x` rule #\n\ntext\n") == ("The `x` rule", "text\n")
    assert headings.take_title("Title\n=====\ntext\n") == ("Title", "text\n")


@pytest.mark.parametrize("text", ["text\n\n# A\n", "## A\n", "> # A\n", ""])
def test_other_texts_have_no_title(text: str) -> None:
    """Only the very first thing counts, and only level 1."""
    assert headings.take_title(text) == ("", text)
