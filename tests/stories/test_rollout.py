"""A rollout as a team lives it: the canary, what goes wrong there, the people's word, the rest, and the way back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from test_full_disk import FILLER, NO_ROOM, SIZE, disk, fill

from fleets import (
    HOST,
    NEW,
    all_the_way,
    applied_events,
    begun,
    changed,
    fleet,
    gate,
    left_over,
    names,
    not_passing,
    progress,
    register,
    roll,
    rolled,
    stepped,
)
from made import GIT, git, run, tree, write
from session_memory.cli.rolling import pins
from session_memory.distribute.agents import codex
from session_memory.rollout import Came, Kind, Phase, Stage, Verdict
from steps import ADA, BEN, dirty, edit, lie, merge, refs, states, step, sure

REPOS = names(11)
ALPHA = ("--pattern", "alpha")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog with one pattern that is everywhere, and has just been changed."""
    root = fleet(tmp_path / "house", REPOS)
    all_the_way(root, *ALPHA, "--in-place", "--steps", "100")
    for repo in REPOS:
        committed(root, repo)
    changed(root)
    return root


def committed(root: Path, repo: str) -> None:
    """What stands in a target is committed there."""
    git(folder(root, repo), "add", "-A")
    git(folder(root, repo), "commit", "-q", "-m", "as the team likes it")


def folder(root: Path, repo: str) -> Path:
    return root / "targets" / repo


def host(root: Path, repo: str) -> Path:
    return folder(root, repo) / "AGENTS.md"


def has_new(root: Path) -> set[str]:
    """The repos in whose file the new text stands."""
    return {repo for repo in REPOS if f"Do alpha as of {NEW}" in host(root, repo).read_text()}


def canary(root: Path, id: str) -> tuple[str, ...]:
    return progress(root, id).rollout.step(1).repos


def came(root: Path, id: str, repo: str, phase: Phase = Phase.APPLIED) -> tuple[Came, str]:
    """What came of a repo of the step that the rollout is at."""
    found = progress(root, id)
    result = found.of(found.step, phase)[repo]
    return result.came, result.why


# --- the whole way --------------------------------------------------------------------------------------


def test_a_change_goes_from_the_canary_to_everybody(root: Path) -> None:
    """Each step reaches its repos and no other one; at the end everything is as the catalog has it."""
    id = begun(root, *ALPHA, "--in-place")
    assert has_new(root) == set() and progress(root, id).stage is Stage.RUNNING
    reached: set[str] = set()
    for part in progress(root, id).rollout.steps:
        reached |= set(part.repos)
        stepped(root, id)
        assert has_new(root) == reached
        rolled(root, "promote", id)
    assert reached == set(REPOS) and progress(root, id).stage is Stage.DONE
    assert run(root, "status").code == 0
    assert {applied_events(root, repo) for repo in REPOS} == {2}
    assert roll(root, "show", id).code == 0 and rolled(root, "audit", id)


def test_on_branches_a_step_waits_until_somebody_has_merged(root: Path) -> None:
    """Nothing but a branch is written; until it is merged the gate cannot say, and names what to merge."""
    id = begun(root, *ALPHA)
    rolled(root, "approve", id)
    first = canary(root, id)
    before = {repo: lie(folder(root, repo)) for repo in first}
    said = roll(root, "apply", id)
    assert said.code == 3 and gate(root, id, "all in sync").verdict is Verdict.INCONCLUSIVE
    assert all(repo in gate(root, id, "all in sync").why for repo in first) and "merge" in said.out
    assert before == {repo: lie(folder(root, repo)) for repo in first}
    assert roll(root, "promote", id).code == 3 and progress(root, id).step == 1

    branches = {r.repo: r.branch for r in progress(root, id).of(1, Phase.APPLIED).values()}
    merge(folder(root, first[0]), branches[first[0]])
    said = roll(root, "apply", id)
    assert said.code == 3 and first[0] not in gate(root, id, "all in sync").why
    for repo in first[1:]:
        merge(folder(root, repo), branches[repo])
    rolled(root, "apply", id)
    rolled(root, "promote", id)
    assert progress(root, id).step == 2 and has_new(root) == set(first)
    assert {applied_events(root, repo) for repo in first} == {2}


