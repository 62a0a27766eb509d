"""The one door to the disk: wholly or not at all, and nothing that is not ours is touched."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from made import tree, write
from session_memory import files
from session_memory.errors import BusyError, ConflictError, DeniedError, SessionMemoryError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "home" / "a.md", "old\n")


def full_disk(*arguments: Any, **keys: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_new_file_gets_its_folders_and_the_usual_mode(tmp_path: Path) -> None:
    """What was not there is made, readable as any other new file of this user is."""
    path, usual = tmp_path / "x" / "y" / "a.md", write(tmp_path / "usual", "")
    assert files.write(path, b"new\n")
    assert path.read_bytes() == b"new\n"
    assert path.stat().st_mode == usual.stat().st_mode


@pytest.mark.parametrize("durable", [True, False])
def test_only_what_differs_is_written(file: Path, durable: bool) -> None:
    """The same bytes leave the file as it is, down to its inode; others replace it."""
    before = file.stat()
    assert not files.write(file, b"old\n", durable)
    assert file.stat() == before
    assert files.write(file, b"new\n", durable)
    assert (file.read_bytes(), file.stat().st_ino != before.st_ino) == (b"new\n", True)
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("mode", [0o755, 0o600, 0o640, 0o444])
def test_the_mode_stays(file: Path, mode: int) -> None:
    """A script stays executable, and a private file private."""
    file.chmod(mode)
    files.write(file, b"new\n")
    assert file.stat().st_mode & 0o777 == mode


@pytest.mark.parametrize("call", ["os.fsync", "os.fchmod", "os.fdopen", "os.replace"])
@pytest.mark.parametrize("there", [True, False])
def test_a_failed_write_leaves_everything_as_it_was(
    file: Path, monkeypatch: pytest.MonkeyPatch, call: str, there: bool
) -> None:
    """A full disk, at whichever step, costs neither the old bytes nor a file left beside them."""
    target = file if there else file.with_name("b.md")
    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space left"):
        patched.setattr(call, full_disk)
        files.write(target, b"new\n")
    assert tree(file.parent) == {"a.md": b"old\n"}


def test_what_is_not_durable_is_not_flushed(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow part is left out for what can be made again."""
    monkeypatch.setattr("os.fsync", full_disk)
    assert files.write(file, b"new\n", durable=False)


@pytest.mark.parametrize("content", [b"old\n", b"new\n"])
def test_a_link_is_replaced_and_not_followed(file: Path, content: bytes) -> None:
    """What a link leads to is somebody else's, even when it holds the same bytes."""
    link = file.parent.parent / "link.md"
    link.symlink_to(file)
    assert files.write(link, content)
    assert (link.is_symlink(), link.read_bytes(), file.read_bytes()) == (False, content, b"old\n")


def test_a_dangling_link_is_replaced(tmp_path: Path) -> None:
    """Nothing appears at the place that a link names."""
    (tmp_path / "link.md").symlink_to("nowhere.md")
    files.write(tmp_path / "link.md", b"new\n")
    assert [path.name for path in tmp_path.iterdir()] == ["link.md"]
    assert not (tmp_path / "link.md").is_symlink()


def test_same_looks_at_regular_files_only(tmp_path: Path) -> None:
    """Equal bytes in a file count; a prefix, a link, a folder, a FIFO and nothing at all do not."""
    write(tmp_path / "file", "text")
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    equal = {name: files.same(tmp_path / name, b"text") for name in ("file", "link", "folder", "fifo", "none")}
    assert equal == {"file": True, "link": False, "folder": False, "fifo": False, "none": False}
    assert [files.same(tmp_path / "file", other) for other in (b"tex", b"texts", b"Text", b"")] == [False] * 4


def ours(path: str) -> bool:
    return path.startswith("ours/")


