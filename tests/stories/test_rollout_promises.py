"""What a rollout must never do, whatever people do beside it and wherever it is killed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from dying import Killed

from fleets import (
    HOST,
    all_the_way,
    applied_events,
    begun,
    changed,
    fleet,
    gate,
    names,
    progress,
    register,
    roll,
    rolled,
    stepped,
)
from made import git, write
from session_memory import files
from session_memory.changes.write.journal import private
from session_memory.cli.rolling import people, work
from session_memory.errors import StaleError
from session_memory.fleet import kept
from session_memory.rollout import Kind, Stage, Verdict
from steps import ADA, edit, last, step, sure

REPOS = names(4)
ALL = ("--in-place", "--steps", "100")
ALPHA = ("--pattern", "alpha")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two patterns, nowhere yet."""
    return fleet(tmp_path / "house", REPOS, "alpha", "beta")


def host(root: Path, repo: str) -> Path:
    return root / "targets" / repo / "AGENTS.md"


def has(root: Path, pattern: str) -> set[str]:
    return {repo for repo in REPOS if f"Do {pattern} with care" in host(root, repo).read_text()}


def test_only_the_proposal_of_the_step_is_written(root: Path) -> None:
    """Another one that somebody laid down and approved meanwhile waits for its own apply."""
    id = begun(root, *ALPHA, *ALL)
    rolled(root, "approve", id)
    sure(root, "distribute", REPOS[0], "--pattern", "beta")
    sure(root, "approve", REPOS[0])
    said = roll(root, "apply", id)
    assert said.code == 3 and REPOS[0] in said.out, said
    assert (has(root, "alpha"), has(root, "beta")) == (set(REPOS[1:]), set())
    stepped(root, id)
    assert has(root, "alpha") == set(REPOS)
    rolled(root, "rollback", id)
    assert {host(root, repo).read_text() for repo in REPOS} == {HOST}


def test_a_repo_is_in_one_open_rollout_at_a_time(root: Path) -> None:
    """The other one is named; what it is done with is free."""
    first = begun(root, *ALPHA, "--in-place", "--steps", "25")
    said = roll(root, "new", "--pattern", "beta", "--in-place")
    assert said.code == 2 and first in said.err, said
    stepped(root, first)
    rolled(root, "promote", first)
    done = progress(root, first).rollout.steps[0].repos[0]
    assert roll(root, "new", "--pattern", "beta", "--repo", done, "--in-place").code == 0


@pytest.mark.parametrize("place", ["the result", "the trail"])
def test_what_a_killed_apply_wrote_is_taken_back_too(root: Path, place: str) -> None:
    """Killed between the target's bytes and the audit trail, or before the result was written down."""
    id = begun(root, *ALPHA, *ALL)
    rolled(root, "approve", id)
    dies = patch.object(kept, "finish", side_effect=Killed)
    if place == "the trail":
        dies = patch("session_memory.cli.writing.transact.record", side_effect=Killed)
    with dies, pytest.raises(Killed):
        roll(root, "apply", id, "--workers", "1")
    assert len(has(root, "alpha")) == 1
    rolled(root, "rollback", id)
    rolled(root, "audit", id)
    assert {host(root, repo).read_text() for repo in REPOS} == {HOST}


def test_two_promotions_of_one_step_are_one(root: Path) -> None:
    """The second one is told that it comes too late, and no step is passed by."""
    id = begun(root, *ALPHA, "--in-place")
    stepped(root, id)
    before = progress(root, id)
    rolled(root, "promote", id)
    with pytest.raises(StaleError, match="at the same time"):
        people.happen(root, before, Kind.PROMOTED, ADA, bound="")
    assert progress(root, id).step == 2


def test_an_abort_stops_a_run_at_work(root: Path) -> None:
    """It finishes the repo that it is at, and begins no other one."""
    id = begun(root, *ALPHA, *ALL)
    rolled(root, "approve", id)
    write_one = work.apply

    def aborted(*arguments: Any) -> object:
        result = write_one(*arguments)
        rolled(root, "abort", id, "--reason", "wrong")
        return result

    with patch.object(work, "apply", aborted):
        said = roll(root, "apply", id, "--workers", "1")
    assert said.code == 3 and len(has(root, "alpha")) == 1, said
    rolled(root, "rollback", id)
    assert has(root, "alpha") == set()


def test_a_canary_that_was_taken_back_passes_no_gate(root: Path) -> None:
    """Whoever takes it back by hand has a reason."""
    id = begun(root, *ALPHA, "--in-place", "--steps", "50")
    stepped(root, id)
    sure(root, "rollback", progress(root, id).rollout.steps[0].repos[0])
    assert roll(root, "apply", id).code == 4
    assert "taken back" in gate(root, id, "no drift").why
    assert roll(root, "promote", id).code == 4


