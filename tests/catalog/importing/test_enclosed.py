"""No text reaches past its end."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from session_memory.catalog.importing import enclosed


@pytest.mark.parametrize(
    "text",
    [
        "```py\nx = 1",
        "~~~~\n~~~\n",
        "text\n\n  ````md\n```\n",
        "<!-- a comment",
        "text\n<!--\n```",
        "<script>\nlet x",
        "<PRE>\n\ntext",
        "<?php",
        "<!DOCTYPE",
        "<![CDATA[ x",
        "```\ncode\n```\n\n<style>\n.x {",
    ],
)
def test_what_is_open_is_closed(text: str) -> None:
    """With its closer, a paragraph that follows is a paragraph again."""
    closer = enclosed.closer(text)
    assert closer
    whole = f"{text.rstrip()}\n{closer}\n\n<!-- END -->\n"
    assert [token.content for token in MarkdownIt().parse(whole)][-1] == "<!-- END -->\n"
    assert enclosed.closer(f"{text.rstrip()}\n{closer}") == ""


@pytest.mark.parametrize(
    "text", ["- ```\n  code", "> ```\n> code", "<div>\ntext", "    code", "a `b", "<!-- c -->", ""]
)
def test_what_ends_by_itself_is_left_alone(text: str) -> None:
    """Lists, quotes, and blocks that a blank line ends need no closer."""
    assert enclosed.closer(text) == ""