def test_a_tree_becomes_what_is_wanted(tmp_path: Path) -> None:
    """New, changed and stale files are told; what is the same or not owned is left alone."""
    folder = tmp_path / "site"
    for name in ("same.md", "changed.md", "ours/stale/deep.md", "theirs/stale.md"):
        write(folder / name, "old")
    wanted = {"same.md": b"old", "changed.md": b"new", "ours/new.md": b"new"}
    assert files.write_tree(folder, wanted, ours) == ("changed.md", "ours/new.md", "ours/stale/deep.md")
    assert tree(folder) == wanted | {"theirs/stale.md": b"old"}
    assert not (folder / "ours" / "stale").exists()
    assert files.write_tree(folder, wanted, ours) == ()


def test_a_new_tree_comes_whole(tmp_path: Path) -> None:
    """A folder that was not there holds all of the tree, with the mode of any other new folder."""
    wanted = {"a.md": b"1", "b/c/d.md": b"2"}
    assert files.write_tree(tmp_path / "new", wanted, ours) == ("a.md", "b/c/d.md")
    assert tree(tmp_path) == {"new/a.md": b"1", "new/b/c/d.md": b"2"}
    (tmp_path / "usual").mkdir()
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_new_tree_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither half a folder nor the one that was made beside it."""
    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space left"):
        patched.setattr(Path, "rename", full_disk)
        files.write_tree(tmp_path / "new", {"a.md": b"1"}, ours)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_tree_takes_its_folder_along(tmp_path: Path) -> None:
    """The folder goes when nothing is left in it, and stays when something of others is."""
    write(tmp_path / "gone" / "ours" / "a.md", "")
    write(tmp_path / "kept" / "ours" / "a.md", "")
    write(tmp_path / "kept" / "theirs.md", "")
    for name in ("gone", "kept", "never"):
        files.write_tree(tmp_path / name, {}, ours)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert tree(tmp_path) == {"kept/theirs.md": b""}


@pytest.mark.parametrize(
    ("up_to", "left"),
    [("", ["x"]), ("x", ["x"]), ("x/y", ["x", "x/y"]), (None, ["x", "x/y", "x/y/z"]), ("other", ["x", "x/y", "x/y/z"])],
)
def test_remove_takes_empty_folders_below_a_limit(tmp_path: Path, up_to: str | None, left: list[str]) -> None:
    """Folders that became empty go up to the limit, which stays, as does one with something in it."""
    path = write(tmp_path / "x" / "y" / "z" / "a.md", "")
    if up_to == "":
        write(tmp_path / "x" / "other.md", "")
    assert files.remove(path, None if up_to is None else tmp_path / up_to)
    folders = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_dir())
    assert (folders, path.exists()) == (left, False)


def test_what_is_not_there_is_not_removed(tmp_path: Path) -> None:
    """Removing nothing says so and removes no folder either."""
    (tmp_path / "empty").mkdir()
    assert not files.remove(tmp_path / "empty" / "a.md", up_to=tmp_path)
    assert not files.remove_tree(tmp_path / "none")
    assert (tmp_path / "empty").is_dir()


def test_scratch_is_gone_afterwards() -> None:
    """A failure inside does not leave the folder behind."""
    with pytest.raises(KeyError), files.scratch() as folder:
        files.scratch_tree(folder, {"b/run": b"", "c.md": b""}, frozenset({"b/run"}))
        assert [(folder / name).stat().st_mode & 0o777 for name in ("b/run", "c.md")] == [0o755, 0o644]
        raise KeyError
    assert not folder.exists()


@pytest.mark.parametrize(("content", "told"), [(None, "no such file"), (b"ab\xff", "not UTF-8 at byte 2")])
def test_text_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None, told: str) -> None:
    """The error says which file and what is wrong with it."""
    if content is not None:
        write(tmp_path / "a.md", content)
    with pytest.raises(SessionMemoryError, match=told) as error:
        files.read_text(tmp_path / "a.md")
    assert error.value.where == str(tmp_path / "a.md")


# --- somebody else's folder; the attacks on it are in changes/write/test_path_attacks.py ----------------


def test_a_file_inside_is_seen_as_it_is(file: Path) -> None:
    """Bytes, mode, links and owner; and None for what is not there, whichever part of the way is missing."""
    file.chmod(0o640)
    os.link(file, file.with_name("b.md"))
    seen, status = files.look_inside(file.parent.parent, "home/a.md"), file.stat()
    assert seen == files.Seen(b"old\n", 0o640, 2, status.st_uid, status.st_gid)
    assert [files.look_inside(file.parent, path) for path in ("none.md", "x/none.md", "x/y/none.md")] == [None] * 3


@pytest.mark.parametrize("mode", [0o755, 0o600, 0o640, 0o664])
def test_a_file_inside_is_replaced_and_keeps_its_mode(file: Path, mode: int) -> None:
    """Or gets the one that is asked for; the bytes alone need not change for that."""
    file.chmod(mode)
    files.replace_inside(file.parent, "a.md", b"old\n", b"new\n")
    assert (file.read_bytes(), file.stat().st_mode & 0o7777) == (b"new\n", mode)
    files.replace_inside(file.parent, "a.md", b"new\n", b"new\n", 0o711)
    assert (tree(file.parent), file.stat().st_mode & 0o7777) == ({"a.md": b"new\n"}, 0o711)


def test_what_is_so_already_is_not_written(file: Path) -> None:
    """Down to its inode and its times."""
    before = file.stat()
    files.replace_inside(file.parent, "a.md", b"old\n", b"old\n", before.st_mode & 0o777)
    files.replace_inside(file.parent, "b.md", None, None)
    assert file.stat() == before


def test_a_new_file_inside_gets_its_folders_and_the_usual_modes(tmp_path: Path) -> None:
    """As git would make them when the change is pulled."""
    usual = write(tmp_path / "usual" / "a.md", "")
    (tmp_path / "target").mkdir()
    files.replace_inside(tmp_path / "target", "x/y/a.md", None, b"new\n")
    made = tmp_path / "target" / "x" / "y" / "a.md"
    assert made.read_bytes() == b"new\n"
    assert made.stat().st_mode == usual.stat().st_mode
    assert made.parent.stat().st_mode == usual.parent.stat().st_mode
    files.replace_inside(tmp_path / "target", "run", None, b"", 0o755)
    assert (tmp_path / "target" / "run").stat().st_mode & 0o777 == 0o755


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_stays(file: Path) -> None:
    """What somebody else owns is still theirs, and only they may read what only they could read."""
    os.chown(file, 12345, 23456)
    file.chmod(0o600)
    files.replace_inside(file.parent, "a.md", b"old\n", b"new\n")
    status = file.stat()
    assert (status.st_uid, status.st_gid, status.st_mode & 0o777) == (12345, 23456, 0o600)


def test_a_file_whose_owner_cannot_be_kept_is_left(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its new version would be somebody else's."""
    usual = os.fstat

    def theirs(handle: int) -> os.stat_result:
        status = usual(handle)
        return os.stat_result([*status[:4], status.st_uid + 1, *status[5:]]) if status.st_size == 5 else status

    def refused(*arguments: Any) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    with monkeypatch.context() as patched, pytest.raises(DeniedError, match="belongs to user"):
        patched.setattr(os, "fstat", theirs)
        patched.setattr(os, "fchown", refused)
        files.replace_inside(file.parent, "a.md", b"old\n", b"newer")
    assert tree(file.parent) == {"a.md": b"old\n"}


