"""What CommonMark makes of a text: its blocks, and whether a line right behind it is seen. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

PROBE = "<!---->\n"
"""A comment line. In column 0 it ends every list, quote and paragraph above it; only two things hide it."""

MAY_HIDE = re.compile(r"^[ \r]{0,3}(?:```|~~~|<)", re.MULTILINE)
"""Without such a line there is nothing to parse: no fence and no HTML can be open."""


@dataclass(frozen=True, slots=True)
class Cover:
    """A construct that is still open at the end of a text, and hides what comes next."""

    line: int
    """Where it opens: how many lines of the text are above it."""
    code: bool
    """A code fence; otherwise HTML."""

    def __str__(self) -> str:
        return "a code fence" if self.code else "HTML"


# The blocks of our own patterns come by once for each repository: remembering them is what keeps a run over
# many repositories cheap. Small enough that the hand-written text of 2,000 files does no harm.
@lru_cache(maxsize=2048)
def cover(text: str) -> Cover | None:
    """What would hide a line put after `text`, which is empty or ends with a line end. None when it is seen.

    CommonMark 0.31 decides, as markdown-it-py implements it. Lines are those between LFs.
    """
    if not MAY_HIDE.search(text):
        return None
    last = blocks(text)[-1]
    opened = last.map[0] if last.map else 0
    return None if opened == text.count("\n") else Cover(opened, code=last.type == "fence")


@lru_cache(maxsize=4)
def blocks(text: str) -> Sequence[Token]:
    """The blocks of `text`, which is as `cover` has it, and of PROBE behind it; their insides are not looked into."""
    # To the parser a lone CR would be a line end, and its line numbers would not be ours; a blank is none, and in
    # place of the CR of a CRLF it makes no difference to any block.
    return tuple(_parser().parse(text.replace("\r", " ") + PROBE))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])  # what is inside a paragraph does not matter here
    return parser
