"""The one door to the disk: nothing else in this package writes, renames or deletes."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import itertools
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

from session_memory.errors import BusyError, ConflictError, DeniedError, SessionMemoryError
from session_memory.inside import Seen as Seen
from session_memory.inside import check_replaceable as check_replaceable
from session_memory.inside import enter, folders_of, refuse, see, way_to
from session_memory.inside import look_inside as look_inside

PRIVATE = ".session-memory-"
"""Prefix of the names that a write uses beside its target; a crash can leave one behind, never half a target."""
OUR_LOCK = b"session-memory deletes this branch\n"
LEFT_BEHIND = re.compile(re.escape(PRIVATE) + "[0-9a-f]{16}")


def write(path: Path, content: bytes, durable: bool = True) -> bool:
    """Make `path` hold exactly `content`, wholly or not at all. True when its bytes had to change.

    Written beside, flushed to the disk, then renamed over the old file, whose mode is kept. What can be made again
    by the same command need not be `durable`: it skips the flush, and still is never half there for a reader.
    """
    if same(path, content):
        return False
    _make_folders(path.parent, durable)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    with _named(path), _opened(path.parent) as folder:
        _sweep(folder)
        with _beside(folder, content) as (handle, beside):
            os.fchmod(handle, mode)
            if durable:
                os.fsync(handle)
            os.replace(beside, path.name, src_dir_fd=folder, dst_dir_fd=folder)
        if durable:
            os.fsync(folder)
    return True


def replace_inside(
    root: Path,
    path: str,
    before: bytes | None,
    after: bytes | None,
    mode: int | None = None,
    made: Collection[str] = (),
) -> None:
    """Make the file at the POSIX `path` below somebody else's `root` hold `after`, provided it holds `before` now.

    None is a file that is not there. Mode and owner stay as they are, unless `mode` (permission bits) is given; a new
    file gets the usual mode, and its folders are made. A deleted one takes along those folders on its way that are
    among `made`, as paths below `root`, and that are empty then; so does one that is gone already.
    Raises ConflictError when the file is not what it was, and DeniedError when this door is not for it: see
    `look_inside` and `check_replaceable`. After any error the old file stands as it stood, but for one: when flushing
    the folder fails, the new file is there and may not survive a loss of power.
    """
    with way_to(root, path) as way:
        seen = see(way, path)
        if (seen.content if seen else None) != before:
            raise ConflictError("it is not what it was when it was read; it is left as it is", hint="start again")
        refuse(seen)
        if after is not None and (seen is None or seen.content != after or mode not in (None, seen.mode)):
            _replace(root, path, way, after, seen, mode)
        elif after is None:
            if seen is not None:
                os.unlink(path.split("/")[-1], dir_fd=way[-1])
                os.fsync(way[-1])
            _remove_empty(way, path, made)


def _replace(root: Path, path: str, way: list[int], after: bytes, seen: Seen | None, mode: int | None) -> None:
    with _folders_made(way, path), _beside(way[-1], after) as (handle, beside):
        _give(handle, seen, mode)
        os.fsync(handle)
        _recheck(root, path, way, seen)
        os.replace(beside, path.split("/")[-1], src_dir_fd=way[-1], dst_dir_fd=way[-1])
        os.fsync(way[-1])


def sweep_inside(root: Path, paths: Iterable[str]) -> None:
    """Delete what a killed run left beside these files."""
    for path in {path.rpartition("/")[0]: path for path in paths}.values():
        with way_to(root, path) as way:
            if len(way) == path.count("/") + 1:
                _sweep(way[-1])


def _sweep(folder: int) -> None:
    """Delete what killed runs left in an open folder. What somebody is still writing is locked, and stays."""
    with os.scandir(folder) as entries:
        left = [e.name for e in entries if LEFT_BEHIND.fullmatch(e.name) and e.is_file(follow_symlinks=False)]
    for name in left:
        # Its writer was faster, or is still at work; or it is another user's, who will sweep it.
        with contextlib.suppress(FileNotFoundError, BlockingIOError, PermissionError):
            handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                os.unlink(name, dir_fd=folder)
            finally:
                os.close(handle)


@contextlib.contextmanager
def locked(folder: Path, what: str) -> Iterator[None]:
    """Hold `folder` alone. Raises BusyError, which says `what` is busy, when another run holds it.

    The lock is the kernel's: no file is made, and whatever becomes of the holder, it is free again at once.
    """
    with _opened(folder) as handle:
        try:
            with _named(folder):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(f"another run is at work on {what}", str(folder), "run again when it is done") from error
        yield


@contextlib.contextmanager
def claimed(folder: Path, waits: bool) -> Iterator[None]:
    """Hold a unit of work, `folder` being made for it: see `locked`. With `waits`, until whoever is at it is done."""
    with _opened(make_folder(folder)) as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise BusyError("another worker is at it", folder.name) from error
        yield


def _recheck(root: Path, path: str, way: list[int], seen: Seen | None) -> None:
    """Somebody may have saved the file, or moved its folder away, since the writing began."""
    with way_to(root, path) as again:
        there = len(again) == len(way) and os.path.samestat(os.fstat(again[-1]), os.fstat(way[-1]))
        if not there or see(again, path) != seen:
            raise ConflictError("it changed in this very moment; it is left as it is", hint="run again")


def _give(handle: int, seen: Seen | None, mode: int | None) -> None:
    """Owner and mode, in this order: until it has its owner, the file is nobody else's to read."""
    mine = os.fstat(handle)
    if seen is not None and (seen.uid, seen.gid) != (mine.st_uid, mine.st_gid):
        try:
            os.fchown(handle, seen.uid, seen.gid)
        except PermissionError as error:
            owner = f"user {seen.uid} and group {seen.gid}, mode {seen.mode:04o}"
            raise DeniedError(f"it belongs to {owner}, and what replaces it would not") from error
    usual = 0o666 & ~_umask() if seen is None else seen.mode
    os.fchmod(handle, usual if mode is None else mode)


