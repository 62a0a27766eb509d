"""Reading a target's files without following anything out of it. What cannot be used is named, not skipped."""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from session_memory import git
from session_memory.changes.copies import document_above
from session_memory.errors import UnreachableError
from session_memory.globs import ANY_DEPTH, any_of, fits, start
from session_memory.inside import folders_of
from session_memory.model import HostFile, Hosts

MAX_BYTES = 1 << 20
"""Host files are read by agents at every start; a larger one is not a host file."""


Border = Callable[[str], str]
"""Why git would not take a change in a folder, whatever its ignore files say; empty when it would."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which files of a target matter, relative to its root."""

    paths: tuple[str, ...]
    """Exact paths."""
    globs: tuple[str, ...] = ()
    """Globs seen from the root."""
    homes: tuple[str, ...] = ()
    """Paths that a new file could have; `{id}` stands for a pattern."""
    anywhere: tuple[str, ...] = ()
    """Names and globs that matter in every folder."""
    nested: tuple[str, ...] = ()
    """Those of `homes` for which no folder is made."""
    attached: tuple[str, ...] = ()
    """Exact paths of files beside skills: any bytes, no links."""

    def covers(self, path: str) -> bool:
        """Whether the file at `path` matters."""
        return path in self.paths or bool(any_of(self.globs).fullmatch(path)) or self.below(path)

    def below(self, path: str) -> bool:
        """Whether the file at `path` matters in the folder where it is, wherever that is."""
        return any_of(self.anywhere, below=True).fullmatch(path) is not None


def from_folder(root: Path, wanted: Wanted) -> Hosts:
    """The files of a working tree, or of a plain folder. Raises UnreachableError when there is no such folder."""
    if not root.is_dir():
        raise UnreachableError("there is no such folder", str(root))
    top = root.resolve()
    border = _borders(top)
    named = {*wanted.paths, *_below(top, wanted.globs, border), *_anywhere(top, wanted, border)}
    found = {path: _read(top, path) for path in sorted(named)}
    files = {file.path: file for file in found.values() if file is not None}
    links = {path: file.path for path, file in found.items() if file is not None and file.path != path}
    parents = {posixpath.dirname(path) for path in (*files, *wanted.homes)}
    borders = {folder: why for folder in parents if (why := border(folder))}
    closed = {home: why for home in wanted.homes if (why := borders.get(posixpath.dirname(home), ""))}
    closed |= _below_files(top, wanted.homes)
    closed |= {home: no_folder(home) for home in wanted.nested if not (top / posixpath.dirname(home)).is_dir()}
    ignored = _ignored(top, {path for path in (*files, *wanted.homes) if posixpath.dirname(path) not in borders})
    # What only this machine ignores closes nothing: others would be proposed the same change.
    shared = (home for home in wanted.homes if ignored.get(home, "").endswith(".gitignore"))
    closed |= dict.fromkeys(shared, "ignored by git, so that no change to it can be proposed")
    beside = _attached(top, wanted.attached, border)
    return Hosts(files, links, frozenset(ignored) & set(files), closed, attached=beside)


def _below_files(top: Path, homes: Sequence[str]) -> Mapping[str, str]:
    """The homes above which a file stands in place of a folder; of one pattern's, as the path that it would have."""
    found: dict[str, str] = {}
    for home in homes:
        above = next((folder for folder in folders_of(home) if _is_file(top / folder)), "")
        shelf, _, rest = home.partition("/{id}/")
        if above:
            found[home] = below_file(above)
        elif rest and (top / shelf).is_dir():
            names = sorted(path.name for path in (top / shelf).iterdir() if _is_file(path))
            found |= {f"{shelf}/{name}/{rest}": below_file(f"{shelf}/{name}") for name in names}
    return found


def _is_file(path: Path) -> bool:
    """A file itself: of what is behind a link something else is told."""
    return path.is_file() and not path.is_symlink()


def _attached(top: Path, paths: Sequence[str], border: Border) -> Mapping[str, HostFile]:
    """What stands at these paths, and what keeps a file from being put there as its problem."""
    borders = {path: border(posixpath.dirname(path)) for path in paths}
    ignored = _ignored(top, {path for path, why in borders.items() if not why})
    found = {path: _beside(top, path, why, ignored.get(path, "")) for path, why in borders.items()}
    return {path: file for path, file in found.items() if file is not None}


