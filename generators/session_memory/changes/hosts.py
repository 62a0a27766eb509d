"""Reading a target's files without following anything out of it. What cannot be used is named, not skipped."""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from session_memory import git
from session_memory.errors import UnreachableError
from session_memory.model import HostFile, Hosts

MAX_BYTES = 1 << 20
"""Host files are read by agents at every start; a larger one is not a host file."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which files of a target matter, relative to its root."""

    paths: tuple[str, ...]
    """Exact paths."""
    folders: tuple[str, ...]
    """Folders whose `.md` files matter, at any depth."""
    homes: tuple[str, ...] = ()
    """Paths that a new file could have; `{id}` stands for a pattern."""

    def covers(self, path: str) -> bool:
        """Whether the file at `path` matters."""
        below = any(path.startswith(folder + "/") for folder in self.folders)
        return path in self.paths or (below and path.endswith(".md"))


def from_folder(root: Path, wanted: Wanted) -> Hosts:
    """The files of a working tree, or of a plain folder. Raises UnreachableError when there is no such folder."""
    if not root.is_dir():
        raise UnreachableError("there is no such folder", str(root))
    top = root.resolve()
    found = {path: _read(top, path) for path in sorted({*wanted.paths, *_below(top, wanted.folders)})}
    files = {file.path: file for file in found.values() if file is not None}
    links = {path: file.path for path, file in found.items() if file is not None and file.path != path}
    parents = {posixpath.dirname(path) for path in (*files, *wanted.homes)}
    borders = {folder: why for folder in parents if (why := _border(top, folder))}
    closed = {home: why for home in wanted.homes if (why := borders.get(posixpath.dirname(home), ""))}
    ignored = _ignored(top, {path for path in (*files, *wanted.homes) if posixpath.dirname(path) not in borders})
    # What only this machine ignores closes nothing: others would be proposed the same change.
    shared = (home for home in wanted.homes if ignored.get(home, "").endswith(".gitignore"))
    closed |= dict.fromkeys(shared, "ignored by git, so that no change to it can be proposed")
    return Hosts(files=files, links=links, ignored=frozenset(ignored) & set(files), closed=closed)


def _border(top: Path, folder: str) -> str:
    """Why git would not take a change in `folder`, whatever its ignore files say; empty when it would."""
    names = folder.split("/") if folder else []
    for part in ("/".join(names[: n + 1]) for n in range(len(names))):
        if (top / part).is_symlink():
            return f"below {part}, which is a link"
        if (top / part / ".git").exists():
            return f"inside the nested repository {part}"
    return ""


def _below(top: Path, folders: Sequence[str]) -> Iterator[str]:
    for folder in folders:
        # Links to folders are not entered: what lies behind them is somebody else's.
        if _border(top, folder):
            continue
        for place, _, names in os.walk(top / folder):
            for name in names:
                if name.endswith(".md"):
                    yield (Path(place) / name).relative_to(top).as_posix()


def _read(top: Path, path: str) -> HostFile | None:
    """The file at `path` under its canonical path; None when there is none."""
    full = top / path
    if not os.path.lexists(full):
        return None
    try:
        real = full.resolve(strict=True)
    except (OSError, RuntimeError):
        return HostFile(path, problem="a link that leads nowhere or in a circle")
    if not real.is_relative_to(top):
        return HostFile(path, problem="a link that leads out of the repository")
    canonical = real.relative_to(top).as_posix()
    problem = _nested(top, real) or _kind(real)
    return HostFile(canonical, problem=problem) if problem else _content(real, canonical)


def _nested(top: Path, real: Path) -> str:
    for folder in real.parents:
        if folder == top:
            return ""
        if (folder / ".git").exists():
            return f"inside the nested repository {folder.relative_to(top).as_posix()}"
    return ""


def _kind(real: Path) -> str:
    status = real.lstat()
    if stat.S_ISREG(status.st_mode):
        return f"larger than {MAX_BYTES:,} bytes" if status.st_size > MAX_BYTES else ""
    names = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a FIFO"), (stat.S_ISSOCK, "a socket"))
    return next((name for test, name in names if test(status.st_mode)), "a device") + ", not a regular file"


def _content(real: Path, canonical: str) -> HostFile:
    try:
        # Not blocking: between the look at its kind and now the file may have become a FIFO.
        handle = os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return HostFile(canonical, problem=f"cannot be read: {error.strerror}")
    return checked(canonical, content, bool(real.stat().st_mode & stat.S_IXUSR))


def checked(path: str, content: bytes, executable: bool) -> HostFile:
    """A host file, or one with a problem when its bytes are not those of a text file of sensible size."""
    if len(content) > MAX_BYTES:
        return HostFile(path, problem=f"larger than {MAX_BYTES:,} bytes")
    if b"\0" in content:
        return HostFile(path, problem="binary: it holds a NUL byte")
    return HostFile(path, content, executable)


def _ignored(top: Path, paths: set[str]) -> Mapping[str, str]:
    """Which of `paths` git would not take into a commit, and the file that says so."""
    if not paths or not git.is_checkout(top):
        return {}
    asked = b"\0".join(os.fsencode(path) for path in sorted(paths)) + b"\0"
    # By the target's own rules, not by this user's. Whoever owns the folder, it is only read.
    command = ("-c", "safe.directory=*", "check-ignore", "-v", "-z", "--stdin")
    said = [os.fsdecode(part) for part in git.run(top, *command, stdin=asked, allow=(0, 1)).split(b"\0")]
    # source, line, pattern, path; a pattern with `!` is the one that says no.
    rows = zip(said[0::4], said[2::4], said[3::4], strict=False)
    return {path: source for source, pattern, path in rows if not pattern.startswith("!")}
