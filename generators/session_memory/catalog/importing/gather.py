"""From the paths a person names to the files that hold rules, each once, and to their text."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from session_memory.catalog.importing.formats import is_rule
from session_memory.catalog.importing.rule import Refused
from session_memory.errors import SessionMemoryError, UsageError

MOST_BYTES = 1 << 20
"""No rule file is larger; agents read far less."""

SKIPPED_FOLDERS = frozenset({".git", "node_modules"})


@dataclass(frozen=True, slots=True)
class Found:
    """A file that should hold rules."""

    path: Path
    """Absolute, links followed."""
    named: Path
    """Absolute, by the name under which it was found, which tells its format."""
    shown: str
    """As the user named it, fit for a terminal."""
    start: Path
    """Absolute path of what the user named: the file itself, or a folder above it."""


def files(path: Path) -> Iterator[Found]:
    """`path` itself, or the rule files below it, sorted. Raises UsageError when there is no such path."""
    if not os.path.lexists(path):
        raise UsageError("there is no such file or folder", str(path))
    start = Path(os.path.realpath(path))
    if not start.is_dir():
        yield Found(start, path.absolute(), _shown(path), start)
        return
    for name in sorted(_below(start)):
        yield Found(Path(os.path.realpath(start / name)), start / name, _shown(path / name), start)


def text(found: Found) -> str:
    """The file's text: UTF-8 without a byte order mark, LF line ends. Raises Refused for what is no text."""
    _look(found)
    try:
        content = found.path.read_bytes()
    except OSError as error:
        raise Refused(f"cannot be read: {error.strerror}") from error
    if b"\0" in content:
        raise Refused(f"is binary: a NUL at byte {content.index(0)}")
    try:
        plain = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from behind a byte order mark.
        at = error.start + (3 if content.startswith(b"\xef\xbb\xbf") else 0)
        raise Refused(f"is not UTF-8 at byte {at}", hint="save it as UTF-8") from error
    if not plain.strip():
        raise Refused("is empty")
    return plain.replace("\r\n", "\n").replace("\r", "\n")


def _below(start: Path) -> Iterator[str]:
    # Links to folders are not followed: the files behind them are found where they are, or are somebody else's.
    for folder, folders, names in os.walk(start, onerror=_unreadable):
        folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS]
        for name in names:
            if is_rule(PurePosixPath(Path(folder, name).as_posix())):
                yield Path(folder, name).relative_to(start).as_posix()


def _unreadable(error: OSError) -> None:
    raise SessionMemoryError(f"the folder cannot be read: {error.strerror}", str(error.filename)) from error


def _shown(path: Path) -> str:
    return "".join(character if character.isprintable() else "?" for character in str(path))


def _look(found: Found) -> None:
    if not str(found.named).isprintable():
        raise Refused("has a name with bytes that are not UTF-8, or with control characters", hint="rename it")
    try:
        seen = found.path.lstat()
    except OSError as error:
        raise Refused("is a symbolic link that leads nowhere", hint="name the file itself") from error
    if stat.S_ISLNK(seen.st_mode):
        raise Refused("is a symbolic link that leads in a circle", hint="name the file itself")
    if not found.path.is_relative_to(found.start):
        raise Refused("is a symbolic link to a file outside the folder", hint="name the file itself")
    if not stat.S_ISREG(seen.st_mode):
        raise Refused("is not a regular file")
    if seen.st_size > MOST_BYTES:
        raise Refused(f"is larger than {MOST_BYTES:,} bytes")