@contextlib.contextmanager
def _folders_made(way: list[int], path: str) -> Iterator[None]:
    """The rest of the way, made; taken back when what it was made for fails."""
    names, missing = path.split("/"), folders_of(path)[len(way) - 1 :]
    try:
        while len(way) < len(names):
            os.mkdir(names[len(way) - 1], dir_fd=way[-1])
            os.fsync(way[-1])
            below = enter(way[-1], names[len(way) - 1])
            if below is None:
                raise ConflictError("the folder that was made for it is gone again", hint="run again")
            way.append(below)
        yield
    except BaseException:
        # The first error is the one to tell; an empty folder that stays is in nobody's way.
        with contextlib.suppress(OSError):
            _remove_empty(way, path, missing)
        raise


def _remove_empty(way: list[int], path: str, made: Collection[str]) -> None:
    """Delete the folders on the way to `path` that are empty, deepest first, as long as they are among `made`."""
    for parent, folder in reversed(list(zip(way, folders_of(path), strict=False))):
        if folder not in made:
            return
        try:
            os.rmdir(folder.split("/")[-1], dir_fd=parent)
            os.fsync(parent)
        except FileNotFoundError:
            continue
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
                return
            raise


@contextlib.contextmanager
def _beside(folder: int, content: bytes) -> Iterator[tuple[int, str]]:
    """A private file in an open folder that holds `content`: its descriptor and name. Gone if anything fails."""
    handle, name = _private(folder)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            yield handle, name
    except BaseException:
        # The first error is the one to tell; once renamed, there is nothing to delete.
        with contextlib.suppress(OSError):
            os.unlink(name, dir_fd=folder)
        raise


