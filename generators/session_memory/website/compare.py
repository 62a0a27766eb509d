"""Two texts of a pattern -> one coloured listing of what differs. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff

from markupsafe import Markup

from session_memory.website.escape import escape, visible

CLASSES = {"+": "gi", "-": "gd", "@": "gu"}
"""First character of a line -> the class that the theme colours."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs."""

    added: int
    removed: int
    html: Markup
    """On one line, with its line ends as entities; empty when no line differs."""


def compare(before: str, after: str) -> Compared:
    """The lines that differ, each with a sign, and three lines around them."""
    lines = tuple(_differing(before, after))
    signs = [line[:1] for line in lines]
    return Compared(signs.count("+"), signs.count("-"), Markup("&#10;").join(map(_line, lines)))


def _differing(before: str, after: str) -> Iterator[str]:
    # Split on LF only: whatever else ends a line for Python is a character that is shown by its name.
    told = unified_diff(before.split("\n"), after.split("\n"), lineterm="")
    return (line for at, line in enumerate(told) if at > 1)


def _line(line: str) -> Markup:
    kind = CLASSES.get(line[:1])
    text = escape(visible(line))
    return Markup('<span class="{}">{}</span>').format(kind, text) if kind else text
