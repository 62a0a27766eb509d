"""The files of a catalog on disk. What is not an ordinary file of ordinary size is named, never read through."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from session_memory.catalog.kinds import KINDS, MARKDOWN, PATTERN, POLICY, YAML, Kind
from session_memory.errors import SessionMemoryError

LARGEST = 1024 * 1024
"""Bytes. A pattern is a page of text; what is larger came here by mistake."""

ALIKE = {
    MARKDOWN: frozenset({"md", "markdown", "mdown", "mkd", "mdx", "mdc"}),
    YAML: frozenset({"yaml", "yml"}),
}
"""Suffix of a kind -> endings in lower case of files that were meant as one, whether or not they are read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the catalog as it lies on disk."""

    kind: Kind
    path: str
    """Relative to the catalog's root, with slashes."""
    content: bytes = b""
    problem: str = ""
    """Why it was not read: a link, too large, no permission."""

    @property
    def stem(self) -> str:
        """The file's name without its suffix."""
        return PurePosixPath(self.path).stem


def find(root: Path) -> tuple[Entry, ...]:
    """Every file that should be of one of the kinds, sorted by path.

    Raises SessionMemoryError when there is no folder of patterns or a folder cannot be listed: everything that is
    live would otherwise look as if somebody had deleted it.
    """
    if not (root / PATTERN.place).is_dir():
        hint = f"is {root} the root of a catalog? An empty one needs the folder, which git does not keep by itself"
        raise SessionMemoryError("there is no such folder", PATTERN.place, hint)
    found = list(_policy(root))
    for kind in KINDS:
        if kind is not POLICY and os.path.lexists(root / kind.place):
            found += _below(root, kind)
    return tuple(sorted(found, key=lambda entry: entry.path))


def _policy(root: Path) -> Iterator[Entry]:
    file = root / POLICY.place
    for path in (file, file.with_suffix(".yml")):
        if os.path.lexists(path):
            yield _entry(POLICY, path.relative_to(root).as_posix(), str(path))


def _below(root: Path, kind: Kind) -> Iterator[Entry]:
    folders = [kind.place]
    while folders:
        folder = folders.pop()
        for item in _listed(root, folder):
            path = f"{folder}/{item.name}"
            if item.name.startswith("."):
                continue  # editors keep their locks and copies under such names
            if item.is_dir(follow_symlinks=False):
                folders.append(path)
            elif item.is_symlink() or item.name.rpartition(".")[2].lower() in ALIKE[kind.suffix]:
                yield _entry(kind, path, item.path)


def _listed(root: Path, folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(root / folder) as items:
            return list(items)
    except OSError as error:
        raise SessionMemoryError(f"this folder cannot be read: {error.strerror}", folder) from error


def _entry(kind: Kind, path: str, file: str) -> Entry:
    # Plain system calls: a thousand Path objects take as long as reading a thousand files.
    try:
        problem = _problem(os.lstat(file))
        if problem:
            return Entry(kind, path, problem=problem)
        with open(file, "rb", buffering=0) as stream:  # noqa: PTH123
            return Entry(kind, path, stream.read())
    except OSError as error:
        return Entry(kind, path, problem=f"cannot be read: {error.strerror}")


def _problem(status: os.stat_result) -> str:
    if stat.S_ISLNK(status.st_mode):
        return "is a symbolic link"
    if not stat.S_ISREG(status.st_mode):
        return "is not a regular file"
    if status.st_size > LARGEST:
        return f"has {status.st_size:,} bytes, more than {LARGEST:,}"
    return ""
