"""Headings of an imported text: the title taken out, the others put below a pattern's own. Pure."""

from __future__ import annotations

from session_memory.catalog import markdown
from session_memory.catalog.importing.prose import edited, line_starts

LEVELS = {"=": 1, "-": 2}
"""Of underlined headings; of the others, the length of the mark."""

TOP = 3
"""Level that the highest heading of a text gets: a pattern's own sections are of level 2."""

DEEPEST = 6


def level(mark: str) -> int:
    """Level of a heading with this mark, such as `##` or `=`."""
    return LEVELS.get(mark, len(mark))


def take_title(text: str) -> tuple[str, str]:
    """(title, rest) of a text that opens with a heading of level 1; ("", text) otherwise."""
    # What is behind the first blank line cannot make the first line a heading.
    for mark, title, first, last in markdown.headings(text.partition("\n\n")[0]):
        if first == 0 and level(mark) == 1:
            return " ".join(title.split()), text[line_starts(text)[last] :].lstrip("\n")
    return "", text


def demoted(text: str) -> str:
    """`text` with all its headings moved down together, so that the highest is of level TOP.

    Headings in code stay, and so do those inside lists and quotes, which never open a section. What would
    be deeper than DEEPEST stays there.
    """
    found = list(markdown.headings(text))
    by = TOP - min((level(mark) for mark, *_ in found), default=TOP)
    starts = line_starts(text)
    edits = [
        (starts[first], starts[last], f"{'#' * min(DEEPEST, level(mark) + by)} {' '.join(title.split())}\n")
        for mark, title, first, last in found
    ]
    return edited(text, edits) if by > 0 else text
