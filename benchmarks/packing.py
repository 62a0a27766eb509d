"""`make bench-packing`: what arrives of 100 patterns of 60 lines beside 12 KB written by hand, packed and concatenated.

Run as `python -m benchmarks.packing`.
"""

from __future__ import annotations

import random
import subprocess
import tempfile
import time
from bisect import bisect_right
from pathlib import Path

from benchmarks.workload import pattern, text
from session_memory.changes import region
from session_memory.changes.wanted import want_of
from session_memory.cli.seeing.road import Road, open_road
from session_memory.model import ON_DEMAND, Form, Plan

PATTERNS, LINES, HAND = 100, 60, 12_000
FLAVORS = ("claude", "codex", "grok")


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        target = make(root, FLAVORS)
        road = open_road(root)
        began = time.process_time()
        plan = road.plan(road.catalog.repos[0])
        seconds = time.process_time() - began
        steps = [len(file) for file in concatenated(road, (target / "AGENTS.md").read_bytes(), "codex")]
    print(f"{PATTERNS} patterns of {LINES} lines, {HAND:,} bytes written by hand; planned in {seconds:.2f} s of CPU")
    print(f"{'agent':>8}{'limit':>10}{'in full':>9}{'as skill':>10}{'lost':>6}{'loaded':>10}   all concatenated")
    for budget in plan.budgets:
        full, pointed = arriving(plan, budget.flavor)
        limit = budget.limit or steps[-1]
        whole, took = bisect_right(steps, limit) - 1, min(limit, steps[-1])
        told = f"{whole} patterns, {took:,} of {steps[-1]:,} bytes ({took / steps[-1]:.0%})"
        amount, lost = f"{budget.limit:,}" if budget.limit else "none", PATTERNS - full - pointed
        print(f"{budget.flavor:>8}{amount:>10}{full:>9}{pointed:>10}{lost:>6}{budget.total:>10,}   {told}")


def make(root: Path, flavors: tuple[str, ...], patterns: int = PATTERNS, more: str = "") -> Path:
    """A catalog, and the git repository that is its one target."""
    chance = random.Random(7)
    for path in (
        folder := root / "catalog" / "patterns",
        root / "catalog" / "repos",
        target := root / "targets" / "shop",
    ):
        path.mkdir(parents=True)
    for number in range(patterns):
        (folder / f"pattern-{number:04}.md").write_text(pattern(number, chance, LINES - 5), encoding="utf-8")
    keys = f"name: shop\nflavors: [{', '.join(flavors)}]\ncheckout: targets/shop\n{more}"
    (root / "catalog" / "repos" / "shop.md").write_text(f"---\n{keys}---\n", encoding="utf-8")
    (target / "AGENTS.md").write_text(("# Shop\n\n" + text(chance, 400))[: HAND - 1] + "\n", encoding="utf-8")
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main"], cwd=target, check=True)
    return target


def arriving(plan: Plan, flavor: str) -> tuple[int, int]:
    """How many patterns arrive in full, and how many as a skill or a line that tells where one is."""
    served = {(item.pattern_id, item.form) for item in plan.items if flavor in item.serves and item.after}
    full = {id for id, form in served if form not in ON_DEMAND}
    return len(full), len({id for id, _ in served} - full)


def concatenated(road: Road, hand: bytes, flavor: str) -> list[bytes]:
    """A host file to which every pattern is added, one after the other: after none, after the first, and so on."""
    blocks = [want_of(road.renderer.artifact(p, flavor, Form.BLOCK), ()).block() for p in road.catalog.patterns]
    return [region.put(hand, blocks[:count]) or b"" for count in range(len(blocks) + 1)]


if __name__ == "__main__":
    main()
