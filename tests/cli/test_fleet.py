"""`fleet`: how all repos stand, on one screen, whatever their number."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from made import catalog, run, target
from rolled import REPOS, a_rollout, canary_order, progress, stopped
from session_memory.cli.showing.fleet_lines import as_object, lines
from session_memory.cli.showing.fleet_summary import WAITS, Fleet, standing
from session_memory.fleet.kept import begin
from session_memory.model import CellState, Mark, Notice, Repo, State
from session_memory.rollout import Stage
from steps import BRANCH, applied, edit, sure

SCREEN = 40
"""Lines of a terminal that a person need not scroll."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two patterns and three repos: nothing was sent to them yet."""
    catalog(tmp_path, "one-thing", "two-things")
    for name, flavors in (("barn", "claude"), ("mill", "codex"), ("shop", "claude, codex")):
        target(tmp_path, name, {"README.md": "# Here\n"}, flavors=flavors)
    return tmp_path


def told(root: Path) -> dict[str, object]:
    """The object for programs."""
    found: dict[str, object] = json.loads(run(root, "fleet", "--json").out)
    return found


def test_an_empty_catalog_says_what_to_do(tmp_path: Path) -> None:
    """Nothing waits there."""
    catalog(tmp_path, "one-thing")
    said = run(tmp_path, "fleet")
    assert (said.code, said.out) == (0, "no repo is registered yet\n  next: make adopt REPO=path\n")


def test_a_fleet_is_told_from_its_files(root: Path) -> None:
    """Repos by their worst state, what is covered, who waits for what, and the command that comes next."""
    sure(root, "distribute", "barn")
    applied(root, "mill", BRANCH)
    applied(root, "shop")
    said = run(root, "fleet")
    assert said.code == 3
    for line in (
        "3 repos, 2 patterns: 2 of 6 (33 %)",
        "1 repo for a yes: barn",
        "1 repo for a branch to be merged: mill",
    ):
        assert line in said.out, said.out
    assert "next: make approve REPO=barn" in said.out and "next: make pr REPO=mill" in said.out
    assert told(root)["worst"] == {"proposed": 2, "in-sync": 1}


def test_a_calm_fleet_needs_nobody(root: Path) -> None:
    """Exit 0, and no command to run next."""
    for name in ("barn", "mill", "shop"):
        applied(root, name)
    said = run(root, "fleet")
    assert said.code == run(root, "status").code == 0
    assert "(100 %)" in said.out and "next:" not in said.out and "waits" not in said.out


def test_it_ends_like_status(root: Path) -> None:
    """With a hand edit, and with a malformed file."""
    applied(root, "shop")
    edit(root / "targets/shop/AGENTS.md", "with care", "in haste")
    assert run(root, "fleet").code == run(root, "status").code == 3
    (root / "targets/shop/AGENTS.md").write_text("<!-- BEGIN session-memory -->\n")
    assert run(root, "fleet").code == run(root, "status").code == 4


def test_a_rollout_that_waits_is_told(root: Path) -> None:
    """With its stage, its step and the command that comes next; it needs somebody."""
    for name in ("barn", "mill", "shop"):
        applied(root, name)
    begin(root, a_rollout(repos=canary_order(REPOS, "alpha")))
    said = run(root, "fleet")
    assert said.code == 3
    assert "20261121-alpha: running, step 1 of 2 (canary)" in said.out
    assert "next: make approve ROLLOUT=20261121-alpha" in said.out


def test_what_cannot_be_read_is_named_and_the_rest_told(root: Path) -> None:
    """A rollout that somebody changed, and a pattern with findings; exit 1."""
    begin(root, a_rollout(repos=canary_order(REPOS, "alpha")))
    edit(root / "rollouts/20261121-alpha/rollout.json", '"mode"', '"mood"')
    (root / "catalog/patterns/one-thing.md").write_text("---\ntitel: x\n---\n")
    said = run(root, "fleet")
    assert said.code == 1
    assert "rollouts/20261121-alpha/rollout.json" in said.err and "next: make check" in said.err
    assert "3 repos" in said.out


