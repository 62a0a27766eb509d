"""`make bench-fleet`: many repos, ours beside others, on the same machine in the same run.

For each size (repos x patterns, three flavors, targets as benchmarks/workload.py makes them) what `distribute --all`
costs first, again, once more, and with one repo changed by hand; what `status` costs; then the same for the peers of
benchmarks/peers.py, each in its own copy of the targets. Then how the cost grows with the number of repos.

CPU seconds, the commands that were called included, and the peak of the largest process. Small sizes are measured
several times, and the median counts; large ones once. A loop of a peer over many repos would take very long: it is run
over the first LOOP repos only, and what is printed is what was measured, for as many repos as it was measured for.

ARGS: `--sizes 50x100,1000x200`, `--growth 125,250,500,1000` (patterns: GROWTH_PATTERNS), `--loop 50`.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from benchmarks import peers
from benchmarks.used import OURS, Used, used
from benchmarks.workload import make_catalog

RUNS = 5
SMALL = 100
"""Repos up to which everything is measured RUNS times."""
GROWTH_PATTERNS = 100
SOME = frozenset({0, 1, 3, 4})
"""What our commands may end with: that something waits is no accident."""


def row(what: str, found: Used, note: str = "") -> None:
    print(f"  {what:<46} {found.cpu:9.2f} CPU s {found.wall:9.2f} s {found.memory:7.0f} MiB  {note}", flush=True)


def median(times: int, measure: Callable[[], Used], before: Callable[[], object] = lambda: None) -> Used:
    """Of so many runs; what has to be done before each is not measured."""
    runs = []
    for _ in range(times):
        before()
        runs.append(measure())
    middle = (statistics.median(getattr(run, name) for run in runs) for name in ("cpu", "wall"))
    return Used(next(middle), max(run.memory for run in runs), next(middle))


def ours(root: Path, *arguments: str) -> Used:
    return used([(*OURS, *arguments)], [root], SOME)


def forget(root: Path) -> None:
    """As if nothing had ever been done with the catalog."""
    for folder in (".cache", "proposals"):
        shutil.rmtree(root / folder, ignore_errors=True)


def touched(root: Path) -> None:
    """One of the repos is changed by hand."""
    with (root / "targets" / "repo-0000" / "AGENTS.md").open("a", encoding="utf-8") as stream:
        stream.write("\nOne more line.\n")


def measure_ours(root: Path, times: int) -> None:
    everything = ("distribute", "--all")
    row("session-memory distribute, first", median(times, lambda: ours(root, *everything), lambda: forget(root)))
    row("session-memory distribute, right after", ours(root, *everything), "what the first run wrote is read once more")
    row("session-memory distribute, no-op", median(times, lambda: ours(root, *everything)))
    row(
        "session-memory distribute, one repo changed",
        median(times, lambda: ours(root, *everything), lambda: touched(root)),
    )
    row("session-memory status, first", ours(root, "status"), "plans every repo")
    row("session-memory status, no-op", median(times, lambda: ours(root, "status")))


def targets_of(root: Path, copy: str) -> list[Path]:
    """A copy of the targets of its own."""
    shutil.copytree(root / "targets", root / copy)
    return sorted((root / copy).iterdir())


def measure_peers(root: Path, loop: int) -> None:
    patterns = root / "catalog" / "patterns"
    some = ("first", "again")
    if peers.program("rulesync"):
        rules, targets = peers.for_rulesync(patterns, root / "rulesync"), targets_of(root, "for-rulesync")
        for which in some:
            row(f"rulesync, one process, {which}", peers.rulesync_at_once(rules, targets), of(targets, targets))
        targets = targets_of(root, "for-rulesync-loop")
        for which in some:
            found = peers.rulesync_loop(rules, targets[:loop])
            row(f"rulesync, a loop, {which}", found, of(targets[:loop], targets))
    if peers.program("ruler"):
        targets = targets_of(root, "for-ruler")
        peers.for_ruler(patterns, targets[:loop])
        for which in some:
            row(f"ruler, a loop, {which}", peers.ruler_loop(targets[:loop]), of(targets[:loop], targets))


def of(some: Sequence[Path], every: Sequence[Path]) -> str:
    return f"all {len(every)} repos" if len(some) == len(every) else f"{len(some)} of {len(every)} repos only"


def measure_growth(folder: Path, sizes: Iterable[int]) -> None:
    print(f"how it grows, {GROWTH_PATTERNS} patterns x 3 flavors:")
    for repos in sizes:
        root = folder / f"growth-{repos}"
        make_catalog(root, patterns=GROWTH_PATTERNS, repos=repos)
        first = ours(root, "distribute", "--all")
        ours(root, "distribute", "--all")
        again = ours(root, "distribute", "--all")
        row(f"{repos} repos, first", first, f"{first.cpu / repos * 1000:.1f} ms a repo")
        row(f"{repos} repos, no-op", again, f"{again.cpu / repos * 1000:.2f} ms a repo")
        shutil.rmtree(root)


def numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",") if number]


def main() -> None:
    """Measure and print; nothing is judged."""
    asked = argparse.ArgumentParser(prog="make bench-fleet ARGS=...")
    asked.add_argument("--sizes", default="50x100,1000x200", help="repos x patterns, each")
    asked.add_argument("--growth", type=numbers, default="125,250,500,1000", help="numbers of repos")
    asked.add_argument("--loop", type=int, default=50, help="over how many repos a peer's loop is run")
    given = asked.parse_args()
    missing = [name for name in ("rulesync", "ruler") if not peers.program(name)]
    if missing:
        print(
            f"not installed, so not measured: {', '.join(missing)} (make bench-fleet gets them, with npm)",
            file=sys.stderr,
        )
    with tempfile.TemporaryDirectory() as name:
        for size in filter(None, given.sizes.split(",")):
            repos, patterns = map(int, size.split("x"))
            root = Path(name) / size
            make_catalog(root, patterns=patterns, repos=repos)
            print(f"{repos} repos x {patterns} patterns x 3 flavors:", flush=True)
            measure_ours(root, RUNS if repos <= SMALL else 1)
            measure_peers(root, given.loop)
            shutil.rmtree(root)
        measure_growth(Path(name), given.growth)


if __name__ == "__main__":
    main()
