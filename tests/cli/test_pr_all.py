"""`session-memory pr --all`: what waits in every repo is pushed once, no faster than policy wants."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.forge_fakes import bare, forgejo, lines
from made import Said, catalog, git, target, write
from session_memory.changes.record.events import trail
from steps import BRANCH, applied, kinds, merge, refs, step, sure

NAMES = ("depot", "shop", "till")


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        """It is some day in 2026."""
        self.now = 1_790_000_000.0
        self.slept = 0.0
        self.killed_after: float | None = None

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += seconds
        if self.killed_after is not None and self.slept > self.killed_after:
            raise RuntimeError("killed")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("session_memory.cli.writing.pace.time", clock)
    return clock


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog with three targets, each with a remote, and a change on a branch of each."""
    root = catalog(tmp_path / "catalog-of-ours", "a")
    for name in NAMES:
        folder = target(root, name, {"AGENTS.md": "by hand\n"}, flavors="codex", more="forge: forgejo\n")
        git(folder, "remote", "add", "origin", str(bare(tmp_path / f"{name}.git")))
        git(folder, "push", "-q", "origin", "main")
        forgejo(tmp_path / f"{name}.git")
        applied(root, name, BRANCH)
    return root


def rate(root: Path, pushes: int = 30, requests: int = 200) -> None:
    write(root / "catalog/policy.yaml", f"rate: {{pushes_per_minute: {pushes}, requests_per_hour: {requests}}}\n")


def asked(root: Path) -> list[str]:
    """The repos whose remote was asked, each as often as it was."""
    return [name for name in NAMES for _ in lines(root.parent / f"{name}.git/asked")]


def every(root: Path) -> Said:
    return step(root, "pr", "--all")


def test_everything_that_waits_is_pushed_in_order(root: Path, clock: Clock) -> None:
    """Once; run again it has nothing to do."""
    said = every(root)
    assert (said.code, said.err) == (0, "")
    assert [line.split(":")[0] for line in said.out.splitlines() if not line.startswith(" ")] == list(NAMES)
    assert asked(root) == list(NAMES)
    assert all(kinds(root, name)[-1] == "requested" for name in NAMES)
    assert every(root).out == "nothing waits to be pushed\n"
    assert asked(root) == list(NAMES)


def test_it_waits_for_its_turn_and_says_so(root: Path, clock: Clock) -> None:
    """One at once, the others as fast as policy lets them."""
    rate(root, pushes=6)
    said = every(root)
    assert said.code == 0 and asked(root) == list(NAMES)
    assert said.err.splitlines() == ["waiting 10 s: policy allows 6 pushes a minute"] * 2
    assert clock.slept == pytest.approx(20)


def test_requests_are_counted_by_the_hour(root: Path, clock: Clock) -> None:
    """On a forge where the push is the request it takes a turn of each."""
    rate(root, requests=10)
    assert "waiting 360 s: policy allows 10 requests an hour" in every(root).err
    assert clock.slept == pytest.approx(720)


def test_a_run_that_was_stopped_goes_on(root: Path, clock: Clock) -> None:
    """What was pushed is not pushed again, and the bucket is not full again."""
    rate(root, pushes=6)
    clock.killed_after = 5
    with pytest.raises(RuntimeError):
        every(root)
    assert asked(root) == ["depot"]
    clock.killed_after = None
    before = clock.slept
    assert every(root).code == 0
    assert asked(root) == list(NAMES)
    assert clock.slept - before == pytest.approx(20 - before)


def test_one_repo_waits_for_its_turn_as_well(root: Path, clock: Clock) -> None:
    """The rate is one for all commands."""
    rate(root, pushes=6)
    assert step(root, "pr", "shop").err == ""
    assert "waiting 10 s" in step(root, "pr", "till").err


def test_a_clock_that_was_set_back_keeps_nobody_waiting(root: Path, clock: Clock) -> None:
    """Nor does it give more than one would get otherwise."""
    rate(root, pushes=6)
    sure(root, "pr", "depot")
    clock.now -= 1_000_000
    assert every(root).code == 0
    assert clock.slept == pytest.approx(20)


def test_a_damaged_note_is_written_anew(root: Path, clock: Clock) -> None:
    """After one wait, since nobody knows what was asked."""
    write(root / ".session-memory/rate.json", "{half")
    assert "waiting" in every(root).err and asked(root) == list(NAMES)
    assert set(json.loads((root / ".session-memory/rate.json").read_bytes())["buckets"]) == {"pushes", "requests"}


def test_nothing_allowed_is_denied(root: Path, clock: Clock) -> None:
    """Exit 5 with the key to raise; nothing is pushed, and nothing sleeps for ever."""
    rate(root, pushes=0)
    said = every(root)
    assert said.code == 5 and "policy allows no pushes" in said.err and "`pushes_per_minute`" in said.err
    assert asked(root) == [] and clock.slept == 0


