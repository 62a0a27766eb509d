"""What Markdown makes of a line that stands right after some text: is it seen, or is it code or HTML?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

PROBE = "<!---->\n"
"""A comment line. In column 0 it ends every list, quote and paragraph above it; only two things hide it."""

MAY_HIDE = re.compile(rb"^[ \r]{0,3}(?:```|~~~|<)", re.MULTILINE)
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
def cover(text: bytes) -> Cover | None:
    """What would hide a line put after `text`, which is empty or ends with a line end. None when it is seen.

    CommonMark 0.31 decides, as markdown-it-py implements it. Lines are those between LF bytes.
    """
    if not MAY_HIDE.search(text):
        return None
    # Latin-1 maps every byte to one character. To the parser a lone CR would be a line end; a blank is none, and
    # in place of the CR of a CRLF it makes no difference to any block.
    source = text.replace(b"\r", b" ").decode("latin-1") + PROBE
    last = _parser().parse(source)[-1]
    opened = last.map[0] if last.map else 0
    return None if opened == source.count("\n") - 1 else Cover(opened, code=last.type == "fence")


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])  # what is inside a paragraph does not matter here
    return parser
