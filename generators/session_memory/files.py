"""The one door to the disk: nothing else in this package writes, renames or deletes."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from session_memory.errors import SessionMemoryError

PRIVATE = ".session-memory-"
"""Prefix of the names that a write uses beside its target; a crash can leave one behind, never half a target."""


def write(path: Path, content: bytes, durable: bool = True) -> bool:
    """Make `path` hold exactly `content`, wholly or not at all. True when its bytes had to change.

    Written beside, flushed to the disk, then renamed over the old file, whose mode is kept. What can be made again
    by the same command need not be `durable`: it skips the flush, and still is never half there for a reader.
    """
    if same(path, content):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    handle, beside = tempfile.mkstemp(prefix=PRIVATE, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fchmod(stream.fileno(), mode)
            if durable:
                os.fsync(stream.fileno())
        Path(beside).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(beside).unlink()
        raise
    if durable:
        _sync_folder(path.parent)
    return True


def add(path: Path, content: bytes) -> bool:
    """Add a read-only file whose name tells its content, as git's objects are: one that is there stays.

    True when it was added. The half that a killed run leaves beside has the one name that the next run takes. A
    folder that is made is as open as the one it is in.
    """
    if path.exists():
        return False
    if not path.parent.exists():
        path.parent.mkdir()
        path.parent.chmod(stat.S_IMODE(path.parent.parent.stat().st_mode))
        _sync_folder(path.parent.parent)
    beside = path.with_name(PRIVATE + path.name)
    beside.unlink(missing_ok=True)
    try:
        with beside.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fchmod(stream.fileno(), 0o444)
            os.fsync(stream.fileno())
        beside.rename(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return True


def flush(path: Path, up_to: Path) -> None:
    """Have the disk remember what another program did at `path`, and in the folders above it up to `up_to`."""
    steps = [path, *path.parents]
    for step in steps[: steps.index(up_to) + 1]:
        if step.exists():
            _sync_folder(step)


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
        remove(folder / stale, up_to=folder)
        changed.append(stale)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    return tuple(changed)


def _new_tree(folder: Path, tree: Mapping[str, bytes]) -> tuple[str, ...]:
    """A whole folder at once: made beside, then renamed."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=PRIVATE, dir=folder.parent))
    try:
        for parent in sorted({(beside / name).parent for name in tree}):
            parent.mkdir(parents=True, exist_ok=True)
        for name, content in tree.items():
            (beside / name).write_bytes(content)
        beside.chmod(0o777 & ~_umask())
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return tuple(sorted(tree))


def remove(path: Path, up_to: Path | None = None) -> bool:
    """Delete a file, then the folders it leaves empty, below `up_to`. False when there was no such file."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    parent = path.parent
    while up_to is not None and parent != up_to and up_to in parent.parents and not any(parent.iterdir()):
        parent.rmdir()
        parent = parent.parent
    _sync_folder(parent)
    return True


def remove_tree(folder: Path) -> bool:
    """Delete a folder that this program made. False when there was none."""
    if not folder.is_dir():
        return False
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
        target.write_bytes(content)
        target.chmod(0o755 if name in executable else 0o644)


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


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    # There is no way to ask without setting; the window is harmless in a program that writes from one thread.
    mask = os.umask(0)
    os.umask(mask)
    return mask
