"""What killed runs leave behind, and who takes it away; what a run that is alive still needs stays."""

from __future__ import annotations

import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from made import write
from session_memory import files

AT_WORK = """
import os, sys, time
from pathlib import Path
from session_memory import files
def stop(*_, **__):
    print("there", flush=True)
    time.sleep(60)
os.replace = stop
files.write(Path(sys.argv[1]), b"new")
"""


def beside(folder: Path) -> list[Path]:
    """Private files in a folder."""
    return sorted(folder.glob(f"{files.PRIVATE}*"))


def test_the_next_write_sweeps_what_a_killed_one_left_and_nothing_else(tmp_path: Path) -> None:
    """As long as its writer lives it stays, whatever is written beside it; then any write in that folder takes it."""
    writer = subprocess.Popen([sys.executable, "-c", AT_WORK, str(tmp_path / "a")], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None and writer.stdout.readline() == "there\n"
    theirs = write(tmp_path / f"{files.PRIVATE}notes", "by hand")
    files.write(tmp_path / "b", b"1")
    assert len(beside(tmp_path)) == 2
    writer.kill()
    assert writer.wait() == -signal.SIGKILL
    writer.stdout.close()
    files.write(tmp_path / "b", b"2")
    assert beside(tmp_path) == [theirs]


HALF_A_TREE = """
import os, signal, sys
from pathlib import Path
from session_memory import files
Path.rename = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
files.write_tree(Path(sys.argv[1]), {"a/b.md": b"1"}, lambda name: True)
"""


def test_half_a_tree_goes_with_the_next_one(tmp_path: Path) -> None:
    """That of the same name: what is beside others may be in the making. A link in its place leads nowhere."""
    killed = subprocess.run([sys.executable, "-c", HALF_A_TREE, str(tmp_path / "shop")], check=False, timeout=30)
    assert killed.returncode == -signal.SIGKILL and len(beside(tmp_path)) == 1
    assert files.write_tree(tmp_path / "shop", {"c.md": b"2"}, owned=lambda name: True) == ("c.md",)
    assert [path.name for path in tmp_path.rglob("*")] == ["shop", "c.md"]
    write(tmp_path / "theirs" / "a.md", "by hand")
    (tmp_path / f"{files.PRIVATE}mill").symlink_to("theirs")
    with pytest.raises(OSError):
        files.write_tree(tmp_path / "mill", {"c.md": b"2"}, owned=lambda name: True)
    assert (tmp_path / "theirs" / "a.md").exists() and not (tmp_path / "mill").exists()


def test_folders_that_a_killed_run_left_empty_go_with_a_tree(tmp_path: Path) -> None:
    """It had deleted their files, and came no further; the tree's own folder as well, when nothing is left in it."""
    (tmp_path / "tree" / "a" / "b").mkdir(parents=True)
    write(tmp_path / "tree" / "old.md", "old")
    files.write_tree(tmp_path / "tree", {"new.md": b"new"}, owned=lambda name: True)
    assert [path.name for path in (tmp_path / "tree").iterdir()] == ["new.md"]
    (tmp_path / "tree" / "a" / "b").mkdir(parents=True)
    files.write_tree(tmp_path / "tree", {}, owned=lambda name: True)
    assert not (tmp_path / "tree").exists()


def test_folders_that_we_made_go_where_their_file_is_gone_already(tmp_path: Path) -> None:
    """Those that are empty, and no others."""
    (tmp_path / "ours" / "both").mkdir(parents=True)
    (tmp_path / "theirs").mkdir()
    files.replace_inside(tmp_path, "ours/both/a.md", None, None, made=["ours", "ours/both"])
    files.replace_inside(tmp_path, "theirs/a.md", None, None, made=["ours"])
    assert [path.name for path in tmp_path.iterdir()] == ["theirs"]


def test_a_folder_of_objects_gets_its_mode_even_when_a_killed_run_made_it(tmp_path: Path) -> None:
    """As open as the one it is in: others may have to write there."""
    objects = tmp_path / "objects"
    (objects / "ab").mkdir(parents=True, mode=0o700)
    objects.chmod(0o2775)
    assert files.add(objects / "ab" / "cdef", b"object")
    assert stat.S_IMODE((objects / "ab").stat().st_mode) == 0o2775
    (objects / "ab").chmod(0o755)
    assert files.add(objects / "ab" / "other", b"object")
    assert stat.S_IMODE((objects / "ab").stat().st_mode) == 0o755


def test_a_file_is_deleted_under_its_lock(tmp_path: Path) -> None:
    """With the folders it leaves empty; one that holds anything else stays."""
    file = write(tmp_path / "heads" / "ours" / "branch", "1\n")
    assert not files.remove_locked(file, b"2\n", up_to=tmp_path / "heads")
    assert file.exists()
    assert files.remove_locked(file, b"1\n", up_to=tmp_path / "heads")
    assert list((tmp_path / "heads").iterdir()) == []
    assert not files.remove_locked(file, b"1\n", up_to=tmp_path / "heads")


def test_a_lock_of_our_own_is_what_a_killed_run_left(tmp_path: Path) -> None:
    """It is taken over, or away where the file is gone; any other one is somebody's, and nothing is deleted."""
    file = write(tmp_path / "heads" / "ours" / "branch", "1\n")
    lock = write(tmp_path / "heads" / "ours" / "branch.lock", "")
    with pytest.raises(OSError, match=r"branch\.lock"):
        files.remove_locked(file, b"1\n", up_to=tmp_path / "heads")
    assert (file.exists(), lock.exists(), beside(lock.parent)) == (True, True, [])
    write(lock, files.OUR_LOCK)
    assert files.remove_locked(file, b"1\n", up_to=tmp_path / "heads")
    write(lock, files.OUR_LOCK)
    assert not files.remove_locked(file, b"1\n", up_to=tmp_path / "heads")
    assert list((tmp_path / "heads").iterdir()) == []


def test_an_error_names_the_file_even_where_only_flushing_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system says nothing about a descriptor's name."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    for change in (
        lambda path: files.write(path, b"1"),
        lambda path: files.add(path, b"1"),
        lambda path: files.remove(write(path, "1")),
        lambda path: files.flush(write(path, "1"), path.parent),
    ):
        with pytest.raises(OSError) as raised:
            change(tmp_path / "file")
        assert str(raised.value.filename).startswith(str(tmp_path))
