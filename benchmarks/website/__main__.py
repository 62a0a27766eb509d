"""`make bench-site`: what the site costs, beside what others make of the same pages; goals are printed, not judged.

`python -m benchmarks.website --sizes 100,1000,5000 --rounds 3 --big 1000x500`
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from mkdocs.utils import yaml_load

from benchmarks.website.building import MKDOCS, OF_WHICH, PYTHON, Builds, measured
from benchmarks.website.measure import ENV, PROJECT, used
from benchmarks.website.prepared import stock
from benchmarks.website.serving import save_to_visible

SERVED, FULL_NAVIGATION = 1_000, 1_000
"""Patterns at most with which is served, and every page put into the navigation: both take long with others."""


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description="What the site costs to build, to serve, to search and to look at.")
    asked.add_argument("--sizes", default="100,1000,5000", help="numbers of patterns")
    asked.add_argument("--rounds", type=int, default=3, help="runs of each build, in turn")
    asked.add_argument("--big", default="1000x500", help="patterns x repos of the site that a browser looks at")
    said = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        every = [_size(Path(name) / size, int(size), said.rounds) for size in said.sizes.split(",")]
        if len(every) > 1:
            growth(every[-2], every[-1])
        browser(Path(name) / "big", said.big)


def _size(folder: Path, patterns: int, rounds: int) -> Builds:
    builds = measured(folder, patterns, rounds, full_navigation=patterns <= FULL_NAVIGATION)
    print(f"\n{patterns:,} patterns, {builds.pages:,} pages: {rounds} rounds in turn, CPU seconds are medians")
    for name in builds.runs:
        sizes = f"{builds.output[name]:8.1f} MB  search {builds.search[name]:6.2f} MB"
        print(f"  {name:<32} {builds.cpu(name):7.2f} CPU s {builds.memory(name):6.0f} MiB {sizes}")
    _ratios(builds)
    found = asked_of_a_browser("search", folder / "ours/site")
    print(f"  first result of the search: {found}   goal <= 1,000 KB, the pattern itself first")
    if patterns <= SERVED:
        _serving(folder)
    shutil.rmtree(folder)
    return builds


def _ratios(builds: Builds) -> None:
    goals = (
        ("ours, cold", "stock, every page in it", "<= 0.25"),
        ("ours, cold", "stock, lists in the navigation", "<= 1.10"),
        ("ours, warm", "ours, cold", "<= 0.33"),
        (f"ours, {OF_WHICH}", "ours, cold", "<= 0.33"),
        ("ours, warm", "zensical", ""),
        ("ours, cold", "zensical", ""),
        ("ours, cold", "floor: markdown-it-py", ""),
    )
    for one, other, goal in goals:
        if other in builds.runs:
            print(f"  {one} / {other}: {builds.cpu(one) / builds.cpu(other):.2f}   {f'goal {goal}' if goal else ''}")


def growth(smaller: Builds, larger: Builds) -> None:
    """How cost and bytes per page grow from one size to the next."""
    cold, times = "ours, cold", larger.patterns / smaller.patterns
    print(f"\n{smaller.patterns:,} -> {larger.patterns:,} patterns, {times:g} x as many")
    print(f"  CPU: {larger.cpu(cold) / smaller.cpu(cold):.2f} x   goal <= 5.5 for 5 x")
    per_page = [builds.output[cold] / builds.pages for builds in (smaller, larger)]
    print(f"  bytes per page: {per_page[1] / per_page[0]:.3f} x   goal <= 1.02")
    print(f"  memory: {larger.memory(cold):.0f} MiB   goal <= 300 MB at 5,000")


def _serving(folder: Path) -> None:
    ours = save_to_visible(folder / "ours", folder / "ours/catalog/patterns/pattern-0000.md")
    plain = folder / "stock,-lists-in-the-navigation"
    theirs = save_to_visible(plain, plain / "docs/p/pattern-0000/index.md")
    print(f"  save to visible: {ours:.2f} s, plain serve {theirs:.2f} s: {ours / theirs:.2f}   goal <= 0.35")


def browser(folder: Path, size: str) -> None:
    """A site of many repos as a browser sees it, beside the plain theme's of the same pages."""
    ours, plain = big_site(folder, size)
    print(f"\n{size} in a browser; KB over the wire until the page is there, gzip; times are medians")
    repo = min(path.name for path in (ours / "repos").iterdir() if path.is_dir())
    pattern = min(path.name for path in (ours / "p").iterdir())
    for address in ("", f"p/{pattern}/", f"repos/{repo}/", "patterns/", "repos/", "matrix/"):
        for whose, site in (("ours", ours), ("stock", plain)):
            print(f"  {address or 'home':<40} {whose:<6} {asked_of_a_browser('page', site, address)}")
    payload = len(gzip.compress((ours / "data/matrix.js").read_bytes(), 9)) / 1000
    print(f"  matrix: {payload:.1f} KB of data   goals <= 50 KB, <= 5,000 nodes, drawn <= 150 ms, filter p95 <= 100 ms")


def big_site(folder: Path, size: str) -> tuple[Path, Path]:
    """Build it: by our hook, and by the plain theme from the same pages. Where the two sites are."""
    shutil.copytree(PROJECT / "site_templates", folder / "site_templates")
    with (PROJECT / "mkdocs.yml").open("rb") as file:
        config: dict[str, Any] = yaml_load(file)
    config["hooks"] = [str(Path(__file__).with_name("big_hook.py"))]
    config["watch"] = []
    config["nav"] = [entry for entry in config["nav"] if "Guide" not in entry]
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config), "utf-8")
    ENV["BIG"] = size
    taken = used(MKDOCS, folder)
    print(f"\n{size}: built in {taken.cpu:.1f} CPU s, {taken.memory:.0f} MiB, the making up of the site included")
    plain = folder / "plain"
    shutil.copytree(folder / "site_templates/docs", plain / "docs")
    subprocess.run([PYTHON, "-m", "benchmarks.website.written", size, str(plain / "docs")], cwd=PROJECT, check=True)
    used(MKDOCS, stock(plain, everything=False))
    return folder / "site", plain / "site"


def asked_of_a_browser(*question: object) -> dict[str, Any]:
    """The answer of a process of its own."""
    command: Sequence[str] = [sys.executable, "-m", "benchmarks.website.browsing", *map(str, question)]
    done = subprocess.run(command, cwd=PROJECT, env=os.environ, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{command}\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