def test_two_rollouts_follow_each_other(root: Path) -> None:
    """Each is a folder of its own; the second one brings what has changed since, and both stay complete."""
    first = all_the_way(root, *ALPHA, "--in-place")
    changed(root, version="1.2.0")
    second = all_the_way(root, *ALPHA, "--in-place")
    assert second > first and all("as of 1.2.0" in host(root, repo).read_text() for repo in REPOS)
    assert [rolled(root, "audit", id) != "" for id in (first, second)] == [True, True]
    assert [line.split(":")[0] for line in rolled(root, "list").splitlines()][-2:] == [first, second]


def test_where_nothing_is_pending_nothing_is_written(root: Path) -> None:
    """A rollout of what everybody has goes through without a word from anybody but the promotions."""
    all_the_way(root, *ALPHA, "--in-place")
    before = {repo: lie(folder(root, repo)) for repo in REPOS}
    id = begun(root, *ALPHA, "--in-place", "--steps", "100")
    assert {r.came for r in progress(root, id).results} == {Came.NOTHING}
    rolled(root, "apply", id)
    rolled(root, "promote", id)
    assert before == {repo: lie(folder(root, repo)) for repo in REPOS}


# --- whose word it is -----------------------------------------------------------------------------------


def test_nothing_is_written_that_nobody_approved(root: Path) -> None:
    """The step waits, and says so."""
    id = begun(root, *ALPHA, "--in-place")
    assert roll(root, "apply", id).code == 3 and has_new(root) == set()
    assert came(root, id, canary(root, id)[0])[0] is Came.WAITS
    stepped(root, id)
    assert has_new(root) == set(canary(root, id))


def test_a_promotion_is_bound_to_what_the_report_said(root: Path) -> None:
    """Somebody edits our text after the report: no promotion, a new report that names the repo, and a stop."""
    id = begun(root, *ALPHA, "--in-place")
    stepped(root, id)
    first = canary(root, id)[0]
    before = progress(root, id).report
    edit(host(root, first), "Do alpha", "Never do alpha")
    said = roll(root, "promote", id)
    assert said.code in (3, 4) and progress(root, id).step == 1
    assert progress(root, id).report != before
    assert gate(root, id, "no drift").repos == (first,) and progress(root, id).stage is Stage.STOPPED
    assert roll(root, "promote", id).code == 4

    edit(host(root, first), "Never do alpha", "Do alpha")
    rolled(root, "apply", id)
    rolled(root, "promote", id)


def test_a_person_can_name_the_report_that_they_read(root: Path) -> None:
    """Any other digest is refused, with the one that there is."""
    id = begun(root, *ALPHA, "--in-place")
    stepped(root, id)
    report = progress(root, id).report
    assert report is not None
    said = roll(root, "promote", id, "--report", "0" * 12)
    assert said.code == 3 and report[0][:12] in said.err and progress(root, id).step == 1
    rolled(root, "promote", id, "--report", report[0][:12])
    assert progress(root, id).happenings[-1].report == report[0]


def test_without_a_report_there_is_nothing_to_promote(root: Path) -> None:
    """A promotion before anything was written says what comes first."""
    id = begun(root, *ALPHA, "--in-place")
    said = roll(root, "promote", id)
    assert said.code == 3 and f"make apply ROLLOUT={id}" in said.err


def test_a_paused_rollout_does_nothing_until_it_is_resumed(root: Path) -> None:
    """Neither approving, applying nor promoting."""
    id = begun(root, *ALPHA, "--in-place")
    assert roll(root, "resume", id).code == 2
    rolled(root, "pause", id, "--reason", "a release is going on", by=BEN)
    for verb in ("approve", "apply", "promote"):
        said = roll(root, verb, id)
        assert said.code == 2 and "paused" in said.err and "resume" in said.err
    assert has_new(root) == set()
    rolled(root, "resume", id)
    stepped(root, id)
    assert [one.kind for one in progress(root, id).happenings] == [Kind.PAUSED, Kind.RESUMED, Kind.APPROVED]


