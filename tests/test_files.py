"""The one door to the disk: wholly or not at all, and nothing that is not ours is touched."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from made import tree, write
from session_memory import files
from session_memory.errors import SessionMemoryError


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