def test_what_goes_wrong_in_one_repo_does_not_stop_the_others(root: Path, clock: Clock) -> None:
    """It is told with its name, and the exit code is its."""
    git(root / "targets/depot", "remote", "remove", "origin")
    said = every(root)
    assert said.code == 2 and said.err.startswith("depot: error: ") and asked(root) == ["shop", "till"]
    assert every(root).code == 2


def test_what_somebody_merged_is_not_pushed(root: Path, clock: Clock) -> None:
    """Nor what was taken back, nor what a repo has that is switched off."""
    shop, depot = root / "targets/shop", root / "targets/depot"
    (branch,) = [name for name in refs(shop) if "session-memory" in name]
    merge(shop, branch)
    git(shop, "update-ref", "-d", branch)
    file = root / "catalog/repos/till.md"
    write(file, file.read_text().replace("name: till\n", "name: till\nenabled: false\n"))
    git(depot, "remote", "remove", "origin")
    sure(root, "rollback", "depot")
    said = every(root)
    assert said.code == 0 and asked(root) == [] and "is merged; nothing to push" in said.out


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A catalog with a target in which two patterns wait, each on a branch of its own."""
    root = catalog(tmp_path / "catalog-of-ours", "a", "b")
    shop = target(root, "shop", {"AGENTS.md": "by hand\n"})
    git(shop, "remote", "add", "origin", str(bare(tmp_path / "shop.git")))
    git(shop, "push", "-q", "origin", "main")
    for id in ("a", "b"):
        applied(root, "shop", BRANCH, "--pattern", id)
    return root


def branches(root: Path) -> list[str]:
    """Those of ours, oldest first."""
    return [event.branch for _, event in trail(root, "shop") if event.kind == "applied"]


def at_remote(root: Path) -> set[str]:
    return {name.removeprefix("refs/heads/") for name in refs(root.parent / "shop.git")} - {"main"}


@pytest.mark.parametrize("whom", ["shop", "--all"])
def test_every_branch_that_waits_is_pushed_oldest_first(two: Path, clock: Clock, whom: str) -> None:
    """Not only the last one; again, there is nothing to push."""
    said = step(two, "pr", whom)
    assert (said.code, said.err) == (0, "")
    assert [line.split()[5] for line in said.out.splitlines() if " pushed " in line] == branches(two)
    assert at_remote(two) == set(branches(two))
    assert " pushed " not in step(two, "pr", whom).out


def test_a_run_that_was_stopped_between_two_branches_goes_on(two: Path, clock: Clock) -> None:
    """With the one that is left."""
    forgejo(two.parent / "shop.git")
    file = two / "catalog/repos/shop.md"
    write(file, file.read_text().replace("name: shop\n", "name: shop\nforge: forgejo\n"))
    rate(two, pushes=6)
    clock.killed_after = 5
    with pytest.raises(RuntimeError):
        every(two)
    clock.killed_after = None
    assert every(two).code == 0
    assert len(lines(two.parent / "shop.git/asked")) == 2
    assert every(two).out == "nothing waits to be pushed\n"


def test_a_branch_that_cannot_be_pushed_does_not_stop_a_younger_one(two: Path, clock: Clock) -> None:
    """It is told, and its exit code is the run's."""
    older, younger = branches(two)
    git(two / "targets/shop", "branch", "-f", older, "main")
    said = step(two, "pr", "shop")
    assert said.code == 4 and f"the branch {older} no longer holds our commit" in said.err
    assert at_remote(two) == {younger}


@pytest.mark.parametrize("squashed", [False, True])
def test_a_branch_that_was_merged_does_not_wait(two: Path, clock: Clock, squashed: bool) -> None:
    """By a merge of any kind, its branch being there still; the other one is pushed, though both wrote one file."""
    older, younger = branches(two)
    shop = two / "targets/shop"
    if squashed:
        git(shop, "merge", "-q", "--squash", younger)
        git(shop, "commit", "-qm", "squashed")
        git(shop, "push", "-q", "origin", "main")
    else:
        merge(shop, younger)
    assert every(two).code == 0
    assert at_remote(two) == {older}


def test_an_older_branch_that_is_gone_is_nobodys_business(two: Path, clock: Clock) -> None:
    """A person deleted it: nothing of it is left to push."""
    older, younger = branches(two)
    git(two / "targets/shop", "branch", "-qD", older)
    said = every(two)
    assert (said.code, said.err) == (0, "") and at_remote(two) == {younger}


def test_either_one_or_all(root: Path) -> None:
    """Exit 2 for neither and for both."""
    assert step(root, "pr").code == step(root, "pr", "shop", "--all").code == 2


def test_two_runs_at_once_share_the_rate(root: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The note is held for a moment only: who finds it held looks again."""
    from session_memory import files
    from session_memory.errors import BusyError

    usual, refused = files.locked, [True]

    def held(folder: Path, what: str) -> object:
        if what == "rate.json" and refused:
            refused.pop()
            raise BusyError("another run is at work")
        return usual(folder, what)

    monkeypatch.setattr(files, "locked", held)
    assert step(root, "pr", "shop").code == 0 and not refused
