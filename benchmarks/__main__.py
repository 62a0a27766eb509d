"""`make bench`: the figures that the design asks for, measured on this machine. CPU seconds, median of several runs."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.workload import make_catalog

RUNS = 5
COMMAND = [sys.executable, "-m", "session_memory"]


@dataclass(frozen=True)
class Used:
    """What one command used."""

    cpu: float
    """Seconds, user and system, the git commands that it called included."""
    memory: float
    """Peak, in MiB, of the largest process."""


def used(arguments: Sequence[str], folder: Path) -> Used:
    """Run the program once in a process of its own. Exit codes are not judged, only its own crashes are."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        done = subprocess.run([*COMMAND, *arguments], cwd=folder, capture_output=True, check=False)
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        bad = b"Traceback" in done.stderr
        os.write(write, f"{spent.ru_utime + spent.ru_stime} {spent.ru_maxrss / 1024} {int(bad)}".encode())
        os._exit(0)
    os.close(write)
    cpu, memory, bad = os.read(read, 100).split()
    os.close(read)
    os.waitpid(pid, 0)
    if bad == b"1":
        raise SystemExit(f"{' '.join(arguments)} crashed in {folder}")
    return Used(float(cpu), float(memory))


def several(arguments: Sequence[str], folder: Path) -> Used:
    """The medians of several runs after one that warms up."""
    used(arguments, folder)
    runs = [used(arguments, folder) for _ in range(RUNS)]
    return Used(statistics.median(r.cpu for r in runs), max(r.memory for r in runs))


def first_runs(folder: Path, arguments: Sequence[str]) -> Used:
    """The same for first runs: cache and proposals are taken away before each."""
    runs = []
    for _ in range(RUNS):
        subprocess.run(["rm", "-rf", str(folder / ".cache"), str(folder / "proposals")], check=True)
        runs.append(used(arguments, folder))
    return Used(statistics.median(r.cpu for r in runs), max(r.memory for r in runs))


def row(what: str, found: Used, goal: str) -> None:
    print(f"{what:<58} {found.cpu:7.2f} CPU s {found.memory:7.0f} MiB   goal {goal}")


def main() -> None:
    """Measure and print; nothing is judged."""
    with tempfile.TemporaryDirectory() as name:
        small, tall = Path(name) / "small", Path(name) / "tall"
        make_catalog(small, patterns=100, repos=50)
        # Without Codex: a thousand patterns are far over its limit, and refusing them all would be too easy.
        make_catalog(tall, patterns=1000, repos=1, flavors="claude, grok")
        row("cold start: --version", several(["--version"], small), "<= 0.15 s")
        everything = ["distribute", "--all"]
        row("50 repos x 100 patterns x 3 flavors, first", first_runs(small, everything), "<= 2 s")
        row("50 repos x 100 patterns x 3 flavors, no-op", several(everything, small), "<= 0.5 s")
        row("status of the same", several(["status"], small), "")
        one = ["distribute", "repo-0000"]
        first = first_runs(tall, one)
        row("1,000 patterns, one repo, first", first, "")
        again = several(one, tall)
        row("1,000 patterns, one repo, no-op", again, "<= 0.5 s, <= 100 MiB")
        print(f"  no-op / first: {again.cpu / first.cpu:.2f}   goal <= 0.20")


if __name__ == "__main__":
    main()
