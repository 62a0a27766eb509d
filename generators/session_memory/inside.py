"""Somebody else's folder, walked with open descriptors: no link is followed, nothing blocks, nothing is written."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from session_memory.errors import DeniedError, SessionMemoryError
from session_memory.paths import spelled_alike

LARGEST = 16 << 20
"""Bytes. No file that this program writes comes near; what is larger is not read into memory."""

KINDS = (
    (stat.S_ISLNK, "a link"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISREG, "a file"),
    (stat.S_ISFIFO, "a FIFO"),
    (stat.S_ISSOCK, "a socket"),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A regular file as it was when it was looked at."""

    content: bytes
    mode: int
    """Permission bits."""
    links: int
    uid: int
    gid: int

    @property
    def refusal(self) -> str:
        """Why it may not be replaced or deleted, empty when it may."""
        if self.links > 1:
            return f"it has {self.links} hard links, mode {self.mode:04o}; replacing it would tear them apart"
        if not self.mode & stat.S_IWUSR:
            return f"it is read-only, mode {self.mode:04o}; somebody wants it left as it is"
        return ""


def look_inside(root: Path, path: str) -> Seen | None:
    """The file at the POSIX `path` below `root`; None when it, or a folder on the way to it, is not there.

    Raises DeniedError for whatever may not be read or written through this door: a link or anything else that is no
    folder on the way, anything but a regular file at the end, a nested repository, and a name that another system
    takes for that of a neighbour (AGENTS.md beside agents.md).
    """
    with way_to(root, path) as way:
        return see(way, path)


def check_replaceable(root: Path, path: str) -> None:
    """Raises DeniedError for a file that may be looked at but not replaced or deleted; see `Seen.refusal`."""
    with way_to(root, path) as way:
        refuse(see(way, path))


def refuse(seen: Seen | None) -> None:
    """Raises DeniedError for a file that may not be replaced or deleted."""
    if seen is not None and seen.refusal:
        raise DeniedError(seen.refusal)


def folders_of(path: str) -> list[str]:
    """`a` and `a/b` of `a/b/c`."""
    names = path.split("/")
    return ["/".join(names[:n]) for n in range(1, len(names))]


@contextlib.contextmanager
def way_to(root: Path, path: str) -> Iterator[list[int]]:
    """Descriptors of the folders on the way to `path`, as far as they are there, `root` first; shut afterwards.

    What is appended is shut as well. Whatever goes wrong within is told with the path.
    """
    names = path.split("/")
    if "\0" in path or not {"", ".", ".."}.isdisjoint(names):
        raise DeniedError(f"{path!r} is no path of a file below it", str(root))
    way = [os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)]
    try:
        for name in names[:-1]:
            below = enter(way[-1], name)
            if below is None:
                break
            way.append(below)
        if len(way) == len(names):
            _check_no_twin(way[-1], names[-1])
        yield way
    except SessionMemoryError as error:
        error.where = f"{root}/{path}"
        raise
    except OSError as error:
        error.filename = f"{root}/{path}"
        raise
    finally:
        for folder in way:
            os.close(folder)


def enter(folder: int, name: str) -> int | None:
    """A descriptor of the folder `name` in an open folder; None when there is none.

    Raises DeniedError for a link or anything else that is no folder, a nested repository and a twin.
    """
    _check_no_twin(folder, name)
    try:
        below = os.open(
            name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder
        )
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno in (errno.ENOTDIR, errno.ELOOP):
            raise DeniedError(f"{name}, on the way to it, is {_kind(folder, name)}, not a folder") from error
        raise
    if _status(below, ".git") is not None:
        os.close(below)
        raise DeniedError(f"it is inside the nested repository {name}")
    return below


def see(way: Sequence[int], path: str) -> Seen | None:
    """What stands at the end of a way. Raises DeniedError when that is no regular file."""
    name = path.split("/")[-1]
    before = _status(way[-1], name) if len(way) == path.count("/") + 1 else None
    if before is None:
        return None
    if not stat.S_ISREG(before.st_mode):
        # Not opened: with a device that alone can have consequences.
        raise DeniedError(f"it is {_kind(way[-1], name)}, not a regular file")
    handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=way[-1])
    with os.fdopen(handle, "rb") as stream:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
            raise DeniedError(f"it is not a regular file of at most {LARGEST:,} bytes")
        content = stream.read(LARGEST + 1)
    return Seen(content, stat.S_IMODE(status.st_mode), status.st_nlink, status.st_uid, status.st_gid)


def _status(folder: int, name: str) -> os.stat_result | None:
    """Of whatever is called so in an open folder, of a link itself; None when nothing is."""
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None


def _kind(folder: int, name: str) -> str:
    status = _status(folder, name)
    return next((kind for test, kind in KINDS if status and test(status.st_mode)), "a device")


def _check_no_twin(folder: int, name: str) -> None:
    """Where case or the spelling of accents do not count, writing one of two such files would write the other."""
    twin = next((n for n in os.listdir(folder) if n != name and spelled_alike(n) == spelled_alike(name)), "")
    if twin:
        raise DeniedError(f"{twin!r} stands beside {name!r}; on another system they are one")
