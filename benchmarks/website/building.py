"""Builds of one size, ours and those of others in turn, so that what else the machine does hits all of them."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from benchmarks.website.measure import Used, megabytes, used
from benchmarks.website.prepared import project, stock

PYTHON = sys.executable
MKDOCS = [PYTHON, "-m", "mkdocs", "build", "--site-dir", "site"]
ZENSICAL = [PYTHON, "-m", "zensical", "build", "--clean"]
OF_WHICH = "warm, one pattern edited"


@dataclass
class Builds:
    """What every contender used at one size."""

    patterns: int
    pages: int = 0
    runs: dict[str, list[Used]] = field(default_factory=dict)
    output: dict[str, float] = field(default_factory=dict)
    """MB of the whole site."""
    search: dict[str, float] = field(default_factory=dict)
    """MB of what its search lies in."""

    def cpu(self, name: str) -> float:
        """Seconds, median."""
        return statistics.median(run.cpu for run in self.runs[name])

    def memory(self, name: str) -> float:
        """MiB, peak of all runs."""
        return max(run.memory for run in self.runs[name])

    def note(self, name: str, run: Used, site: Path) -> None:
        """One more run."""
        self.runs.setdefault(name, []).append(run)
        self.output[name] = megabytes(site)
        self.search[name] = megabytes(site / "search", site / "pagefind", site / "search.json")


def measured(folder: Path, patterns: int, rounds: int, full_navigation: bool) -> Builds:
    """All contenders, `rounds` times in turn; the one that is quadratic only once."""
    builds = Builds(patterns)
    ours = project(folder / "ours", patterns)
    written = subprocess.run(
        [PYTHON, "-m", "session_memory", "site", "--out", "../pages"], cwd=ours, capture_output=True
    )
    assert written.returncode == 0, written.stderr
    builds.pages = sum(1 for _ in (folder / "pages").rglob("*.md"))
    others = dict(_others(folder, full_navigation))
    for round in range(rounds):
        _ours(builds, ours, round)
        for name, (command, there) in others.items():
            if round == 0 or "every page" not in name:
                shutil.rmtree(there / "site", ignore_errors=True)
                builds.note(name, used(command, there), there / "site")
    return builds


def _ours(builds: Builds, root: Path, round: int) -> None:
    for kept in ("site", ".cache"):
        shutil.rmtree(root / kept, ignore_errors=True)
    builds.note("ours, cold", used(MKDOCS, root), root / "site")
    builds.note("ours, warm", used(MKDOCS, root), root / "site")
    edited = root / "catalog/patterns/pattern-0000.md"
    edited.write_text(f"{edited.read_text('utf-8')}\nEdited in round {round}.\n", "utf-8")
    builds.note(f"ours, {OF_WHICH}", used(MKDOCS, root), root / "site")


def _others(folder: Path, full_navigation: bool) -> Iterator[tuple[str, tuple[list[str], Path]]]:
    """Name -> command and folder, of those that are there."""
    every = {"stock, lists in the navigation": False} | ({"stock, every page in it": True} if full_navigation else {})
    for name, everything in every.items():
        there = folder / name.replace(" ", "-")
        shutil.copytree(folder / "pages", there / "docs")
        yield name, (MKDOCS, stock(there, everything=everything))
    if find_spec("zensical"):
        there = folder / "zensical"
        shutil.copytree(folder / "pages", there / "docs")
        yield "zensical", (ZENSICAL, stock(there, everything=False))
    else:
        print("zensical: left out, it is not installed here")
    there = folder / "floor"
    there.mkdir()
    yield "floor: markdown-it-py", ([PYTHON, "-m", "benchmarks.website.floor", "../pages", "site"], there)