def _beside(top: Path, path: str, border: str, ignored: str) -> HostFile | None:
    if border:
        return HostFile(path, problem=border)
    if ignored.endswith(".gitignore"):
        return HostFile(path, problem="ignored by git, so that no change to it can be proposed")
    full = top / path
    if full.is_symlink():
        return HostFile(path, problem="a link")
    if not os.path.lexists(full):
        there = (folder for folder in folders_of(path) if os.path.lexists(top / folder))
        above = next((folder for folder in there if not (top / folder).is_dir()), "")
        return HostFile(path, problem=below_file(above)) if above else None
    problem = _kind(full)
    return HostFile(path, problem=problem) if problem else _content(full, path, attached)


def attached(path: str, content: bytes, executable: bool) -> HostFile:
    """A file beside a skill: what its bytes mean is nobody's business here."""
    problem = f"larger than {MAX_BYTES:,} bytes" if len(content) > MAX_BYTES else ""
    return HostFile(path, b"" if problem else content, executable, problem)


def below_file(above: str) -> str:
    """Why there can be no file below another one."""
    return f"below {above}, which is a file"


def no_folder(home: str) -> str:
    """Why a nested home is closed whose folder is not there."""
    return f"there is no folder {posixpath.dirname(home)}"


def _borders(top: Path) -> Border:
    """Looks at each folder once."""

    @cache
    def border(folder: str) -> str:
        if not folder:
            return ""
        if above := border(posixpath.dirname(folder)):
            return above
        # Plain system calls: of a large fleet, Path objects cost more than all the looking. What is not there has
        # nothing below it either.
        there = _status(f"{top}/{folder}")
        if there is None:
            return ""
        if stat.S_ISLNK(there.st_mode):
            return f"below {folder}, which is a link"
        return f"inside the nested repository {folder}" if os.path.exists(f"{top}/{folder}/.git") else ""  # noqa: PTH110

    return border


def _status(path: str) -> os.stat_result | None:
    """Of whatever is there, of a link itself; None when nothing is, or nobody may look."""
    try:
        return os.lstat(path)
    except (OSError, ValueError):
        return None


def _below(top: Path, globs: tuple[str, ...], border: Border) -> Iterator[str]:
    for folder, here in _by_start(globs).items():
        # Links to folders are not entered: what lies behind them is somebody else's.
        if not border(folder):
            deep = any(ANY_DEPTH in glob for glob in here)
            yield from (path for path in _files(top, folder, deep) if any(fits(glob, path) for glob in here))


@cache
def _by_start(globs: tuple[str, ...]) -> Mapping[str, Sequence[str]]:
    """The globs of each folder in which some begin."""
    return {folder: [glob for glob in globs if start(glob) == folder] for folder in sorted(set(map(start, globs)))}


def _files(top: Path, folder: str, deep: bool) -> Iterator[str]:
    """Every file below a folder; `deep` at any depth, else one folder further down.

    Those of nested repositories too: agents that look through the folder know no such border, so they are named.
    """
    above = len(str(top)) + 1
    first = f"{top}/{folder}" if folder else str(top)
    for place, folders, names in os.walk(first):
        here = place[above:]
        yield from (posixpath.join(here, name) for name in names)
        folders[:] = sorted(name for name in folders if name != ".git") if deep or place == first else []


def _anywhere(top: Path, wanted: Wanted, border: Border) -> Iterator[str]:
    """The files that matter wherever they are; copies are none, and another repository is its own target."""
    found = _listed(top, wanted.anywhere) if git.is_checkout(top) else _files(top, "", deep=True)
    matter = filter(wanted.below, found) if wanted.anywhere else ()
    within = (path for path in matter if not border(posixpath.dirname(path)))
    yield from (path for path in within if not (top / document_above(path)).is_file())


def _listed(top: Path, globs: Sequence[str]) -> Iterator[str]:
    """The files that git has or would take, and that globs name somewhere."""
    asked = [f":(glob){ANY_DEPTH}{glob}" for glob in globs]
    command = ("-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--")
    # A file that was deleted is still listed, and so is a link to a folder.
    yield from (os.fsdecode(path) for path in git.run(top, *command, *asked).split(b"\0") if path)


def _read(top: Path, path: str) -> HostFile | None:
    """The file at `path` under its canonical path; None when there is none."""
    if _status(f"{top}/{path}") is None:
        return None
    full = top / path
    try:
        real = full.resolve(strict=True)
    except (OSError, RuntimeError):
        return HostFile(path, problem="a link that leads nowhere or in a circle", there=False)
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


def _content(real: Path, canonical: str, judge: Callable[[str, bytes, bool], HostFile] | None = None) -> HostFile:
    try:
        # Not blocking: between the look at its kind and now the file may have become a FIFO.
        handle = os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return HostFile(canonical, problem=f"cannot be read: {error.strerror}")
    return (judge or checked)(canonical, content, bool(real.stat().st_mode & stat.S_IXUSR))


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
