"""Headings of an imported text: the title taken out, the others put below a pattern's own. Pure."""

from __future__ import annotations

from session_memory.catalog.importing.prose import Edit, blocks, edited, line_starts

TOP = 3
"""Level that the highest heading of a text gets: a pattern's own sections are of level 2."""

DEEPEST = 6


def take_title(text: str) -> tuple[str, str]:
    """(title, rest) of a text that opens with a heading of level 1; ("", text) otherwise."""
    tokens = blocks(text)
    if not tokens or tokens[0].type != "heading_open" or tokens[0].tag != "h1" or not tokens[0].map:
        return "", text
    return tokens[1].content, text[line_starts(text)[tokens[0].map[1]] :].lstrip("\n")


def demoted(text: str) -> str:
    """`text` with all its headings moved down together, so that the highest is of level TOP.

    Headings in code stay, and so do those inside lists and quotes, which never open a section. What would
    be deeper than DEEPEST stays there.
    """
    tokens = blocks(text)
    found = [at for at, token in enumerate(tokens) if token.type == "heading_open" and token.level == 0]
    by = max(0, TOP - min((int(tokens[at].tag[1]) for at in found), default=TOP))
    starts = line_starts(text)
    edits: list[Edit] = []
    for at in found:
        first, last = tokens[at].map or [0, 0]
        marks = "#" * min(DEEPEST, int(tokens[at].tag[1]) + by)
        content = " ".join(line.strip() for line in tokens[at + 1].content.split("\n"))
        edits.append((starts[first], starts[last], f"{marks} {content}\n"))
    return edited(text, edits) if by else text
