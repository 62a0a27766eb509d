"""`make bench`: the figures that the design asks for, measured on this machine. CPU seconds, median of several runs."""

from __future__ import annotations

import statistics
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.used import OURS, Used, used
from benchmarks.workload import make_catalog

RUNS = 5
SOME = frozenset({0, 1, 3, 4})
"""What our commands may end with: that something waits is no accident."""


def ours(arguments: Sequence[str], folder: Path) -> Used:
    """Run the program once."""
    return used([(*OURS, *arguments)], [folder], SOME)


def median(runs: Sequence[Used]) -> Used:
    """Of the times; the largest memory."""
    middle = statistics.median(run.wall for run in runs)
    return Used(statistics.median(run.cpu for run in runs), max(run.memory for run in runs), middle)


def several(arguments: Sequence[str], folder: Path) -> Used:
    """The medians of several runs after one that warms up."""
    ours(arguments, folder)
    return median([ours(arguments, folder) for _ in range(RUNS)])


def first_runs(folder: Path, arguments: Sequence[str]) -> Used:
    """The same for first runs: cache and proposals are taken away before each."""
    runs = []
    for _ in range(RUNS):
        subprocess.run(["rm", "-rf", str(folder / ".cache"), str(folder / "proposals")], check=True)
        runs.append(ours(arguments, folder))
    return median(runs)


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
