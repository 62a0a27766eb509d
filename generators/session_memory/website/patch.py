"""A git patch -> one coloured listing per file. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from session_memory.website.escape import escape

FILE = "diff --git "
HUNK = "@@"
KINDS = {"+": "gi", "-": "gd", HUNK: "gu"}
"""Start of a line -> the class that the theme colours."""


@dataclass(frozen=True, slots=True)
class FileDiff:
    """What the patch does to one file."""

    path: str
    added: int
    removed: int
    html: Markup
    """On one line, with its line ends as entities."""


def file_diffs(patch: str) -> Iterator[FileDiff]:
    """The files of `patch`, in its order."""
    # Lines of content start with a space, a sign or a backslash, so this start is unmistakable.
    for part in f"\n{patch}".split(f"\n{FILE}")[1:]:
        header, hunks = _split(part.removesuffix("\n").split("\n"))
        signs = [line[:1] for line in hunks]
        html = Markup("&#10;").join(_line(line) for line in hunks or header[1:])
        yield FileDiff(_path(header[0]), signs.count("+"), signs.count("-"), html)


def _split(lines: list[str]) -> tuple[list[str], list[str]]:
    at = next((n for n, line in enumerate(lines) if line.startswith(HUNK)), len(lines))
    return lines[:at], lines[at:]


def _path(names: str) -> str:
    """The path in `a/PATH b/PATH`. Git puts both in quotes when the path has characters that do not show."""
    second = names[len(names) // 2 + 1 :]
    return second.strip('"').removeprefix("b/")


def _line(line: str) -> Markup:
    kind = KINDS.get(line[:2]) or KINDS.get(line[:1])
    return Markup('<span class="{}">{}</span>').format(kind, escape(line)) if kind else escape(line)
