"""Ceilings of a run over many repos, as applying keeps them."""

from __future__ import annotations

from pathlib import Path

import pytest

from made import catalog, target, write
from session_memory.changes.gate.ceilings import Run
from session_memory.cli.writing.applying import apply_saved
from session_memory.cli.writing.clock import now
from session_memory.cli.writing.transact import at_desk
from session_memory.errors import DeniedError
from steps import ADA, IN_PLACE, approved, step, sure

LATER = "2999-12-31"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog with one target that waits for being applied."""
    root = catalog(tmp_path / "catalog-of-ours", "a")
    target(root, "shop", {"AGENTS.md": "by hand\n"}, flavors="codex")
    approved(root, "shop")
    return root


def policy(root: Path, limit: int, *overrides: str) -> None:
    rows = "".join(f"  - {row}\n" for row in overrides)
    write(
        root / "catalog/policy.yaml", f"ceilings: {{files_per_run: {limit}}}\n" + (f"overrides:\n{rows}" * bool(rows))
    )


def test_what_a_run_has_written_elsewhere_counts(root: Path) -> None:
    """The repo that would be one file too much is denied, and left as it is; alone it may be written."""
    policy(root, 8)
    before = (root / "targets/shop/AGENTS.md").read_bytes()
    with (
        at_desk(root, "shop") as desk,
        pytest.raises(DeniedError, match="9 files in one run, ceiling files_per_run is 8"),
    ):
        apply_saved(desk, IN_PLACE, ADA, now(), Run(frozenset({"till"}), 8, {}))
    assert (root / "targets/shop/AGENTS.md").read_bytes() == before
    sure(root, "apply", "shop", "--in-place")


def test_another_limit_lets_it_through_until_it_ends(root: Path) -> None:
    """Whoever is asked to say yes is told why it may be more here."""
    row = "{ceiling: files_per_run, repos: [shop], limit: 9, reason: it has many, owner: Ada, until: %s}"
    policy(root, 0, row % "2020-01-31")
    denied = step(root, "apply", "shop", "--in-place")
    assert denied.code == 5 and "(what it was in place of that ended on 2020-01-31)" in denied.err
    policy(root, 0, row % LATER)
    sure(root, "apply", "shop", "--in-place")


def test_it_is_told_to_who_has_to_say_yes(root: Path) -> None:
    """With the day, the reason and whom to ask."""
    sure(root, "reject", "shop", "--reason", "not yet")
    for file in (root / "proposals/shop/decisions").iterdir():
        file.unlink()
    sure(root, "distribute", "shop")
    policy(
        root, 0, f"{{ceiling: files_per_run, repos: [shop], limit: 9, reason: it has many, owner: Ada, until: {LATER}}}"
    )
    said = step(root, "apply", "shop", "--in-place")
    assert said.code == 5 and "rule write-needs-yes" in said.err
    assert f"ceiling files_per_run is 9 here until {LATER}, because it has many (Ada)" in said.err
