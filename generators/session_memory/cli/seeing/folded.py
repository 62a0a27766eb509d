"""Many lines of one kind as few, for a person at the terminal; programs get all of it as JSON. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence

from session_memory.model import FileChange

FEW = 5
"""So many names stand in a line; of more, the number of the others."""
MANY = 4
"""So many files of one kind in one folder are told in one line."""
ROOM = 14
"""Lines that a repo may have beside its table; of more, each kind is told by its first ones, at least one."""


def few(names: Sequence[str]) -> str:
    """The names, or the first of them and how many more there are."""
    rest = f" and {len(names) - FEW:,} more" if len(names) > FEW else ""
    return ", ".join(names[:FEW]) + rest


def in_room(kinds: Iterable[tuple[str, Iterable[str]]], room: int = ROOM) -> Iterator[str]:
    """`  kind: text` for each text of each kind, as many of each kind as there is room for, then how many more."""
    found = [(kind, tuple(texts)) for kind, texts in kinds]
    longest = max((len(texts) for _, texts in found), default=0)
    fits = (most for most in range(longest, 0, -1) if sum(min(len(texts), most + 1) for _, texts in found) <= room)
    most = longest if sum(len(texts) for _, texts in found) <= room else next(fits, 1)
    for kind, texts in found:
        # The line that tells of one more takes as much room as the one.
        shown = texts if len(texts) <= most + 1 else texts[:most]
        yield from (f"  {kind}: {text}" for text in shown)
        if len(shown) < len(texts):
            yield f"  {kind}: and {len(texts) - len(shown):,} more, which --json names"


def pending(changes: Iterable[FileChange]) -> Iterator[str]:
    """One line for each file, or for many that are new, changed or removed alike."""
    groups: dict[tuple[str, str, str], list[FileChange]] = {}
    for change in changes:
        groups.setdefault(_kind(change), []).append(change)
    for (verb, kind, folder), alike in groups.items():
        # A skill is one, whatever travels with it.
        own = [change for change in alike if not change.skill] or alike
        if kind and len(own) >= MANY:
            size = f"{_kilobytes(sum(len(change.after or change.before or b'') for change in alike)):,} KB"
            yield f"{len(own):,} {verb}{kind} in {folder}, {size} (first: {own[0].path})"
        else:
            yield from (f"{change.path} {_size(change.before)} -> {_size(change.after)}" for change in alike)


def _kind(change: FileChange) -> tuple[str, str, str]:
    """Equal for files that may share a line: what becomes of them, what they are, and where. Host files are told
    one by one."""
    verb = "" if change.before is None else "removed " if change.after is None else "changed "
    skill = change.skill or (change.path if posixpath.basename(change.path) == "SKILL.md" else "")
    if skill:
        return verb, "skills", posixpath.dirname(posixpath.dirname(skill))
    folder = posixpath.dirname(change.path)
    return (verb, "files", folder) if folder else (verb, "", "")


def _kilobytes(size: int) -> int:
    return -(-size // 1_000)


def _size(content: bytes | None) -> str:
    return "nothing" if content is None else f"{len(content):,} bytes"
