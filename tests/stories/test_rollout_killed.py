"""A step of a rollout whose workers, or all of it, are killed again and again: each repo gets its change once.

`ROLLOUT_UNITS=400` is the whole; it takes some minutes.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from fleets import HOST, applied_events, begun, fleet, left_over, names, progress, rolled
from made import GIT, git, tree, write
from session_memory.changes.write import journal
from session_memory.fleet.kept import folder_of
from session_memory.rollout import Came, Phase
from steps import ADA, BRANCH, IN_PLACE, place

UNITS = int(os.environ.get("ROLLOUT_UNITS", "80"))
KILLS, WORKERS = 25, 8
LIMITS = "ceilings: {units_per_run: 2000, files_per_run: 4000, files_per_pattern: 4000}\n"
READY = 20
"""Seconds within which a run has its workers."""


def started(root: Path, id: str) -> subprocess.Popen[bytes]:
    """The step is applied by a process with a group of its own."""
    command = [sys.executable, "-m", "session_memory", "--root", str(root), "rollout", "apply", id, "--by", ADA]
    out = (root / "said").open("ab")
    with out:
        return subprocess.Popen(
            [*command, "--workers", str(WORKERS)],
            env=os.environ | GIT,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )


def workers_of(pid: int) -> list[int]:
    """The processes that it has begun."""
    listed = subprocess.run(["ps", "-Ao", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    return [int(row.split()[0]) for row in listed.splitlines() if row.split()[1] == str(pid)]


def killed(root: Path, id: str, chance: random.Random) -> Counter[str]:
    """Kill a worker, or half of them, or the whole group, at random moments; begin again whatever died.

    What was killed how often, and how often there was still work to do then.
    """
    told: Counter[str] = Counter()
    at_work = started(root, id)
    for _ in range(KILLS):
        at_work = _with_workers(at_work, root, id)
        time.sleep(chance.uniform(0.0, 0.3))
        told["with work left"] += len(done(root, id)) < UNITS
        what = chance.choice(("a worker", "half of them", "everything"))
        told[what] += 1
        there = workers_of(at_work.pid)
        if what == "everything":
            with contextlib.suppress(ProcessLookupError):
                os.killpg(at_work.pid, signal.SIGKILL)
        else:
            for pid in chance.sample(there, min(len(there), 1 if what == "a worker" else WORKERS // 2)):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(at_work.pid, signal.SIGKILL)
    at_work.wait()
    return told


def _with_workers(at_work: subprocess.Popen[bytes], root: Path, id: str) -> subprocess.Popen[bytes]:
    """The run, once it has workers; another one when it has ended."""
    until = time.monotonic() + READY
    while not workers_of(at_work.pid) and time.monotonic() < until:
        if at_work.poll() is not None:
            at_work = started(root, id)
        time.sleep(0.01)
    return at_work


def done(root: Path, id: str) -> list[str]:
    """The repos that have a result."""
    return sorted(path.stem for path in (folder_of(root, id) / "steps" / "1" / "applied").glob("[!.]*.json"))


@pytest.mark.parametrize("mode", [IN_PLACE, BRANCH])
def test_each_repo_gets_its_change_once_whoever_is_killed(mode: str, tmp_path: Path) -> None:
    """25 kills at random moments; then the same command again until it is through."""
    root, repos = tmp_path / "house", names(UNITS)
    fleet(root, repos)
    write(root / "catalog" / "policy.yaml", LIMITS)
    id = begun(root, "--pattern", "alpha", "--steps", "100", *place(mode))
    rolled(root, "approve", id)
    before = tree(root / "catalog" / "patterns") | tree(root / "catalog" / "repos")

    told = killed(root, id, random.Random(2026))
    assert told["with work left"] >= KILLS // 2 and told["everything"] > 3, told
    for _ in range(5):
        last = started(root, id)
        if last.wait(timeout=300) == (0 if mode == IN_PLACE else 3):
            break
    assert last.returncode == (0 if mode == IN_PLACE else 3), (root / "said").read_text()[-2000:]

    found = progress(root, id)
    assert done(root, id) == repos
    assert {(r.came, bool(r.event)) for r in found.results if r.phase is Phase.APPLIED} == {(Came.DONE, True)}
    assert {repo: applied_events(root, repo) for repo in repos} == dict.fromkeys(repos, 1)
    assert [repo for repo in repos if journal.unfinished(root, repo)] == []
    assert list(left_over(root)) == []
    assert tree(root / "catalog" / "patterns") | tree(root / "catalog" / "repos") == before
    assert "Traceback" not in (root / "said").read_text()
    rolled(root, "audit", id)
    for repo in repos:
        _check_target(root / "targets" / repo, mode)
    rolled(root, "rollback", id)
    assert {(root / "targets" / repo / "AGENTS.md").read_text() for repo in repos} == {HOST}


def _check_target(folder: Path, mode: str) -> None:
    """The text stands there once, in one commit or in the file, beside what was there."""
    if mode == IN_PLACE:
        text = (folder / "AGENTS.md").read_text()
    else:
        branches = git(folder, "for-each-ref", "--format=%(refname:short)", "refs/heads/session-memory").split()
        assert len(branches) == 1 and git(folder, "status", "--porcelain") == b""
        text = git(folder, "show", f"{branches[0].decode()}:AGENTS.md").decode()
    assert text.startswith(HOST) and text.count("BEGIN session-memory:alpha ") == 1