def test_an_aborted_rollout_is_over_and_what_it_wrote_stands(root: Path) -> None:
    """Until somebody takes it back, which is offered."""
    id = begun(root, *ALPHA, "--in-place")
    stepped(root, id)
    first = set(canary(root, id))
    said = rolled(root, "abort", id, "--reason", "it confuses codex")
    assert f"make rollback ROLLOUT={id}" in said and has_new(root) == first
    for verb in ("approve", "apply", "promote", "pause", "abort"):
        assert roll(root, verb, id).code == 2, verb
    assert run(root, "status", next(iter(first))).code == 0
    rolled(root, "rollback", id)
    assert has_new(root) == set() and progress(root, id).stage is Stage.BACK


# --- who is in it ---------------------------------------------------------------------------------------


def test_critical_repos_are_in_the_canary(root: Path) -> None:
    """However small it is."""
    for repo in (REPOS[3], REPOS[8]):
        register(root, repo, "critical: true\n")
    id = begun(root, *ALPHA, "--in-place")
    assert {REPOS[3], REPOS[8]} < set(canary(root, id)) and len(canary(root, id)) <= 4


def test_a_repo_that_joins_later_changes_nothing(root: Path) -> None:
    """The order is frozen: the newcomer is of the next rollout."""
    id = begun(root, *ALPHA, "--in-place")
    stepped(root, id)
    before = progress(root, id).rollout
    shutil.copytree(folder(root, REPOS[0]), folder(root, "repo-0099"))
    register(root, "repo-0099")
    rolled(root, "promote", id)
    while progress(root, id).stage is not Stage.DONE:
        stepped(root, id)
        rolled(root, "promote", id)
    assert progress(root, id).rollout == before and has_new(root) == set(REPOS)
    assert "repo-0099" not in {unit.repo for unit in before.units}


def test_only_the_domain_or_the_repos_that_were_asked_for(root: Path) -> None:
    """And what there is not is refused with the nearest name."""
    id = begun(root, *ALPHA, "--domain", "mills", "--in-place", "--steps", "100")
    assert {unit.domain for unit in progress(root, id).rollout.units} == {"mills"}
    rolled(root, "abort", id)
    one = begun(root, *ALPHA, "--repo", REPOS[1], "--in-place")
    assert [unit.repo for unit in progress(root, one).rollout.units] == [REPOS[1]]
    for wrong in (("--domain", "mill"), ("--repo", "repo-000"), ("--pattern", "alph")):
        said = roll(root, "new", *wrong)
        assert said.code == 2 and "did you mean" in said.err.lower(), said


SKIPPED: dict[str, Callable[[Path, str], object]] = {
    "held": lambda root, repo: sure(root, "rollback", repo),
    "exempt": lambda root, repo: sure(
        root, "exempt", repo, "alpha", "--reason", "theirs is better", "--days", "30", "--owner", "Ada"
    ),
    "rejected": lambda root, repo: (
        sure(root, "distribute", repo, *ALPHA),
        sure(root, "reject", repo, "--reason", "not for us"),
    ),
}


@pytest.mark.parametrize("why", SKIPPED)
def test_a_repo_that_is_not_meant_to_get_it_is_skipped_with_the_reason(root: Path, why: str) -> None:
    """It keeps nobody waiting, and nothing of it is touched."""
    repo = REPOS[4]
    SKIPPED[why](root, repo)
    before = lie(folder(root, repo))
    id = begun(root, *ALPHA, "--in-place", "--steps", "100")
    result = progress(root, id).of(1, Phase.PROPOSED)[repo]
    assert result.came is Came.SKIPPED and why in result.why, result
    stepped(root, id)
    rolled(root, "promote", id)
    assert progress(root, id).stage is Stage.DONE and lie(folder(root, repo)) == before
    assert has_new(root) == set(REPOS) - {repo}


def test_a_repo_that_is_not_enabled_is_not_in_it(root: Path) -> None:
    """As everywhere else."""
    register(root, REPOS[4], "enabled: false\n")
    id = begun(root, *ALPHA, "--in-place", "--steps", "100")
    assert REPOS[4] not in {unit.repo for unit in progress(root, id).rollout.units}


# --- what it rests on -----------------------------------------------------------------------------------


