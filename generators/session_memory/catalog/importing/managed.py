"""Stretches of a file that a program manages, this one included: they are not their author's rules. Pure.

Recognised by their habit, seen in many public files: a comment alone on its line that says END, or starts with a
slash, and before it a comment of the same name.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right

from session_memory.catalog.markdown import masked

COMMENT = re.compile(r"^<!--\s*(/?)([^>]*?)\s*-->[\W_]*$")
TAG = re.compile(r"^<(/?)(laravel-boost-guidelines|skills_system|claude-mem-context)\b[^>]*>\s*$")
Name = tuple[str, ...]
"""The words of a mark, but for those that say that it begins or ends something."""

LONGEST = 12
"""Words by which a pair is told; no program is known to use as many."""

OPENS, CLOSES = frozenset({"begin", "start"}), frozenset({"end"})


def stretches(text: str) -> list[tuple[int, int]]:
    """(first, last) lines, counted from 0, `last` excluded; outermost pairs only, in order."""
    opened: dict[Name, list[int]] = {}
    found: list[tuple[int, int]] = []
    for line, closes, name in _marks(text):
        if not closes:
            for known_as in _names(name):
                opened.setdefault(known_as, []).append(line)
            continue
        partner = _nearest(opened.get(name, []), found)
        if partner is not None:
            while found and found[-1][0] > partner:
                found.pop()
            found.append((partner, line + 1))
    return found


def without(text: str) -> tuple[str, list[tuple[int, int]]]:
    """`text` with those lines emptied, so that the others keep their numbers; and the stretches."""
    lines = text.split("\n")
    found = stretches(text)
    for first, last in found:
        lines[first:last] = [""] * (last - first)
    return "\n".join(lines), found


def _names(words: Name) -> list[Name]:
    # The opening mark may carry more than the closing one: a version, a digest, where it comes from.
    return [words[:count] for count in range(1, 1 + min(len(words), LONGEST))] or [()]


def _nearest(lines: list[int], found: list[tuple[int, int]]) -> int | None:
    """The last of these opening lines that lies in no pair found so far; it and those behind it are used up."""
    while lines:
        line = lines.pop()
        before = bisect_right(found, (line, sys.maxsize)) - 1
        if before < 0 or found[before][1] <= line:
            return line
    return None


def _marks(text: str) -> list[tuple[int, bool, Name]]:
    # (line, whether it closes, its name) of each comment or known tag alone on a line outside code.
    found = ((n, COMMENT.match(line) or TAG.match(line)) for n, line in enumerate(masked(text).split("\n")))
    return [(number, *_read(mark)) for number, mark in found if mark]


def _read(mark: re.Match[str]) -> tuple[bool, Name]:
    words = re.findall(r"[a-z0-9]+", mark[2].lower())
    name = tuple(word for word in words if word not in OPENS | CLOSES)
    return bool(mark[1]) or (bool(CLOSES.intersection(words)) and not OPENS.intersection(words)), name