def one(fleet: Fleet, repo: Repo, cells: list[CellState], lost: bool = False) -> None:
    """Add a repo without a proposal."""
    fleet.add(repo, standing(repo, cells, None, unfinished=False, lost=lost))


def big() -> Fleet:
    """Every state, far more of everything than a screen has lines, and names of any length."""
    fleet = Fleet()
    for number in range(600):
        repo = Repo(
            name=f"repo-{number:04}", domain=f"domain-{number % 40:02}-{'x' * 60}", flavors=(f"agent-{number % 9}",)
        )
        state = [*State][number % len(State)]
        cells = [CellState(repo.name, f"pattern-{number % 97:03}-{'y' * 60}", repo.flavors[0], state)]
        waits = Notice("told", ("make approve REPO=x", "make apply REPO=x", "make distribute REPO=x", "")[number % 4])
        fleet.add(repo, standing(repo, cells, waits, unfinished=number % 50 == 0, lost=False))
    return fleet


def test_it_fits_on_a_screen_at_any_size() -> None:
    """What has no room is counted."""
    rollouts = [stopped()] * 20
    told = list(lines(big(), rollouts))
    assert len(told) <= SCREEN and max(map(len, told)) <= 110
    assert told.count("  and 37 more") == 1 and "  and 18 more" in told
    found = as_object(big(), rollouts)
    assert len(found["domains"]) == 40 and len(found["patterns"]) == 97 and len(found["rollouts"]) == 20


def test_every_bar_is_as_long_as_its_share() -> None:
    """What is there at all shows, and all of it is the full length."""
    fleet = Fleet()
    for number in range(1000):
        state = State.EDITED if number == 0 else State.IN_SYNC
        one(fleet, Repo(name=f"r-{number}", flavors=("claude",)), [CellState(f"r-{number}", "p", "claude", state)])
    rows = {line.split()[1]: line for line in lines(fleet, ()) if line.startswith("  ") and line[2] in "≠✓"}
    assert (rows["edited"].split()[-1], rows["in-sync"].split()[-1].count("█")) == ("▏", 23)


def test_repos_of_which_nothing_is_known_are_counted() -> None:
    """One that nobody can reach, and one that no pattern is for."""
    fleet = Fleet()
    one(fleet, Repo(name="far", flavors=("claude",)), [], lost=True)
    one(fleet, Repo(name="bare", flavors=("claude",)), [])
    assert fleet.worst == {State.UNREACHABLE: 1, None: 1}
    assert [line for line in lines(fleet, ()) if "no pattern is for it" in line]


def test_what_was_taken_out_on_a_branch_waits_to_be_merged() -> None:
    """As the mark of its cells says."""
    fleet = Fleet()
    cell = CellState("shop", "alpha", "claude", State.SKIPPED, mark=Mark.WAITS)
    one(fleet, Repo(name="shop", flavors=("claude",)), [cell])
    assert fleet.waits == {WAITS[""]: ["shop"]}


def test_a_rollout_is_told_with_what_its_gates_say() -> None:
    """Those that do not pass, by name."""
    fleet = Fleet()
    one(fleet, Repo(name="shop", flavors=("claude",)), [])
    assert "  20261121-alpha: stopped, step 2 of 2 (all), gates fail: drift" in list(lines(fleet, (stopped(),)))
    assert as_object(fleet, (stopped(),))["rollouts"][0]["verdict"] == "fail"
    assert as_object(fleet, (progress(Stage.RUNNING),))["rollouts"][0]["verdict"] is None


def test_what_was_told_is_told_again_until_something_changes(root: Path) -> None:
    """A file of a target, and a yes."""
    first = run(root, "fleet").out
    assert run(root, "fleet").out == first
    sure(root, "distribute", "barn")
    assert "1 repo for a yes: barn" in run(root, "fleet").out
    applied(root, "barn")
    after = run(root, "fleet").out
    assert "barn" not in after and "2 of 6" in after
    edit(root / "targets/barn/CLAUDE.md", "with care", "in haste")
    assert "edited" in run(root, "fleet").out
