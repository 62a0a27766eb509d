"""Where front matter ends: the one rule for checks, history and site."""

from __future__ import annotations

import pytest

from session_memory.catalog.front_matter import split
from session_memory.front import below, front


@pytest.mark.parametrize(
    ("text", "between", "rest"),
    [
        ("---\na: 1\n---\n# T\n", "a: 1\n", "\n# T\n"),
        ("---\n---\nx", "", "\nx"),
        ("\ufeff--- \r\na: 1\r\n---\t\r\nx\r\n", "a: 1\r\n", "\nx\r\n"),
        ("---\na: 1\n", "", "---\na: 1\n"),
        ("\n---\na: 1\n---\n", "", "\n---\na: 1\n---\n"),
        ("---\na: --- \n ---\n---\n---\n", "a: --- \n ---\n", "\n---\n"),
        ("", "", ""),
    ],
)
def test_it_ends_with_the_second_fence(text: str, between: str, rest: str) -> None:
    """Whatever the line ends are; a fence stands alone in its line, and what is not closed is all text."""
    assert (front(text), below(text)) == (between, rest)


@pytest.mark.parametrize("text", ["---\na: 1\n---\nx", "---\n---\n", "---\na\n", "x", "--- \na: 1\n---\t\n---\n", ""])
def test_the_checks_cut_at_the_same_place(text: str) -> None:
    """They need the lines, too, and ask a library."""
    parts = split(text)
    assert below(text) == (parts.body if parts else text)
