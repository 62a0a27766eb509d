"""Links of an imported text that lead nowhere from the place where a pattern is read. Pure."""

from __future__ import annotations

import re

from session_memory.catalog.importing.prose import substitute

TARGET = r"\(\s*<?(?P<to>[^()\s<>]*(?:\([^()\s]*\)[^()\s]*)*)>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
IMAGE = re.compile(r"!\[(?P<label>[^\[\]]*)\]" + TARGET)
LINK = re.compile(r"(?<!!)\[(?P<label>(?:[^\[\]\\]|\\.|!?\[[^\[\]]*\](?:\([^()\s]*\))?)*)\]" + TARGET)
DEFINITION = re.compile(r"^ {0,3}\[[^\[\]]+\]:[ \t]+<?(?P<to>[^\s>]+)>?[^\n]*\n?", re.MULTILINE)
ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
"""A link that stays: it starts with a scheme or a host."""


def unlinked(text: str) -> tuple[str, list[str]]:
    """(`text` with relative links and images as plain text, the targets that were dropped)."""
    dropped: list[str] = []
    for pattern in (DEFINITION, IMAGE, LINK):
        text = _plain(pattern, text, dropped)
    return text, dropped


def _plain(pattern: re.Pattern[str], text: str, dropped: list[str]) -> str:
    def new(found: re.Match[str]) -> str | None:
        target = found["to"]
        if ELSEWHERE.match(target):
            return None
        dropped.append(target)
        if "label" not in found.groupdict():
            return ""
        label = text[slice(*found.span("label"))]
        told = target.startswith("#") or found[0].startswith("!") or target.rpartition("/")[2] in label
        return label if told else f"{label} (`{target}`)"

    return substitute(text, pattern, new)
