"""A git patch -> one coloured listing per file. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from session_memory.website.escape import escape, visible

FILE = "diff --git "
HUNK = "@@"
KINDS = {"+": "gi", "-": "gd", HUNK: "gu"}
"""Start of a line -> the class that is coloured."""
SAME = "same"
"""The class of every other line."""
SHORT = 60
"""Lines that may stand open on a page."""


@dataclass(frozen=True, slots=True)
class FileDiff:
    """What the patch does to one file."""

    path: str
    added: int
    removed: int
    html: Markup
    """On one line, with its line ends as entities."""
    said: str = ""
    """What git says of the file as a whole, such as that it is new."""
    lines: int = 0

    @property
    def short(self) -> bool:
        """Whether it can be read at a glance."""
        return self.lines <= SHORT


def file_diffs(patch: str) -> Iterator[FileDiff]:
    """The files of `patch`, in its order."""
    # Lines of content start with a space, a sign or a backslash, so this start is unmistakable.
    for part in f"\n{patch}".split(f"\n{FILE}")[1:]:
        header, hunks = _split(part.removesuffix("\n").split("\n"))
        yield _told(_path(header[0]), header[1:], hunks)


def one_diff(diff: str, path: str) -> FileDiff:
    """The same of a unified diff of one file, which needs no header of git's."""
    header, hunks = _split(diff.removesuffix("\n").split("\n"))
    return _told(path, header, hunks)


def _told(path: str, header: Sequence[str], hunks: Sequence[str]) -> FileDiff:
    signs = [line[:1] for line in hunks]
    # One element for all lines of a kind that follow each other: a new file of 1,000 lines is one.
    runs = groupby(hunks or header, _kind)
    html = Markup().join(_run(kind, lines) for kind, lines in runs)
    said = next((line for line in header if line.startswith(("new file", "deleted file"))), "")
    return FileDiff(path, signs.count("+"), signs.count("-"), html, said.partition(" mode")[0], len(hunks))


def _split(lines: list[str]) -> tuple[list[str], list[str]]:
    at = next((n for n, line in enumerate(lines) if line.startswith(HUNK)), len(lines))
    return lines[:at], lines[at:]


def _path(names: str) -> str:
    """The path in `a/PATH b/PATH`. Git puts both in quotes when the path has characters that do not show."""
    second = names[len(names) // 2 + 1 :]
    return second.strip('"').removeprefix("b/")


def _kind(line: str) -> str:
    return KINDS.get(line[:2]) or KINDS.get(line[:1], SAME)


def _run(kind: str, lines: Iterator[str]) -> Markup:
    # Each run ends with its line end, which a block of its own swallows.
    # What would be written can be read: nothing in it hides, and nothing turns around what stands beside it.
    text = escape(visible("".join(f"{line}\n" for line in lines)))
    return Markup('<span class="{}">{}</span>').format(kind, text)
