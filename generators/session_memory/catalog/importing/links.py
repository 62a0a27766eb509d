"""Links of an imported text that lead nowhere from the place where a pattern is read. Pure."""

from __future__ import annotations

import re

from session_memory.catalog import markdown
from session_memory.catalog.importing.prose import substitute

TARGET = r"\(\s*<?(?P<to>[^()\s<>]*(?:\([^()\s]*\)[^()\s]*)*)>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
IMAGE = re.compile(r"!\[(?P<label>[^\[\]]*)\]" + TARGET)
LINK = re.compile(r"(?<!!)\[(?P<label>(?:[^\[\]\\]|\\.|!?\[[^\[\]]*\](?:\([^()\s]*\))?)*)\]" + TARGET)
DEFINITION = re.compile(
    r"^ {0,3}\[[^\[\]^\n][^\[\]\n]*\]:[ \t]*<?(?P<to>[^\s<>]+)>?[ \t]*(?:\"[^\"\n]*\"|'[^'\n]*')?[ \t]*(?:\n|\Z)",
    re.MULTILINE,
)


def unlinked(text: str) -> tuple[str, list[str]]:
    """(`text` with links to other files as plain text, the targets that were dropped).

    Links to a heading of the same text stay while there is such a heading.
    """
    dropped: list[str] = []
    for pattern in (DEFINITION, IMAGE, LINK):
        text = _plain(pattern, text, dropped)
    return _no_likeness(text, dropped), dropped


def _plain(pattern: re.Pattern[str], text: str, dropped: list[str]) -> str:
    anchors = markdown.anchors(text) if "](#" in text else frozenset()

    def new(found: re.Match[str]) -> str | None:
        target = found["to"]
        if not target or markdown.ELSEWHERE.match(target) or (target[0] == "#" and target[1:] in anchors):
            return None
        dropped.append(target)
        if "label" not in found.groupdict():
            return ""
        label = text[slice(*found.span("label"))]
        told = target.startswith("#") or found[0].startswith("!") or target.rpartition("/")[2] in label
        return label if told else f"{label} (`{target}`)"

    return substitute(text, pattern, new)


def _no_likeness(text: str, dropped: list[str]) -> str:
    """With what only looks like a link made not to: `[a](b c)`, or a footnote, of which nothing is lost."""
    anchors = markdown.anchors(text) if "](#" in text else frozenset()

    def new(found: re.Match[str]) -> str | None:
        target = found["inline"] or found["defined"]
        if not target or markdown.ELSEWHERE.match(target) or target[1:] in anchors:
            return None
        dropped.append(target)
        written = text[slice(*found.span())]
        return f"]{written[1:].replace('(', ' (', 1)}" if found["inline"] else written.replace("[", "\\[", 1)

    return substitute(text, markdown.LINK, new)