def _pinned(name: str) -> Callable[[Path, pytest.MonkeyPatch], Callable[[], object]]:
    """Something of the program is another one."""

    def change(root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], object]:
        monkeypatch.setattr(pins, name, "another")
        return monkeypatch.undo

    return change


def _contract(root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], object]:
    """An agent is known to have changed."""
    known = codex.DISTRIBUTOR.contract
    object.__setattr__(codex.DISTRIBUTOR, "contract", replace(known, holds_for="99.0.0"))
    return lambda: object.__setattr__(codex.DISTRIBUTOR, "contract", known)


def _file(path: str, text: str) -> Callable[[Path, pytest.MonkeyPatch], Callable[[], object]]:
    def change(root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], object]:
        before = (root / path).read_text() if (root / path).exists() else None
        write(root / path, (before or "") + text)
        return lambda: (root / path).unlink() if before is None else write(root / path, before)

    return change


MOVED = {
    "pattern alpha": _file("catalog/patterns/alpha.md", "\n## Why\n\nBecause.\n"),
    "policy": _file("catalog/policy.yaml", "min_confidence: 0.2\n"),
    "templates": _pinned("RENDERER"),
    "tool": _pinned("__version__"),
    "flavors": _contract,
}


@pytest.mark.parametrize("what", MOVED)
def test_what_it_rests_on_may_not_move(root: Path, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run refuses, says which, and writes nothing; put back, it goes on."""
    id = begun(root, *ALPHA, "--in-place")
    rolled(root, "approve", id)
    before = {repo: lie(folder(root, repo)) for repo in REPOS}
    put_back = MOVED[what](root, monkeypatch)
    try:
        said = roll(root, "apply", id)
    finally:
        put_back()
    assert said.code == 3 and f"not as it was when it was made: {what}\n" in said.err, said
    assert before == {repo: lie(folder(root, repo)) for repo in REPOS}
    rolled(root, "apply", id)


def test_the_file_of_a_repo_may_not_move_in_its_own_step(root: Path) -> None:
    """What another step has is checked when its turn comes."""
    id = begun(root, *ALPHA, "--in-place")
    last = progress(root, id).rollout.steps[-1].repos[0]
    path = root / "catalog" / "repos" / f"{last}.md"
    text = path.read_text()
    write(path, text.replace("A target.", "The target."))
    stepped(root, id)
    rolled(root, "promote", id)
    stepped(root, id)
    said = roll(root, "promote", id)
    assert said.code == 3 and f"the file of repo {last}" in said.err
    assert progress(root, id).step == 2
    write(path, text)
    rolled(root, "promote", id)
    stepped(root, id)
    rolled(root, "promote", id)


# --- what goes wrong in a step --------------------------------------------------------------------------


def test_a_hand_edit_stops_the_step_until_it_is_mended(root: Path) -> None:
    """It is named, the other repos of the step are done, the edit is left as it is; mended, the same command passes."""
    id = begun(root, *ALPHA, "--in-place", "--steps", "100")
    rolled(root, "approve", id)
    edited = REPOS[5]
    edit(host(root, edited), "Do alpha with care", "Do alpha with joy")
    before = lie(folder(root, edited))
    said = roll(root, "apply", id)
    assert said.code == 4 and edited in said.out and progress(root, id).stage is Stage.STOPPED
    assert has_new(root) == set(REPOS) - {edited} and lie(folder(root, edited)) == before
    assert gate(root, id, "no new conflict").repos == (edited,)

    edit(host(root, edited), "Do alpha with joy", "Do alpha with care")
    said = roll(root, "apply", id)
    assert said.code == 0, said
    rolled(root, "promote", id)
    assert has_new(root) == set(REPOS) and progress(root, id).stage is Stage.DONE
    assert {applied_events(root, repo) for repo in REPOS} == {2}


def test_text_of_others_that_came_meanwhile_needs_another_yes_for_that_repo_alone(root: Path) -> None:
    """The proposal was read on another file: it is made anew, and the second yes asks nobody twice."""
    id = begun(root, *ALPHA, "--in-place", "--steps", "100")
    rolled(root, "approve", id)
    busy = REPOS[6]
    write(host(root, busy), host(root, busy).read_text() + "\nA new rule of ours.\n")
    said = roll(root, "apply", id)
    assert said.code == 3 and came(root, id, busy)[0] is Came.WAITS and busy in said.out
    rolled(root, "approve", id)
    rolled(root, "apply", id)
    assert "A new rule of ours." in host(root, busy).read_text() and has_new(root) == set(REPOS)


def test_a_malformed_host_stops_the_step_until_it_is_mended(root: Path) -> None:
    """Line and file are told; nothing of it is written; mended, it gets its proposal and its change."""
    bad = REPOS[2]
    text = host(root, bad).read_text()
    write(host(root, bad), text + "\n<!-- BEGIN session-memory -->\n")
    before = lie(folder(root, bad))
    id = begun(root, *ALPHA, "--in-place", "--steps", "100", code=4)
    rolled(root, "approve", id)
    said = roll(root, "apply", id)
    assert said.code == 4 and bad in said.out and "AGENTS.md" in said.out
    assert lie(folder(root, bad)) == before and has_new(root) == set(REPOS) - {bad}
    write(host(root, bad), text)
    roll(root, "apply", id)
    stepped(root, id)
    rolled(root, "promote", id)
    assert has_new(root) == set(REPOS)


def test_a_repo_out_of_reach_keeps_the_step_waiting(root: Path) -> None:
    """The others go on; back in reach, it is proposed, approved and done like them."""
    away = REPOS[7]
    folder(root, away).rename(root / "away")
    id = begun(root, *ALPHA, "--in-place", "--steps", "100", code=3)
    rolled(root, "approve", id)
    said = roll(root, "apply", id)
    assert said.code == 3 and away in said.out
    assert gate(root, id, "all in sync").repos == (away,) and gate(root, id, "coverage").repos == (away,)
    (root / "away").rename(folder(root, away))
    assert roll(root, "apply", id).code == 3 and came(root, id, away)[0] is Came.WAITS
    stepped(root, id)
    rolled(root, "promote", id)
    assert has_new(root) == set(REPOS)


def test_a_repo_that_goes_away_between_yes_and_apply(root: Path) -> None:
    """Its yes still counts when it is back."""
    id = begun(root, *ALPHA, "--in-place", "--steps", "100")
    rolled(root, "approve", id)
    folder(root, REPOS[7]).rename(root / "away")
    assert roll(root, "apply", id).code == 3
    (root / "away").rename(folder(root, REPOS[7]))
    rolled(root, "apply", id)
    assert has_new(root) == set(REPOS)


def test_a_full_disk_in_the_middle_costs_nothing(root: Path) -> None:
    """Of one target: it is named and keeps its file, the others are done; with room again the same command ends it."""
    full = REPOS[5]
    id = begun(root, *ALPHA, "--in-place", "--steps", "100")
    rolled(root, "approve", id)
    before = lie(folder(root, full))
    with disk(folder(root, full)):
        filler = folder(root, full) / ".git" / FILLER
        fill(filler, 0)
        said = roll(root, "apply", id)
        assert said.code in (3, 4) and full in said.out and NO_ROOM.search(said.out), said
        assert lie(folder(root, full)) == before and has_new(root) == set(REPOS) - {full}
        filler.unlink()
        rolled(root, "apply", id)
        assert has_new(root) == set(REPOS) and list(left_over(root)) == []
    assert {applied_events(root, repo) for repo in REPOS} == {2}


def test_a_full_disk_under_the_rollout_itself_costs_nothing(root: Path) -> None:
    """Results cannot be written down: it is said, and with room again each repo has its change once."""
    id = begun(root, *ALPHA, "--in-place", "--steps", "100")
    rolled(root, "approve", id)
    with disk(root / "rollouts", 8 * SIZE):
        filler = root / "rollouts" / FILLER
        fill(filler, 3)
        command = [sys.executable, "-m", "session_memory", "--root", str(root), "rollout", "apply", id, "--by", ADA]
        ran = subprocess.run([*command, "--workers", "2"], env=os.environ | GIT, capture_output=True, check=False)
        said = (ran.stdout + ran.stderr).decode()
        assert ran.returncode == 1 and NO_ROOM.search(said) and "Traceback" not in said, said
        filler.unlink()
        rolled(root, "apply", id)
        assert has_new(root) == set(REPOS) and list(left_over(root)) == []
        rolled(root, "audit", id)
    assert {applied_events(root, repo) for repo in REPOS} == {2}


def test_two_people_who_apply_at_the_same_time(root: Path) -> None:
    """Each repo gets its change once; both are told how it stands, or the second one that somebody is at it."""
    id = begun(root, *ALPHA, "--in-place", "--steps", "100")
    rolled(root, "approve", id)
    command = [sys.executable, "-m", "session_memory", "--root", str(root), "rollout", "apply", id, "--workers", "2"]
    both = [
        subprocess.Popen([*command, "--by", by], env=os.environ | GIT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for by in (ADA, BEN)
    ]
    told = [(one.communicate()[0].decode(), one.returncode) for one in both]
    assert all("Traceback" not in said and code in (0, 3, 6) for said, code in told), told
    rolled(root, "apply", id)
    rolled(root, "audit", id)
    assert {applied_events(root, repo) for repo in REPOS} == {2} and has_new(root) == set(REPOS)


# --- the way back ---------------------------------------------------------------------------------------


def mixed(root: Path) -> Path:
    """Some targets have no file yet, one has a mode of its own, one has line ends of its own."""
    for repo in REPOS[:3]:
        git(folder(root, repo), "rm", "-q", "AGENTS.md")
        git(folder(root, repo), "commit", "-q", "-m", "none")
    host(root, REPOS[3]).chmod(0o640)
    write(host(root, REPOS[4]), HOST.replace("\n", "\r\n").rstrip().encode())
    return root


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A catalog whose pattern is nowhere yet; one part of it is a skill in a folder of its own."""
    root = fleet(tmp_path / "house", REPOS, "alpha", "beta")
    write(
        root / "catalog" / "patterns" / "beta.md",
        (root / "catalog" / "patterns" / "beta.md")
        .read_text()
        .replace("provenance:", "rendering_hints: {claude: {form: skill}, codex: {form: skill}}\nprovenance:"),
    )
    return mixed(root)


def test_taking_all_back_leaves_nothing_of_it(fresh: Path) -> None:
    """Bytes, modes, files and folders that were made; nothing of it is proposed again; twice is once."""
    before = {repo: lie(folder(fresh, repo)) for repo in REPOS}
    id = all_the_way(fresh, "--in-place")
    assert all(lie(folder(fresh, repo)) != before[repo] for repo in REPOS)
    said = rolled(fresh, "rollback", id, "--reason", "it slows builds")
    assert before == {repo: lie(folder(fresh, repo)) for repo in REPOS}
    assert f"taken back: {len(REPOS)} local" in said and progress(fresh, id).stage is Stage.BACK

    sure(fresh, "distribute", "--all")
    assert list((fresh / "proposals").rglob("changes.patch")) == []
    assert list(left_over(fresh)) == []
    after = tree(fresh)
    assert "nothing of it stands" in rolled(fresh, "rollback", id) and tree(fresh) == after
    rolled(fresh, "audit", id)


def test_taking_one_step_back_leaves_the_other_steps(root: Path) -> None:
    """The rollout is over with it; the rest can be taken back later."""
    before = {repo: lie(folder(root, repo)) for repo in REPOS}
    id = begun(root, *ALPHA, "--in-place")
    for _ in range(2):
        stepped(root, id)
        rolled(root, "promote", id)
    first, second = (set(one.repos) for one in progress(root, id).rollout.steps[:2])
    rolled(root, "rollback", id, "--step", "2")
    assert has_new(root) == first and progress(root, id).stage is Stage.ABORTED
    assert all(lie(folder(root, repo)) == before[repo] for repo in second)
    rolled(root, "rollback", id)
    assert has_new(root) == set() and progress(root, id).stage is Stage.BACK
    assert before == {repo: lie(folder(root, repo)) for repo in REPOS}


def test_what_somebody_edited_since_is_not_taken_back(root: Path) -> None:
    """Exit code 4 names the repo, the others are back; mended, running again takes back the rest."""
    id = begun(root, *ALPHA, "--in-place", "--steps", "100")
    stepped(root, id)
    edit(host(root, REPOS[5]), "Do alpha as of", "Enjoy alpha as of")
    before = lie(folder(root, REPOS[5]))
    said = roll(root, "rollback", id)
    assert said.code == 4 and REPOS[5] in said.out and "1 not taken back" in said.out
    assert has_new(root) == set() and lie(folder(root, REPOS[5])) == before
    edit(host(root, REPOS[5]), "Enjoy alpha as of", "Do alpha as of")
    rolled(root, "rollback", id)
    assert progress(root, id).stage is Stage.BACK and has_new(root) == set()


def test_text_of_others_beside_ours_stays_when_it_is_taken_back(root: Path) -> None:
    """Somebody wrote below the region since."""
    before = {repo: host(root, repo).read_text() for repo in REPOS}
    id = begun(root, *ALPHA, "--in-place", "--steps", "100")
    stepped(root, id)
    for repo in REPOS:
        write(host(root, repo), host(root, repo).read_text() + "\nTheirs.\n")
    rolled(root, "rollback", id)
    assert {repo: text + "\nTheirs.\n" for repo, text in before.items()} == {
        repo: host(root, repo).read_text() for repo in REPOS
    }


def test_branches_that_nobody_merged_just_go(root: Path) -> None:
    """All of it was local."""
    before = {repo: (lie(folder(root, repo)), refs(folder(root, repo))) for repo in REPOS}
    id = begun(root, *ALPHA, "--steps", "100")
    rolled(root, "approve", id)
    assert roll(root, "apply", id).code == 3
    said = rolled(root, "rollback", id)
    assert f"taken back: {len(REPOS)} local" in said
    assert before == {repo: (lie(folder(root, repo)), refs(folder(root, repo))) for repo in REPOS}


def test_the_split_into_local_pushed_and_merged_is_honest(root: Path) -> None:
    """What was merged comes back as a branch to merge; what was pushed is still at the remote; both are said."""
    pushed, merged = REPOS[0], REPOS[1]
    git(root, "init", "-q", "--bare", str(root / "remote.git"))
    git(folder(root, pushed), "remote", "add", "origin", str(root / "remote.git"))
    id = begun(root, *ALPHA, "--steps", "100")
    rolled(root, "approve", id)
    assert roll(root, "apply", id).code == 3
    branches = {r.repo: r.branch for r in progress(root, id).of(1, Phase.APPLIED).values()}
    git(folder(root, pushed), "push", "-q", "origin", branches[pushed])
    merge(folder(root, merged), branches[merged])
    said = roll(root, "rollback", id)
    split = next(line for line in said.out.splitlines() if line.startswith("taken back: "))
    assert said.code == 3 and split.startswith(f"taken back: {len(REPOS) - 2} local, 1 pushed"), said.out
    assert "1 merged" in split
    named = [line for line in said.out.splitlines() if line.startswith((f"  {pushed}: ", f"  {merged}: "))]
    assert len(named) == 2
    assert dirty(folder(root, merged)) == ""
    back = next(r for r in progress(root, id).results if r.phase is Phase.BACK and r.repo == merged)
    merge(folder(root, merged), back.branch)
    assert states(root, merged) <= {"skipped", "outdated", "in-sync"}
    assert f"as of {NEW}" not in host(root, merged).read_text()


def test_the_last_of_two_rollouts_goes_back_to_the_first(root: Path) -> None:
    """Byte for byte."""
    all_the_way(root, *ALPHA, "--in-place")
    between = {repo: lie(folder(root, repo)) for repo in REPOS}
    changed(root, version="1.2.0")
    second = all_the_way(root, *ALPHA, "--in-place")
    rolled(root, "rollback", second)
    assert between == {repo: lie(folder(root, repo)) for repo in REPOS}


def test_json_tells_the_same(root: Path) -> None:
    """For programs: one object, and the same exit code."""
    id = begun(root, *ALPHA, "--in-place")
    stepped(root, id)
    said = roll(root, "show", id, "--json")
    told = json.loads(said.out)
    assert said.code == 3 and told["stage"] == "waits" and told["rollout"]["id"] == id
    assert not_passing(root, id) == {} and step(root, "fleet").code in (0, 3)