def _private(folder: int) -> tuple[int, str]:
    """A new private file in an open folder, locked for as long as it is open: its descriptor and name."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    while True:
        name = PRIVATE + os.urandom(8).hex()
        handle = os.open(name, flags, 0o600, dir_fd=folder)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return handle, name
        # In the moment before it was locked somebody took it for one that was left behind.
        os.close(handle)


def add(path: Path, content: bytes) -> bool:
    """Add a read-only file whose name tells its content, as git's objects are: one that is there stays.

    True when it was added. The half that a killed run leaves beside has the one name that the next run takes. A
    folder that is made is as open as the one it is in.
    """
    if path.exists():
        return False
    _make_folders(path.parent, durable=True)
    if not any(path.parent.iterdir()):
        path.parent.chmod(stat.S_IMODE(path.parent.parent.stat().st_mode))
    beside = path.with_name(PRIVATE + path.name)
    beside.unlink(missing_ok=True)
    try:
        with _named(path), beside.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fchmod(stream.fileno(), 0o444)
            os.fsync(stream.fileno())
            beside.rename(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync(path.parent)
    return True


def remove_locked(path: Path, content: bytes, up_to: Path) -> bool:
    """Delete a file that holds `content`, under git's kind of lock: nobody else has `<path>.lock` meanwhile.

    The folders it leaves empty, below `up_to`, go as well. False when it holds anything else, or is not there. Our
    lock says that it is ours, so the one that a killed run left is known; with another one OSError is raised.
    """
    lock = path.with_name(f"{path.name}.lock")
    if same(lock, OUR_LOCK):
        lock.unlink()
    held = same(path, content)
    if held:
        _lock(lock)
        try:
            held = same(path, content)
            if held:
                path.unlink()
        finally:
            lock.unlink()
    _sync(_remove_empty_above(path, up_to))
    return held


def _lock(lock: Path) -> None:
    """Make that file, with what it holds, in one step; unless there is one."""
    with _named(lock), _opened(lock.parent) as folder:
        _sweep(folder)
        with _beside(folder, OUR_LOCK) as (_, beside):
            os.link(beside, lock.name, src_dir_fd=folder, dst_dir_fd=folder)
            os.unlink(beside, dir_fd=folder)


def flush(path: Path, up_to: Path) -> None:
    """Have the disk remember what another program did at `path`, and in the folders above it up to `up_to`."""
    steps = [path, *path.parents]
    for step in steps[: steps.index(up_to) + 1]:
        if step.exists():
            _sync(step)


def write_tree(folder: Path, tree: Mapping[str, bytes], owned: Callable[[str], bool]) -> tuple[str, ...]:
    """Make `folder` hold exactly the files of `tree` (relative POSIX path -> bytes). Returns what changed.

    Of the files that are not in `tree`, those that are `owned` by path are deleted, with the folders that become
    empty by it; the others are somebody else's. Not durable: see `write`.
    """
    if tree and not folder.exists():
        return _new_tree(folder, tree)
    differing = [name for name in sorted(tree) if not same(f"{folder}/{name}", tree[name])]
    changed = [name for name in differing if write(folder / name, tree[name], durable=False)]
    for stale in sorted(filter(owned, _files_below(folder) - set(tree))):
        remove(folder / stale, up_to=folder, durable=False)
        changed.append(stale)
    _remove_empty_below(folder)
    return tuple(changed)


def _remove_empty_below(folder: Path) -> None:
    """The folder as well, when nothing is left in it. A run that was killed may have left some."""
    for place, _, names in os.walk(folder, topdown=False):
        if not names and not any(Path(place).iterdir()):
            Path(place).rmdir()


def _new_tree(folder: Path, tree: Mapping[str, bytes]) -> tuple[str, ...]:
    """A whole folder at once: made beside, then renamed. What a killed run left there goes first."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.with_name(f"{PRIVATE}{folder.name}")
    if os.path.lexists(beside):
        with locked(beside, folder.name):
            shutil.rmtree(beside)
    beside.mkdir()
    with locked(beside, folder.name):
        return _filled(beside, folder, tree)


