"""A patch gives exactly the planned bytes wherever it is applied, or is not made at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from made import git, tree, write
from session_memory import git as real_git
from session_memory.changes.patch import make_patch
from session_memory.errors import SessionMemoryError
from session_memory.model import FileChange

NAMES = [
    "AGENTS.md",
    ".claude/rules/deep/a.md",
    "with space.md",
    "a b/a b.md",
    'quo"te.md',
    "quo'te.md",
    "back\\slash.md",
    "tab\there.md",
    "zähler/日本.md",
    "a/b/a.md",
    "b/a.md",
    "-rf.md",
    " b",
]

CHANGES = {
    "new": (None, b"one\ntwo\n"),
    "new, empty": (None, b""),
    "new, no final newline": (None, b"one"),
    "deleted": (b"one\ntwo\n", None),
    "deleted, empty": (b"", None),
    "changed": (b"one\ntwo\nthree\n", b"one\n2\nthree\n"),
    "emptied": (b"one\n", b""),
    "final newline lost": (b"one\n", b"one"),
    "final newline won": (b"one", b"one\n"),
    "no final newline": (b"one\ntwo", b"1\ntwo"),
    "CRLF": (b"one\r\ntwo\r\n", b"one\r\n2\r\n"),
    "line ends only": (b"one\r\ntwo\n", b"one\ntwo\r\n"),
    "lone CR": (b"one\rtwo\n", b"one\r\r\n2\n"),
    "whitespace": (b"one  \n\t \n", b"one \n \t\n\n\n"),
    "not UTF-8": (b"\xff\n", b"\xfe\n"),
    "BOM": (b"\xef\xbb\xbfone\n", b"\xef\xbb\xbf2\n"),
    "binary": (b"\0one\n", b"\0two\n"),
    "like a patch": (b"diff --git a/x a/x\n-- a\n", b"diff --git b/x b/x\n--- a\n+++ b\n"),
    "form feed and NEL": (b"one\x0c\n\xc2\x85\n", b"one\n\xc2\x85\xe2\x80\xa8\n"),
}


def applied(folder: Path, changes: list[FileChange], *arguments: str) -> dict[str, bytes]:
    """The files of a checkout that was as the changes say, after their patch."""
    git(folder, "init", "-q")
    for change in changes:
        if change.before is not None:
            write(folder / change.path, change.before).chmod(0o755 if change.executable else 0o644)
    git(folder, "apply", "--whitespace=nowarn", *arguments, "-", stdin=make_patch(changes))
    return tree(folder)


def planned(changes: list[FileChange], side: str = "after") -> dict[str, bytes]:
    return {change.path: getattr(change, side) for change in changes if getattr(change, side) is not None}


@pytest.mark.parametrize(("before", "after"), CHANGES.values(), ids=CHANGES)
def test_every_change_of_bytes(tmp_path: Path, before: bytes | None, after: bytes | None) -> None:
    """What git applies is what was planned, and what it takes back is what was there."""
    changes = [FileChange("AGENTS.md", before, after)]
    assert applied(tmp_path, changes) == planned(changes)
    git(tmp_path, "apply", "--whitespace=nowarn", "--reverse", "-", stdin=make_patch(changes))
    assert tree(tmp_path) == planned(changes, "before")


@pytest.mark.parametrize("kind", ["new", "deleted", "changed"])
def test_every_name(tmp_path: Path, kind: str) -> None:
    """A patch finds its file whatever the file is called."""
    changes = [FileChange(name, *CHANGES[kind]) for name in NAMES]
    assert applied(tmp_path, changes) == planned(changes)


def test_all_at_once(tmp_path: Path) -> None:
    """Many files stand in one patch, each with its own change."""
    changes = [FileChange(f"{n}/{name}", *change) for n, (name, change) in enumerate(CHANGES.items())]
    assert applied(tmp_path, changes) == planned(changes)


@pytest.mark.parametrize("kind", ["new", "deleted", "changed"])
def test_a_file_stands_in_folders_a_and_b(kind: str) -> None:
    """The header names side a, then side b, as reviewers and tools expect it, also where there is one side only."""
    patch = make_patch([FileChange("AGENTS.md", *CHANGES[kind]), FileChange("zähler.md", *CHANGES[kind])])
    headers = [line for line in patch.splitlines() if line.startswith(b"diff --git ")]
    assert headers[0] == b"diff --git a/AGENTS.md b/AGENTS.md"
    assert headers[1] == rb'diff --git "a/z\303\244hler.md" "b/z\303\244hler.md"'
    sides = [line for line in patch.splitlines() if line in (b"--- a/AGENTS.md", b"+++ b/AGENTS.md", b"--- /dev/null")]
    assert (
        sides[:2]
        == {
            "new": [b"--- /dev/null", b"+++ b/AGENTS.md"],
            "deleted": [b"--- a/AGENTS.md"],
            "changed": [b"--- a/AGENTS.md", b"+++ b/AGENTS.md"],
        }[kind]
    )


@pytest.mark.parametrize(("executable", "mode"), [(True, 0o755), (False, 0o644)])
@pytest.mark.parametrize("before", [b"#!/bin/sh\n", None])
def test_modes(tmp_path: Path, executable: bool, mode: int, before: bytes | None) -> None:
    """An executable file stays so, and is never made so by the way."""
    changes = [FileChange("run", before, b"#!/bin/sh\ntrue\n", executable)]
    applied(tmp_path, changes)
    assert (tmp_path / "run").stat().st_mode & 0o777 == mode
    assert b"old mode" not in make_patch(changes)


def test_the_full_ids_are_in_it(tmp_path: Path) -> None:
    """With them git can tell whether a file is the one that the patch was made for."""
    patch = make_patch([FileChange("a.md", b"one\n", b"two\n")])
    ids = [git(tmp_path, "hash-object", "--stdin", stdin=side).strip() for side in (b"one\n", b"two\n")]
    assert b"\nindex " + b"..".join(ids) + b" 100644\n" in patch


def test_no_change_is_no_patch() -> None:
    """Nothing planned gives nothing to apply."""
    assert make_patch([]) == b""


def test_the_users_settings_do_not_reach_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The patch is the same under any configuration of git."""
    usual = make_patch([FileChange("a.md", b"one\n", b"two\n")])
    config = "[diff]\n\tnoprefix = true\n\tmnemonicPrefix = true\n[color]\n\tui = always\n[apply]\n\twhitespace = fix\n"
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(write(tmp_path / "config", config)))
    assert make_patch([FileChange("a.md", b"one\n", b"two\n")]) == usual


def test_a_patch_that_does_not_give_the_plan_is_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof compares bytes: a patch of something else that applies well is an error with its path."""
    other, run = make_patch([FileChange("a.md", b"one\n", b"three\n")]), real_git.run
    monkeypatch.setattr(real_git, "run", lambda folder, *a, **k: other if a[0] == "diff" else run(folder, *a, **k))
    with pytest.raises(SessionMemoryError, match="planned bytes") as error:
        make_patch([FileChange("a.md", b"one\n", b"two\n")])
    assert error.value.where == "a.md"


def test_a_patch_that_does_not_apply_is_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """What git itself refuses is an error as well."""
    other, run = make_patch([FileChange("b.md", b"other\n", b"two\n")]), real_git.run
    monkeypatch.setattr(real_git, "run", lambda folder, *a, **k: other if a[0] == "diff" else run(folder, *a, **k))
    with pytest.raises(SessionMemoryError, match="git apply failed"):
        make_patch([FileChange("a.md", b"one\n", b"two\n")])