@pytest.mark.parametrize(("after", "left"), [(b"new\n", b"other\n"), (None, b"other\n")])
@pytest.mark.parametrize("before", [b"old\n", b"othe", b"other\n\n", b"", None])
def test_a_file_that_is_not_what_it_was_is_left(
    file: Path, before: bytes | None, after: bytes | None, left: bytes
) -> None:
    """Whoever changed, made or removed it has a reason."""
    file.write_bytes(left)
    if (before, after) == (None, None):
        return
    with pytest.raises(ConflictError, match=r"home/a\.md"):
        files.replace_inside(file.parent, "a.md", before, after)
    with pytest.raises(ConflictError, match=r"home/x/none\.md"):
        files.replace_inside(file.parent, "x/none.md", b"old\n", after)
    assert tree(file.parent) == {"a.md": left}
    assert not (file.parent / "x").exists()


@pytest.mark.parametrize("after", [b"new\n", None])
def test_hard_links_and_read_only_files_are_refused_by_name(file: Path, after: bytes | None) -> None:
    """With the mode; asking first gives the same answer."""
    file.chmod(0o444)
    os.link(file, file.with_name("b.md"))
    for told in (r"home/a\.md: it has 2 hard links, mode 0444", r"home/a\.md: it is read-only, mode 0444"):
        with pytest.raises(DeniedError, match=told):
            files.check_replaceable(file.parent, "a.md")
        with pytest.raises(DeniedError, match=told):
            files.replace_inside(file.parent, "a.md", b"old\n", after)
        file.with_name("b.md").unlink(missing_ok=True)
    assert tree(file.parent) == {"a.md": b"old\n"}
    file.chmod(0o644)
    files.check_replaceable(file.parent, "a.md")
    files.check_replaceable(file.parent, "none.md")


