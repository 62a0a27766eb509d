"""Stretches of a file that a program manages, this one included: they are not their author's rules. Pure.

Recognised by their habit, seen in many public files: a comment alone on its line that says END, or starts with a
slash, and before it a comment of the same name.
"""

from __future__ import annotations

import re

from session_memory.catalog.markdown import masked

COMMENT = re.compile(r"^<!--\s*(/?)([^>]*?)\s*-->[\W_]*$")
TAG = re.compile(r"^<(/?)(laravel-boost-guidelines|skills_system|claude-mem-context)\b[^>]*>\s*$")
OPENS, CLOSES = frozenset({"begin", "start"}), frozenset({"end"})


def stretches(text: str) -> list[tuple[int, int]]:
    """(first, last) lines, counted from 0, `last` excluded; outermost pairs only, in order."""
    opened: list[tuple[int, list[str]]] = []
    found: list[tuple[int, int]] = []
    for number, closes, name in _marks(text):
        partner = next((at for at, words in reversed(opened) if closes and _same(words, name)), None)
        if partner is None:
            opened.append((number, name))
            continue
        opened = [(at, words) for at, words in opened if at < partner]
        found = [(first, last) for first, last in found if first < partner]
        found.append((partner, number + 1))
    return found


def without(text: str) -> tuple[str, list[tuple[int, int]]]:
    """`text` with those lines emptied, so that the others keep their numbers; and the stretches."""
    lines = text.split("\n")
    found = stretches(text)
    for first, last in found:
        lines[first:last] = [""] * (last - first)
    return "\n".join(lines), found


def _same(opening: list[str], closing: list[str]) -> bool:
    # The opening mark may carry more: a version, a digest, where it comes from.
    return opening[: len(closing)] == closing if closing else not opening


def _marks(text: str) -> list[tuple[int, bool, list[str]]]:
    # (line, whether it closes, its name) of each comment or known tag alone on a line outside code.
    found = ((n, COMMENT.match(line) or TAG.match(line)) for n, line in enumerate(masked(text).split("\n")))
    return [(number, *_read(mark)) for number, mark in found if mark]


def _read(mark: re.Match[str]) -> tuple[bool, list[str]]:
    words = re.findall(r"[a-z0-9]+", mark[2].lower())
    name = [word for word in words if word not in OPENS | CLOSES]
    return bool(mark[1]) or (bool(CLOSES.intersection(words)) and not OPENS.intersection(words)), name