def test_an_old_change_is_not_taken_for_this_one(root: Path) -> None:
    """The target went back without us: the same proposal again is written again."""
    all_the_way(root, *ALPHA, *ALL)
    for repo in REPOS:
        git(root / "targets" / repo, "checkout", "-q", ".")
    all_the_way(root, *ALPHA, *ALL)
    assert has(root, "alpha") == set(REPOS)
    assert {applied_events(root, repo) for repo in REPOS} == {2}


def test_a_document_that_somebody_changed_is_refused(root: Path) -> None:
    """Nothing goes on with it, and no new audit set hides it."""
    id = begun(root, *ALPHA, *ALL)
    path = root / "rollouts" / id / "rollout.json"
    path.write_text(path.read_text().replace('"coverage": 99', '"coverage": 1'))
    for verb in ("approve", "apply", "promote"):
        said = roll(root, verb, id)
        assert said.code == 1 and "rollout.json" in said.err, said
    assert roll(root, "audit", id).code == 1


def test_a_report_that_somebody_changed_is_found_after_other_commands(root: Path) -> None:
    """The promotion names the report that was read."""
    id = begun(root, *ALPHA, "--in-place")
    stepped(root, id)
    rolled(root, "promote", id)
    path = root / "rollouts" / id / "steps" / "1" / "report.json"
    path.write_text(re.sub(r'"hits": {"alpha": \d+}', '"hits": {"alpha": 900}', path.read_text()))
    rolled(root, "pause", id)
    said = roll(root, "audit", id)
    assert said.code == 1 and "promoted by report" in said.out, said


def test_a_happening_that_was_deleted_is_missed(root: Path) -> None:
    """An abort does not go away."""
    id = begun(root, *ALPHA, *ALL)
    rolled(root, "abort", id)
    next((root / "rollouts" / id / "events").iterdir()).unlink()
    said = roll(root, "approve", id)
    assert said.code == 1 and "events/" in said.err, said


def test_what_could_not_be_taken_back_is_not_told_as_taken_back(root: Path) -> None:
    """The audit agrees: nothing is wrong with what is written down."""
    id = begun(root, *ALPHA, *ALL)
    stepped(root, id)
    edit(host(root, REPOS[1]), "Do alpha with care.", "Do alpha with less care.")
    said = roll(root, "rollback", id)
    assert said.code == 4 and REPOS[1] in said.out, said
    rolled(root, "audit", id)
    assert progress(root, id).stage is Stage.ABORTED
    edit(host(root, REPOS[1]), "Do alpha with less care.", "Do alpha with care.")
    rolled(root, "rollback", id)
    assert progress(root, id).stage is Stage.BACK


def test_ceilings_of_a_step_count_overrides_and_leave_a_report(root: Path) -> None:
    """Denied with both numbers; with an override for those repos it goes through."""
    policy = root / "catalog" / "policy.yaml"
    write(policy, "ceilings: {files_per_pattern: 3}\n")
    id = begun(root, *ALPHA, *ALL)
    rolled(root, "approve", id)
    said = roll(root, "apply", id)
    assert said.code == 5 and "files_per_pattern is 3" in said.err and has(root, "alpha") == set(), said
    assert gate(root, id, "ceilings").verdict is Verdict.FAIL
    rolled(root, "abort", id)
    those = f"ceiling: files_per_pattern, repos: [{', '.join(REPOS)}], limit: 9"
    row = f"{{{those}, reason: all of them, until: 2099-01-01, owner: Ada}}"
    write(policy, f"ceilings: {{files_per_pattern: 3}}\noverrides: [{row}]\n")
    all_the_way(root, *ALPHA, *ALL)
    assert has(root, "alpha") == set(REPOS)


def test_release_goes_on_where_one_repo_is_gone(root: Path) -> None:
    """The others may get it again, and the rollout says so."""
    id = begun(root, *ALPHA, *ALL)
    stepped(root, id)
    rolled(root, "rollback", id)
    (root / "catalog" / "repos" / f"{REPOS[0]}.md").unlink()
    said = roll(root, "release", id)
    assert f"{REPOS[0]}: it is no longer in the catalog" in said.out + said.err, said
    assert all(last(root, repo).kind == "released" for repo in REPOS[1:])
    assert "may come again" in roll(root, "show", id).out