@pytest.mark.parametrize(
    ("made", "left"),
    [
        (["x", "x/y", "x/y/z"], []),
        (["x/y", "x/y/z"], ["x"]),
        (["x", "x/y"], ["x", "x/y", "x/y/z"]),
        ([], ["x", "x/y", "x/y/z"]),
    ],
)
def test_a_deleted_file_takes_the_folders_along_that_we_made(tmp_path: Path, made: list[str], left: list[str]) -> None:
    """Empty folders that were there before are somebody's."""
    write(tmp_path / "x" / "y" / "z" / "a.md", "ours\n")
    files.replace_inside(tmp_path, "x/y/z/a.md", b"ours\n", None, made=made)
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == left


def test_a_folder_with_something_in_it_stays(tmp_path: Path) -> None:
    """Though we made it."""
    write(tmp_path / "x" / "y" / "a.md", "ours\n")
    write(tmp_path / "x" / "theirs.md", "")
    files.replace_inside(tmp_path, "x/y/a.md", b"ours\n", None, made=["x", "x/y"])
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == ["x", "x/theirs.md"]


@pytest.mark.parametrize("call", ["fsync", "fchmod", "fdopen", "replace", "mkdir", "open"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize(("path", "before"), [("a.md", b"old\n"), ("x/y/b.md", None)])
def test_a_failed_write_inside_leaves_everything_as_it_was(
    file: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, path: str, before: bytes | None
) -> None:
    """At whichever call the disk fails; the error tells the file, and no folder is left."""
    whole = set(file.parent.rglob("*"))
    for good in range(20):
        with monkeypatch.context() as patched:
            patched.setattr(os, call, failing(getattr(os, call), good, number))
            try:
                files.replace_inside(file.parent, path, before, b"new\n")
            except OSError as error:
                assert error.filename == f"{file.parent}/{path}" or (call == "open" and good == 0)
                if tree(file.parent).get(path) == b"new\n":
                    # Only flushing the folder was left to do.
                    assert call == "fsync"
                    break
                assert (set(file.parent.rglob("*")), file.read_bytes()) == (whole, b"old\n")
            else:
                break
    assert (file.parent / path).read_bytes() == b"new\n"
    assert not list(file.parent.rglob(f"{files.PRIVATE}*"))


def failing(usual: Callable[..., Any], good: int, number: int) -> Callable[..., Any]:
    """A call that is fine `good` times, fails, and is fine again."""
    count = iter(range(100))

    def fails(*arguments: Any, **keys: Any) -> Any:
        if next(count) == good:
            raise OSError(number, os.strerror(number))
        return usual(*arguments, **keys)

    return fails


@contextlib.contextmanager
def traced(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is asked of the disk that changes it, in order; a flush with the name of what is flushed."""
    calls: list[str] = []

    def named(handle: int) -> str:
        status = os.fstat(handle)
        names = [p for p in (folder, *folder.rglob("*")) if os.path.samestat(p.lstat(), status)]
        name = names[0].relative_to(folder.parent).as_posix()
        return "beside" if files.PRIVATE in name else name

    def told(call: str, usual: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **keys: Any) -> Any:
            result = usual(*arguments, **keys)
            calls.append(f"{call} {named(arguments[0])}" if call == "fsync" else call)
            return result

        return wrapped

    with monkeypatch.context() as patched:
        for call in ("fsync", "replace", "mkdir", "unlink", "rmdir"):
            patched.setattr(os, call, told(call, getattr(os, call)))
        yield calls


def test_everything_is_on_the_disk_before_it_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each folder in its parent, then the bytes, then the name, then the folder that has the name."""
    target = tmp_path / "target"
    target.mkdir()
    with traced(target, monkeypatch) as calls:
        files.replace_inside(target, "x/y/a.md", None, b"1")
        assert calls == [
            "mkdir", "fsync target", "mkdir", "fsync target/x", "fsync beside", "replace", "fsync target/x/y",
        ]  # fmt: skip
        calls.clear()
        files.replace_inside(target, "x/y/a.md", b"1", None, made=["x", "x/y"])
        assert calls == ["unlink", "fsync target/x/y", "rmdir", "fsync target/x", "rmdir", "fsync target"]
    with traced(target, monkeypatch) as calls:
        files.write(target / "x" / "y" / "a.md", b"1")
        calls = [call for call in calls if call != "mkdir"]
        assert calls == ["fsync target", "fsync target/x", "fsync beside", "replace", "fsync target/x/y"]
    with traced(target, monkeypatch) as calls:
        files.remove(target / "x" / "y" / "a.md", up_to=target)
        assert [call for call in calls if call.startswith("fsync")] == ["fsync target"]


KILLED = """
import os, signal, sys
from pathlib import Path
from session_memory import files
os.replace = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
files.replace_inside(Path(sys.argv[1]), "a.md", b"old\\n", b"new\\n")
"""


def test_what_a_killed_run_left_is_swept(file: Path) -> None:
    """The old file stands, and what lies beside it goes with the next run; nothing else of a similar name does."""
    killed = subprocess.run([sys.executable, "-c", KILLED, str(file.parent)], check=False, timeout=30)
    assert killed.returncode == -signal.SIGKILL
    left = [path for path in file.parent.iterdir() if path != file]
    assert (file.read_bytes(), len(left)) == (b"old\n", 1)
    theirs = [write(file.parent / f"{files.PRIVATE}{name}", "") for name in ("notes.md", "0123456789abcdef.md", "0123")]
    (file.parent / f"{files.PRIVATE}0123456789abcdef").mkdir()
    (file.parent / f"{files.PRIVATE}0123456789abcdee").symlink_to("a.md")
    files.sweep_inside(file.parent, ["a.md", "b.md", "x/y/none.md"])
    assert not left[0].exists()
    assert len(list(file.parent.iterdir())) == 1 + len(theirs) + 2


HOLDER = """
import subprocess, sys
from pathlib import Path
from session_memory import files
with files.locked(Path(sys.argv[1]), "web-shop"):
    child = subprocess.Popen(["sleep", "60"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    print(child.pid, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds `tmp_path`, and has a child that lives on."""
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        yield process
        process.kill()
        os.kill(child, signal.SIGKILL)


def test_a_second_process_is_told_that_the_first_is_at_work(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    """At once, with exit code 6; and when the first is done, it is its turn."""
    with pytest.raises(BusyError, match="web-shop") as error, files.locked(tmp_path, "web-shop"):
        pass
    assert (error.value.exit_code, error.value.where) == (6, str(tmp_path))
    holder.communicate("")
    with files.locked(tmp_path, "web-shop"):
        assert list(tmp_path.iterdir()) == []


def test_killing_the_holder_frees_the_lock_at_once(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    """Though a child of it, as git would be, lives on."""
    holder.kill()
    holder.wait()
    with files.locked(tmp_path, "web-shop"):
        pass


def test_a_lock_is_held_once_and_freed_by_any_error(tmp_path: Path) -> None:
    """Within one process as well."""
    with pytest.raises(KeyError), files.locked(tmp_path, "a"):
        with pytest.raises(BusyError), files.locked(tmp_path, "a"):
            pass
        raise KeyError
    with files.locked(tmp_path, "a"):
        pass
