"""The git command gives the same answer on every machine, inside every hook."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from made import git as made_git
from made import write
from session_memory import git
from session_memory.errors import SessionMemoryError


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    made_git(folder, "init", "-q", "-b", "main")
    write(folder / "a.md", "text\n")
    made_git(folder, "add", "-A")
    made_git(folder, "commit", "-q", "-m", "as it was")
    return folder


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("name", git.LOCATING)
def test_a_hook_does_not_point_it_elsewhere(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, plain: bool
) -> None:
    """Variables that git sets inside hooks never reach the git that is run."""
    monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    assert git.run(checkout, "ls-files", plain=plain) == b"a.md\n"
    seen = git.run(checkout, "-c", "alias.seen=!env", "seen", plain=plain).decode()
    assert str(tmp_path / "elsewhere") not in seen


def test_the_users_settings_stay_outside(checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Configuration from files and variables counts only where the user's own is asked for."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(write(tmp_path / "config", "[diff]\n\tnoprefix = true\n")))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "color.ui")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "always")
    monkeypatch.setenv("GIT_DIFF_OPTS", "--unified=0")
    asked = ("config", "--get", "diff.noprefix")
    assert git.run(checkout, *asked, allow=(0, 1)) == b""
    assert git.run(checkout, *asked, plain=False) == b"true\n"
    write(checkout / "a.md", "other\n")
    assert b"\ndiff --git a/a.md b/a.md\n" in b"\n" + git.run(checkout, "diff")


def test_the_locale_is_plain(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words that are looked for in git's output are the English ones; nothing waits for a password."""
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    seen = git.run(checkout, "-c", "alias.seen=!env", "seen").decode().splitlines()
    assert {"LC_ALL=C", "GIT_TERMINAL_PROMPT=0"} <= set(seen)


def test_the_own_environment_is_left_alone(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set for git is set for git only."""
    monkeypatch.setenv("GIT_DIR", "elsewhere")
    before = dict(os.environ)
    git.run(checkout, "status")
    assert dict(os.environ) == before


def test_a_folder_in_a_repository_is_no_part_of_it(checkout: Path) -> None:
    """Git does not look for a repository above the folder that it was asked in."""
    below = checkout / "below"
    below.mkdir()
    with pytest.raises(SessionMemoryError, match="not a git repository"):
        git.run(below, "rev-parse", "--show-toplevel")


@pytest.mark.parametrize(
    ("arguments", "allow", "fails"),
    [
        (("diff", "--quiet", "HEAD"), (0,), True),
        (("diff", "--quiet", "HEAD"), (0, 1), False),
        (("diff", "--quiet", "HEAD"), (1,), False),
        (("rev-parse", "HEAD"), (1,), True),
        (("no-such-command",), (0, 128), True),
    ],
)
def test_exit_codes(checkout: Path, arguments: tuple[str, ...], allow: tuple[int, ...], fails: bool) -> None:
    """A code that is not allowed is an error with the place and the command; one that is allowed is none."""
    write(checkout / "a.md", "other\n")
    if not fails:
        git.run(checkout, *arguments, allow=allow)
        return
    with pytest.raises(SessionMemoryError, match=f"git {arguments[0]} failed: .") as error:
        git.run(checkout, *arguments, allow=allow)
    assert error.value.where == str(checkout)


def test_input_reaches_it(checkout: Path) -> None:
    """Bytes given are what git reads, and its bytes come back as they are."""
    assert git.run(checkout, "hash-object", "--stdin", stdin=b"\xff\n").strip().decode() == git.blob_id(b"\xff\n")


def test_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without git is told what to install."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SessionMemoryError, match="not found") as error:
        git.run(tmp_path, "status")
    assert "install git" in error.value.hint


def test_tops(checkout: Path, tmp_path: Path) -> None:
    """The top of a work tree is found from below, through links, and not where there is none."""
    (checkout / "x" / "y").mkdir(parents=True)
    (tmp_path / "link").symlink_to(checkout / "x")
    found = [git.top_of(p) for p in (checkout, checkout / "x" / "y", tmp_path / "link", tmp_path)]
    real = checkout.resolve()
    assert found == [real, real, real, None]
    assert (git.is_checkout(checkout), git.is_checkout(checkout / "x")) == (True, False)


CONTENTS = {"empty": b"", "line": b"a\n", "spaces in name": b"\n\nblob 3\n", "ü": b"\0\xff"}


def test_blobs(checkout: Path) -> None:
    """Bytes of any kind come back under the names that they were asked by."""
    for name, content in CONTENTS.items():
        write(checkout / name, content)
    made_git(checkout, "add", "-A")
    made_git(checkout, "commit", "-q", "-m", "more")
    asked = {f"HEAD:{name}": content for name, content in CONTENTS.items()}
    assert git.blobs(checkout, list(asked)) == asked
    ids = {git.blob_id(content): content for content in CONTENTS.values()}
    assert git.blobs(checkout, list(ids)) == ids
    assert git.blobs(checkout, []) == {}


def test_a_missing_blob_is_an_error(checkout: Path) -> None:
    """One name that git does not have is named, whatever stands beside it."""
    with pytest.raises(SessionMemoryError, match="HEAD:none"):
        git.blobs(checkout, ["HEAD:a.md", "HEAD:none"])


@pytest.mark.parametrize("digits", [40, 64])
def test_ids_are_gits(tmp_path: Path, digits: int) -> None:
    """Both lengths of id are what git itself makes of the bytes."""
    made_git(tmp_path, "init", "-q", f"--object-format={'sha1' if digits == 40 else 'sha256'}")
    assert made_git(tmp_path, "hash-object", "--stdin", stdin=b"text\n").strip().decode() == git.blob_id(
        b"text\n", digits
    )
