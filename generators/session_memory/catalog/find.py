"""The files of a catalog on disk. What is not an ordinary file of ordinary size is named, never read through."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from session_memory.catalog.kinds import ATTACHMENT, KINDS, MARKDOWN, PATTERN, POLICY, YAML, Kind
from session_memory.errors import SessionMemoryError
from session_memory.model import Attachment

LARGEST = 1024 * 1024
"""Bytes. A pattern is a page of text; what is larger came here by mistake."""

ALIKE = {
    MARKDOWN: frozenset({"md", "markdown", "mdown", "mkd", "mdx", "mdc"}),
    YAML: frozenset({"yaml", "yml"}),
}
"""Suffix of a kind -> endings in lower case of files that were meant as one, whether or not they are read."""


FOR_AGENTS = frozenset({"AGENTS.md", "AGENTS.override.md", "CLAUDE.md", "CLAUDE.local.md", "GEMINI.md", "QWEN.md"})
"""Instructions for the agents that work on the catalog itself; a folder of it may hold them like any other."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the catalog as it lies on disk."""

    kind: Kind
    path: str
    """Relative to the catalog's root, with slashes."""
    content: bytes = b""
    problem: str = ""
    """Why it was not read: a link, too large, no permission."""
    executable: bool = False
    beside: tuple[Entry, ...] = ()
    """Of a pattern: every file in the folder that has its name, sorted by path."""

    @property
    def stem(self) -> str:
        """The file's name without its suffix."""
        return PurePosixPath(self.path).stem

    @property
    def folder(self) -> str:
        """Where the files that travel with a pattern lie."""
        return self.path.removesuffix(MARKDOWN)

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hex; of a pattern with files beside it, of those and all that is told of them."""
        known = hashlib.sha256(self.content)
        for one in self.beside:
            told = (one.path.removeprefix(self.folder), one.executable, one.problem, one.digest)
            known.update(repr(told).encode())
        return known.hexdigest()

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files that travel with a pattern, as far as they could be read."""
        start = len(self.folder) + 1
        return tuple(Attachment(e.path[start:], e.content, e.executable) for e in self.beside if not e.problem)


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
        if kind is PATTERN:
            found += _topic(root, kind.place)
        elif kind is not POLICY and os.path.lexists(root / kind.place):
            found += _below(root, kind)
    return tuple(sorted(found, key=lambda entry: entry.path))


def _policy(root: Path) -> Iterator[Entry]:
    file = root / POLICY.place
    for path in (file, file.with_suffix(".yml")):
        if os.path.lexists(path):
            yield _entry(POLICY, path.relative_to(root).as_posix(), str(path))


def _topic(root: Path, folder: str) -> Iterator[Entry]:
    """The patterns in a folder and in those below, each with the files of the folder that has its name.

    A folder below which there is no pattern at all, but something else, comes as one entry of the kind ATTACHMENT.
    """
    items = _listed(root, folder)
    folders = {item.name for item in items if _is_folder(item)}
    patterns = {item.name for item in items if _meant(PATTERN, item)}
    for item in items:
        entry = _entry(PATTERN, f"{folder}/{item.name}", item.path) if item.name in patterns else None
        if entry and entry.stem in folders and item.name.endswith(MARKDOWN):
            yield replace(entry, beside=tuple(sorted(_beside(root, entry.folder), key=_path)))
        elif entry:
            yield entry
        elif item.name in folders and f"{item.name}{MARKDOWN}" not in patterns:
            yield from _below_topic(root, f"{folder}/{item.name}")


def _below_topic(root: Path, folder: str) -> Iterator[Entry]:
    found = tuple(_topic(root, folder))
    something = found or any(not _is_folder(item) for item in _listed(root, folder))
    alone = something and all(entry.kind is ATTACHMENT for entry in found)
    yield from (Entry(ATTACHMENT, folder),) if alone else found


def _beside(root: Path, folder: str) -> Iterator[Entry]:
    """Every file in a pattern's folder, and a nested repository as one that cannot be read."""
    if os.path.lexists(root / folder / ".git"):
        yield Entry(ATTACHMENT, folder, problem="is a nested repository")
        return
    for item in _listed(root, folder):
        if _is_folder(item):
            yield from _beside(root, f"{folder}/{item.name}")
        else:
            # A name that is no text gets backslashes, which no name may have.
            name = os.fsencode(item.name).decode("utf-8", "backslashreplace")
            yield _entry(ATTACHMENT, f"{folder}/{name}", item.path)


def _below(root: Path, kind: Kind) -> Iterator[Entry]:
    folders = [kind.place]
    while folders:
        folder = folders.pop()
        for item in _listed(root, folder):
            path = f"{folder}/{item.name}"
            if _is_folder(item):
                folders.append(path)
            elif _meant(kind, item):
                yield _entry(kind, path, item.path)


def _path(entry: Entry) -> str:
    return entry.path


def _is_folder(item: os.DirEntry[str]) -> bool:
    return item.is_dir(follow_symlinks=False)


def _meant(kind: Kind, item: os.DirEntry[str]) -> bool:
    """Whether a file was meant as one of that kind."""
    like = item.is_symlink() or item.name.rpartition(".")[2].lower() in ALIKE[kind.suffix]
    return like and not _is_folder(item) and item.name not in FOR_AGENTS


def _listed(root: Path, folder: str) -> list[os.DirEntry[str]]:
    """What is in a folder, but for names under which editors keep their locks and copies."""
    try:
        with os.scandir(root / folder) as items:
            return [item for item in items if not item.name.startswith(".")]
    except OSError as error:
        raise SessionMemoryError(f"this folder cannot be read: {error.strerror}", folder) from error


def _entry(kind: Kind, path: str, file: str) -> Entry:
    # Plain system calls: a thousand Path objects take as long as reading a thousand files.
    try:
        status = os.lstat(file)
        problem = _problem(status)
        if problem:
            return Entry(kind, path, problem=problem)
        with open(file, "rb", buffering=0) as stream:  # noqa: PTH123
            # Of a text that is only read here nobody needs to know.
            return Entry(kind, path, stream.read(), executable=kind is ATTACHMENT and bool(status.st_mode & 0o100))
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