def test_a_repo_that_is_gone_is_named(root: Path) -> None:
    """By promote and by apply, and not as a worker that ended early."""
    id = begun(root, *ALPHA, "--in-place", "--steps", "50")
    stepped(root, id)
    gone = progress(root, id).rollout.steps[0].repos[0]
    (root / "catalog" / "repos" / f"{gone}.md").unlink()
    for verb in ("promote", "apply"):
        said = roll(root, verb, id)
        assert said.code == 3 and f"the file of repo {gone}" in said.err, said


def test_a_later_change_is_taken_back_first(root: Path) -> None:
    """It is named, with the rollout that brought it."""
    first = all_the_way(root, *ALPHA, *ALL)
    changed(root)
    second = all_the_way(root, *ALPHA, *ALL)
    said = roll(root, "rollback", first)
    assert said.code == 4 and f"(rollout {second}): take that back first" in said.out, said
    rolled(root, "rollback", second)
    rolled(root, "rollback", first)
    assert {host(root, repo).read_text() for repo in REPOS} == {HOST}


def test_a_step_that_there_is_not_is_refused(root: Path) -> None:
    """With how many there are."""
    id = begun(root, *ALPHA, *ALL)
    assert roll(root, "rollback", id, "--step", "7").code == 2


def test_a_branch_at_the_remote_is_told_after_a_kill_too(root: Path) -> None:
    """The second run says what the first one could not: it is still open there."""
    repo = REPOS[0]
    remote = root / "remotes" / repo
    git(root, "init", "-q", "--bare", str(remote))
    git(root / "targets" / repo, "remote", "add", "origin", str(remote))
    git(root / "targets" / repo, "push", "-q", "origin", "main")
    register(root, repo, more="branch: main\n")
    id = begun(root, *ALPHA, "--repo", repo)
    rolled(root, "approve", id)
    roll(root, "apply", id)
    sure(root, "pr", repo)
    with patch.object(kept, "finish", side_effect=Killed), pytest.raises(Killed):
        roll(root, "rollback", id)
    said = roll(root, "rollback", id)
    assert said.code == 3 and "still open" in said.out, said


def test_nothing_of_ours_is_left_over(root: Path) -> None:
    """What a rollout keeps for itself is git's to ignore."""
    all_the_way(root, *ALPHA, *ALL)
    git(root, "init", "-q")
    listed = git(root, "status", "--porcelain", "--untracked-files=all").decode()
    assert ".session-memory" not in listed and "rollouts/" in listed


def test_a_review_that_was_tampered_with_gets_no_yes(root: Path) -> None:
    """It is written anew, and the yes to the one that is right is another one."""
    id = begun(root, *ALPHA, *ALL)
    patch_file = root / "proposals" / REPOS[0] / "changes.patch"
    patch_file.write_text(patch_file.read_text().replace("with care", "without care"))
    said = roll(root, "approve", id)
    assert said.code == 3 and f"not approved: {REPOS[0]}" in said.out, said
    assert roll(root, "apply", id).code == 3 and has(root, "alpha") == set(REPOS[1:])
    stepped(root, id)
    assert has(root, "alpha") == set(REPOS)


@pytest.mark.parametrize("verb", ["abort", "rollback"])
def test_a_yes_ends_with_its_rollout(root: Path, verb: str) -> None:
    """What was approved and not written is not applied by anybody later."""
    id = begun(root, *ALPHA, *ALL)
    rolled(root, "approve", id)
    rolled(root, verb, id)
    said = step(root, "apply", REPOS[0], "--in-place")
    assert said.code == 3 and has(root, "alpha") == set(), said
    sure(root, "distribute", REPOS[0], *ALPHA)
    assert step(root, "apply", REPOS[0], "--in-place").code == 5
    assert roll(root, "show", id).out.count("before anything was written") == 1


def test_two_rollouts_are_not_begun_at_the_same_time(root: Path) -> None:
    """Each would think that the repos are free."""
    with files.locked(private(root, "rollouts"), "rollouts"):
        assert roll(root, "new", *ALPHA, *ALL).code == 6
    assert not (root / "rollouts").exists()


def test_what_was_not_taken_back_is_not_released(root: Path) -> None:
    """First the rest has to go."""
    id = begun(root, *ALPHA, *ALL)
    stepped(root, id)
    edit(host(root, REPOS[1]), "Do alpha with care.", "Do alpha with less care.")
    assert roll(root, "rollback", id).code == 4
    said = roll(root, "release", id)
    assert said.code == 3 and REPOS[1] in said.err, said
    assert f"failed: {REPOS[1]}: " in roll(root, "show", id).out


def test_steps_go_further_each(root: Path) -> None:
    """Nobody sorts them in silence."""
    said = roll(root, "new", *ALPHA, "--steps", "50 10")
    assert said.code == 2 and "further" in said.err, said
