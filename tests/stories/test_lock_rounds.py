"""Two runs on one repo at the same moment: one of them works, the other one is told, and nothing happens twice."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from forking import server
from made import catalog, git, target, tree, write
from session_memory.changes.record.events import trail
from steps import ADA, BRANCH, IN_PLACE, approved, kinds, place, step, sure

ROUNDS = 250
"""For each way of writing."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog with an approved proposal for a target."""
    root = catalog(tmp_path / "house", "one-thing", "two-things")
    shop = target(root, "shop", {"AGENTS.md": "# Shop\n"})
    shutil.rmtree(shop / ".git/hooks")  # samples; each round copies the whole
    approved(root, "shop")
    return root


def command(root: Path, mode: str) -> list[str]:
    return ["--root", str(root), "apply", "shop", *place(mode), "--by", ADA]


def stands(root: Path, mode: str) -> object:
    """What applying left in the target: its files, and the one branch with its tree."""
    shop = root / "targets/shop"
    branches = sorted(path.name for path in (shop / ".git/refs/heads").rglob("*") if path.is_file())
    whole = git(shop, "rev-parse", f"session-memory/{branches[0]}^{{tree}}") if mode == BRANCH else b""
    return tree(shop), branches, whole


@pytest.mark.parametrize("mode", [IN_PLACE, BRANCH])
def test_of_two_runs_one_applies(root: Path, tmp_path: Path, mode: str) -> None:
    """Round after round: one applies; the other finds it busy, or done; one event, one result, nothing left over."""
    sure(shutil.copytree(root, tmp_path / "alone"), "apply", "shop", *place(mode))
    expected, seen = stands(tmp_path / "alone", mode), set()
    with server() as runs:
        for number in range(ROUNDS):
            here = shutil.copytree(root, tmp_path / f"round-{number}")
            first, second = sorted(runs.together(command(here, mode), command(here, mode)))
            said = f"round {number}: {first} {second}"
            assert first[0] == 0 and second[0] in (0, 6), said
            assert sum("shop: applied" in out for _, out in (first, second)) == 1, said
            assert second[0] == 0 or "another run is at work on shop" in second[1], said
            assert second[0] == 6 or "nothing to do" in first[1] + second[1], said
            assert kinds(here, "shop") == ["applied"] and stands(here, mode) == expected, said
            assert not list(here.rglob(".session-memory-*")), said
            seen.add(second[0])
            shutil.rmtree(here)
    assert 6 in seen


@pytest.mark.parametrize("mode", [IN_PLACE, BRANCH])
def test_a_killed_holder_holds_nothing(root: Path, tmp_path: Path, mode: str) -> None:
    """While it stands still others are told that it is busy; killed, the very next run goes through."""
    held = tmp_path / "held"
    program = shutil.which("git")
    slow = f'#!/bin/sh\ncase "$*" in *hash-object*|*check-ignore*|*fast-import*) : > {held}; sleep 60;; esac\n'
    write(tmp_path / "bin/git", f'{slow}exec {program} "$@"\n').chmod(0o755)
    env = os.environ | {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}"}
    holder = subprocess.Popen(
        [sys.executable, "-m", "session_memory", *command(root, mode)], env=env, start_new_session=True
    )
    while not held.exists():
        assert holder.poll() is None
        time.sleep(0.01)
    said = step(root, "apply", "shop", *place(mode))
    assert said.code == 6 and kinds(root, "shop") == []
    holder.kill()
    assert holder.wait() == -signal.SIGKILL
    sure(root, "apply", "shop", *place(mode))
    os.killpg(holder.pid, signal.SIGKILL)  # the sleeping git that it left behind: it never held anything
    assert kinds(root, "shop") == ["applied"] and len(trail(root, "shop")) == 1