def _filled(beside: Path, folder: Path, tree: Mapping[str, bytes]) -> tuple[str, ...]:
    try:
        for parent in sorted({(beside / name).parent for name in tree}):
            parent.mkdir(parents=True, exist_ok=True)
        for name, content in tree.items():
            with _named(folder / name):
                (beside / name).write_bytes(content)
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return tuple(sorted(tree))


def remove(path: Path, up_to: Path | None = None, durable: bool = True) -> bool:
    """Delete a file, then the folders it leaves empty, below `up_to`. False when there was no such file.

    What need not be `durable` may be there again after a loss of power.
    """
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    left = _remove_empty_above(path, up_to)
    if durable:
        _sync(left)
    return True


def _remove_empty_above(path: Path, up_to: Path | None) -> Path:
    """The first folder above `path` that is not empty, or is not below `up_to`."""
    folder = path.parent
    while up_to in folder.parents and not (folder.is_dir() and any(folder.iterdir())):
        with contextlib.suppress(FileNotFoundError):
            folder.rmdir()
        folder = folder.parent
    return folder


def remove_tree(folder: Path) -> bool:
    """Delete a folder that this program made. False when there was none."""
    if not folder.is_dir():
        return False
    with _named(folder):
        shutil.rmtree(folder)
    return True


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A folder of our own outside every repository, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="session-memory-") as name:
        yield Path(name)


def scratch_tree(folder: Path, tree: Mapping[str, bytes], executable: frozenset[str] = frozenset()) -> None:
    """Put files into a scratch folder: no flushing, since nobody needs them after a crash."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in tree.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with _named(target):
            target.write_bytes(content)
        target.chmod(0o755 if name in executable else 0o644)


def scratch_links(folder: Path, links: Mapping[str, str]) -> None:
    """Put links into a scratch folder: path -> path to which it leads, both relative to the folder."""
    for name, to in links.items():
        link = folder / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(os.path.relpath(folder / to, link.parent))


def scratch_file() -> IO[bytes]:
    """A file without a name for what another program prints, gone once it is closed."""
    return tempfile.TemporaryFile()


def make_folder(folder: Path) -> Path:
    """A folder that is there, on the disk for good. Returns it."""
    _make_folders(folder, durable=True)
    return folder


def make_private_folder(folder: Path) -> Path:
    """A folder for caches that git ignores by itself, as test runners do it. Returns the folder."""
    if not (folder / ".gitignore").exists():
        write(folder / ".gitignore", b"# made by session-memory; safe to delete\n*\n")
    return folder


def read_text(path: Path) -> str:
    """The text of one of our own files. Raises SessionMemoryError when it is missing or not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise SessionMemoryError("there is no such file", str(path)) from error
    except UnicodeDecodeError as error:
        raise SessionMemoryError(f"not UTF-8 at byte {error.start}", str(path)) from error


def same(path: Path | str, content: bytes) -> bool:
    """Whether `path` is a regular file, not a link to one, that holds exactly `content`."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size != len(content):
            return False
        return os.read(handle, len(content) + 1) == content
    finally:
        os.close(handle)


def _files_below(folder: Path) -> set[str]:
    top = len(str(folder)) + 1
    return {
        f"{place}{os.sep}{name}"[top:].replace(os.sep, "/") for place, _, names in os.walk(folder) for name in names
    }


def _make_folders(folder: Path, durable: bool) -> None:
    missing = itertools.takewhile(lambda place: not place.is_dir(), itertools.chain([folder], folder.parents))
    for place in reversed(list(missing)):
        place.mkdir(exist_ok=True)
        if durable:
            _sync(place.parent)


@contextlib.contextmanager
def _named(path: Path) -> Iterator[None]:
    """Whatever goes wrong within is told with this path: a failed flush tells none by itself."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield handle
    finally:
        os.close(handle)


def _sync(path: Path) -> None:
    with _named(path), _opened(path) as handle:
        os.fsync(handle)


def _umask() -> int:
    # There is no way to ask without setting; the window is harmless in a program that writes from one thread.
    mask = os.umask(0)
    os.umask(mask)
    return mask
