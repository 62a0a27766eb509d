"""An apply that was killed halfway: what every other command makes of it, and what finishes it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from made import catalog, git, run, target, tree
from session_memory.changes.write import journal
from steps import ADA, BRANCH, IN_PLACE, approved, kinds, lie, place, refs, step, sure

KILLED = """
import os, signal, sys
from session_memory.cli.main import main
replace = os.replace
def last(source, name, **keys):
    if name == sys.argv[1]:
        os.kill(os.getpid(), signal.SIGKILL)
    replace(source, name, **keys)
os.replace = last
main(sys.argv[2:])
"""
HALFWAY = {IN_PLACE: "CLAUDE.md", BRANCH: "shop.json"}
"""The file that is not written any more: the second one of the target, or the registry."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog with an approved proposal for a target with two host files."""
    root = catalog(tmp_path / "house", "one-thing", "two-things")
    target(root, "shop", {"AGENTS.md": "# Shop\n", "CLAUDE.md": "# Claude\r\n"})
    approved(root, "shop")
    return root


def killed(root: Path, mode: str = IN_PLACE) -> None:
    """Apply, and die halfway."""
    command = [sys.executable, "-c", KILLED, HALFWAY[mode], "--root", str(root), "apply", "shop", *place(mode)]
    done = subprocess.run([*command, "--by", ADA], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done
    assert journal.unfinished(root, "shop") is not None and kinds(root, "shop") == []


def finished(root: Path) -> bool:
    """Whether nothing is left of it."""
    left = [p for p in root.rglob("*") if p.name.startswith(".session-memory-") or p.suffix == ".lock"]
    return journal.unfinished(root, "shop") is None and not left


@pytest.mark.parametrize("mode", [IN_PLACE, BRANCH])
def test_the_next_apply_finishes_it(root: Path, mode: str) -> None:
    """In the way in which it was begun, whichever way is asked for now; and the one after has nothing to do."""
    killed(root, mode)
    said = step(root, "apply", "shop", *place(BRANCH if mode == IN_PLACE else IN_PLACE))
    assert said.code == 0 and "what an earlier run had begun" in said.out + said.err
    assert finished(root) and kinds(root, "shop") == ["applied"]
    assert run(root, "status", "shop").code == (0 if mode == IN_PLACE else 3)
    sure(root, "apply", "shop", *place(mode))
    assert kinds(root, "shop") == ["applied"]


@pytest.mark.parametrize("mode", [IN_PLACE, BRANCH])
def test_the_next_rollback_takes_it_back(root: Path, mode: str) -> None:
    """It is finished first, so that there is an event to take back, and everything is as it was."""
    before, branches = lie(root / "targets" / "shop"), refs(root / "targets" / "shop")
    killed(root, mode)
    sure(root, "rollback", "shop")
    assert finished(root) and kinds(root, "shop") == ["applied", "rolled-back"]
    assert (lie(root / "targets" / "shop"), refs(root / "targets" / "shop")) == (before, branches)


def test_the_next_remove_takes_out_of_the_whole(root: Path) -> None:
    """The pattern is gone from the file that was written before the kill, and from the one that was not."""
    killed(root)
    sure(root, "remove", "shop", "one-thing", "--in-place")
    assert finished(root) and kinds(root, "shop") == ["applied", "removed"]
    texts = tree(root / "targets" / "shop").values()
    assert not any(b"one-thing" in text for text in texts) and any(b"two-things" in text for text in texts)


def test_status_tells_of_it(root: Path) -> None:
    """That, and what finishes it, with the exit code that asks for attention; nothing changes by looking."""
    killed(root)
    before = lie(root)
    said = run(root, "status", "shop")
    assert said.code == 3 and "begun and not finished (applied): make apply REPO=shop" in said.out
    assert lie(root) == before


@pytest.mark.parametrize("command", [("distribute",), ("approve",), ("reject", "--reason", "no")])
def test_nothing_is_proposed_or_decided_on_half_of_it(root: Path, command: tuple[str, ...]) -> None:
    """The proposal that was approved stays as it lies there; the way on is told."""
    killed(root)
    before = lie(root)
    said = step(root, command[0], "shop", *command[1:])
    assert said.code == 1 and "not finished" in said.out + said.err and "make apply REPO=shop" in said.out + said.err
    assert lie(root) == before
    sure(root, "apply", "shop")
    assert run(root, "distribute", "shop", "--check").code == 0


@pytest.mark.parametrize("command", [("diff", "shop"), ("log", "shop"), ("check",), ("registry", "rebuild", "shop")])
def test_no_other_command_trips_over_it(root: Path, command: tuple[str, ...]) -> None:
    """They say what they have to say; afterwards it is finished as if nobody had asked."""
    killed(root)
    assert step(root, *command).code in (0, 3)
    sure(root, "apply", "shop")
    assert finished(root) and kinds(root, "shop") == ["applied"] and run(root, "status", "shop").code == 0


def test_a_conflict_meanwhile_takes_it_back(root: Path) -> None:
    """Somebody wrote to the file that was to come: what was written is put back, made folders go, theirs stays."""
    folder = root / "targets" / "shop"
    before = lie(folder)
    killed(root)
    os.truncate(folder / "CLAUDE.md", 0)
    said = step(root, "apply", "shop", "--in-place")
    assert said.code == 4 and "CLAUDE.md" in said.err
    expected = before | {"CLAUDE.md": (before["CLAUDE.md"][0], b"")}
    assert finished(root) and kinds(root, "shop") == [] and lie(folder) == expected


def test_a_damaged_journal_is_told_and_nothing_is_written(root: Path) -> None:
    """Status, distribute and apply name the file; what stands in the target is left to a person."""
    killed(root)
    (root / ".session-memory" / "repos" / "shop" / "journal.json").write_bytes(b"{")
    before = lie(root / "targets" / "shop")
    for command in ("status", "distribute", "apply"):
        said = step(root, command, "shop")
        assert said.code == 1 and "journal.json" in said.out + said.err
    assert lie(root / "targets" / "shop") == before
    assert git(root / "targets" / "shop", "fsck").decode() == ""
