"""A flavor that there is not: wherever somebody writes one, the nearest is suggested."""

from __future__ import annotations

from pathlib import Path

import pytest

from made import catalog, pattern, run, target
from session_memory.distribute.flavors import OURS, table

SLIPS = [
    ("antigravty", "antigravity"),
    ("claude-code", "claude"),
    ("Continue", "continue"),
    ("coplit", "copilot"),
    ("curser", "cursor"),
    ("gemini-cli", "gemini"),
    ("juni", "junie"),
    ("open-code", "opencode"),
    ("qwen-code", "qwen"),
    ("gooze", "goose"),
    ("roo-code", "roo"),
    ("factory-droid", "droid"),
]


@pytest.mark.parametrize(("slip", "meant"), SLIPS)
def test_a_slip_suggests_the_flavor_that_is_meant(tmp_path: Path, slip: str, meant: str) -> None:
    """On the command line, when a repository is registered, in its file, and in a hint of a pattern."""
    root = catalog(tmp_path, "usual", hinted=pattern("hinted", rendering_hints=f"{{{slip}: {{order: 3}}}}"))
    shop = target(root, "shop", {"README.md": "# Shop\n"}, flavors=f"claude, {slip}")
    asked = run(root, "distribute", "shop", "--flavor", slip)
    assert asked.code == 2 and asked.err == f"error: there is no flavor {slip!r}\n  next: did you mean {meant}?"
    adopted = run(root, "adopt", str(shop), "--flavor", slip)
    assert adopted.code == 2 and adopted.err.endswith(f"did you mean {meant}?")
    told = [line for line in run(root, "check").out.splitlines() if f"SM164 there is no flavor `{slip}`" in line]
    assert [line.partition(":")[0] for line in told] == ["catalog/patterns/hinted.md", "catalog/repos/shop.md"]
    assert all(line.endswith(f"(did you mean `{meant}`?)") for line in told)


def test_a_name_like_none_gets_the_whole_list(tmp_path: Path) -> None:
    """So that nobody has to look for it elsewhere."""
    root = catalog(tmp_path, "usual")
    shop = target(root, "shop", {"README.md": "# Shop\n"})
    listed = ", ".join(sorted(table()))
    assert run(root, "distribute", "shop", "--flavor", "xyzzy").err.endswith(f"there are: {listed}")
    assert run(root, "adopt", str(shop), "--flavor", "xyzzy").err.endswith(f"there are: {listed}")
    assert all(distributor.flavor in listed for distributor in OURS)
