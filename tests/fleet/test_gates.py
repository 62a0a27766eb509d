"""The gates between the steps of a rollout: what each lets through, stops, or waits for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolled import a_rollout
from session_memory.fleet.gates import GATES, Facts, gates, latest, report_of
from session_memory.model import FINE, CellState, State
from session_memory.rollout import Came, Gate, Look, Phase, Result, Step, Verdict

PASS, FAIL, INCONCLUSIVE = Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE
REPOS = ("shop", "mill", "barn")


def cell(repo: str, state: State = State.IN_SYNC, flavor: str = "claude") -> CellState:
    return CellState(repo, "alpha", flavor, state, "AGENTS.md", "1.0.0")


def result(repo: str, came: Came = Came.DONE, **more: Any) -> Result:
    values = {"phase": Phase.APPLIED, "proposal": "p" * 64, "event": "e" * 64 if came is Came.DONE else ""}
    return Result(**({"repo": repo, "step": 1, "came": came} | values | more))


def facts(**more: Any) -> Facts:
    """A step in which all went well, but for what is said of some repos: `shop=Result(...)` or `shop=Look(...)`."""
    results, looks = {repo: result(repo) for repo in REPOS}, {r: Look(repo=r, cells=(cell(r),)) for r in REPOS}
    for name, value in list(more.items()):
        if isinstance(value, Result | Look):
            (results if isinstance(value, Result) else looks)[name] = more.pop(name)
    there = {"rollout": a_rollout(), "step": Step(1, 25, REPOS), "results": results, "looks": looks}
    return Facts(**(there | more))


def told(facts: Facts) -> dict[str, Gate]:
    """The gates that do not pass."""
    return {gate.name: gate for gate in gates(facts) if gate.verdict is not PASS}


def test_where_all_went_well_every_gate_passes_and_has_nothing_to_say() -> None:
    """All of them, each time, in the order of the table."""
    found = gates(facts())
    assert [gate.name for gate in found] == [*GATES]
    assert {(gate.verdict, gate.why, gate.repos) for gate in found} == {(PASS, "", ())}


FAILS = {
    "no errors": facts(mill=result("mill", Came.FAILED, why="it broke")),
    "no drift": facts(mill=Look(repo="mill", cells=(cell("mill", State.EDITED),), drift=("it broke",))),
    "no new conflict": facts(mill=result("mill", drift=("it broke",))),
    "parity": facts(mill=Look(repo="mill", uneven=("it broke",))),
    "round trip": facts(mill=Look(repo="mill", lossy=("it broke",))),
}
WAITS = {
    "unreachable": facts(mill=Look(repo="mill", unreachable="it is away")),
    "a branch to merge": facts(mill=Look(repo="mill", cells=(cell("mill", State.PROPOSED),), open=("it is away",))),
    "a yes to give": facts(mill=result("mill", Came.WAITS, why="it is away")),
}


@pytest.mark.parametrize("name", FAILS)
def test_what_fails_names_its_repo_and_stops_that_gate_alone(name: str) -> None:
    """Each by its own gate, so that a person knows what to mend."""
    found = told(FAILS[name])
    assert {name: (FAIL, "it broke (mill)", ("mill",))} == {n: (g.verdict, g.why, g.repos) for n, g in found.items()}


@pytest.mark.parametrize("name", WAITS)
def test_what_nobody_can_say_yet_waits(name: str) -> None:
    """It is named with its repo, and nothing fails."""
    found = told(WAITS[name])["all in sync"]
    assert found.verdict is INCONCLUSIVE and "it is away (mill)" in found.why and found.repos == ("mill",)
    assert report_of(WAITS[name], "").verdict is INCONCLUSIVE


def test_a_repo_that_was_not_worked_on_waits() -> None:
    """And it is missing from what the step has covered."""
    some = facts()
    left = replace(some, results={r: some.results[r] for r in ("shop", "barn")}, looks={"shop": some.looks["shop"]})
    found = told(left)
    assert found["all in sync"].why == "not worked on yet (mill)"
    assert found["coverage"].verdict is INCONCLUSIVE and found["coverage"].repos == ("mill",)
    assert "2 of 3 are proposed or skipped with a reason, 99 % have to be" in found["coverage"].why


@pytest.mark.parametrize("state", State)
def test_no_state_that_needs_somebody_passes_unseen(state: State) -> None:
    """A cell that is not fine keeps the report from passing, whatever is the matter; one that is fine does not."""
    drift = ("edited",) if state in (State.EDITED, State.CONFLICT, State.MALFORMED) else ()
    unreachable = "away" if state is State.UNREACHABLE else ""
    look = Look(repo="mill", cells=(cell("mill", state),), drift=drift, unreachable=unreachable)
    verdict = report_of(facts(mill=look), "").verdict
    assert (verdict is PASS) == (state in FINE)


def test_somebody_elses_file_in_the_place_is_a_conflict() -> None:
    """It came after the change was proposed, so only the look shows it."""
    found = told(facts(mill=Look(repo="mill", cells=(cell("mill", State.FOREIGN),))))
    assert found["no new conflict"].why == "alpha in AGENTS.md: foreign (mill)"
    assert found["no new conflict"].verdict is FAIL


def test_the_worst_that_was_found_is_what_a_gate_says() -> None:
    """Failing comes before waiting; the same reason of several repos is told once."""
    some = {repo: result(repo, Came.FAILED, why="it broke") for repo in ("barn", "shop")}
    found = told(facts(mill=result("mill", Came.WAITS, why="it is away"), **some))
    assert found["no errors"].why == "it broke (barn, shop)" and found["no errors"].repos == ("barn", "shop")
    assert report_of(facts(mill=result("mill", Came.WAITS), **some), "").verdict is FAIL


def test_a_ceiling_that_is_passed_stops_the_whole_step() -> None:
    """It is about all of it together."""
    found = told(facts(exceeded=("900 files, 800 are allowed",)))
    assert list(found) == ["ceilings"] and found["ceilings"].repos == tuple(sorted(REPOS))


@given(st.integers(0, 100), st.integers(1, 300), st.data())
def test_coverage_is_the_share_that_was_asked_for(percent: int, total: int, data: st.DataObject) -> None:
    """In whole numbers; one that is skipped with a reason is covered as one that is proposed is."""
    reached = data.draw(st.integers(0, total))
    repos = tuple(f"r{n}" for n in range(total))
    came = {repo: result(repo, Came.SKIPPED, proposal="", why="on hold") for repo in repos[:reached]}
    some = facts(step=Step(1, 25, repos), results=came, looks={}, rollout=a_rollout(coverage=percent))
    assert ("coverage" not in told(some)) == (reached * 100 >= percent * total)


def test_what_could_not_be_proposed_because_it_failed_is_a_failure_of_coverage() -> None:
    """Waiting would not help."""
    assert told(facts(mill=result("mill", Came.FAILED, proposal="")))["coverage"].verdict is FAIL


def test_many_repos_are_counted() -> None:
    """A gate's words stay short; its list of repos is whole."""
    repos = tuple(f"r{n:02}" for n in range(40))
    came = {repo: result(repo, Came.FAILED, why="it broke") for repo in repos}
    found = told(facts(step=Step(1, 25, repos), results=came, looks={}))["no errors"]
    assert found.why == "it broke (r00, r01, r02, r03, r04 and 35 more)" and found.repos == repos


def test_many_reasons_are_counted_too() -> None:
    """A branch to merge in each of 300 repos is no line of 300 branches."""
    repos = tuple(f"r{n:03}" for n in range(300))
    came = {repo: result(repo, Came.WAITS, why=f"merge session-memory/{repo}") for repo in repos}
    found = told(facts(step=Step(1, 25, repos), results=came, looks={}))["all in sync"]
    assert found.why.endswith("merge session-memory/r009 (r009); and 290 more") and found.repos == repos


def test_the_report_counts_states_and_who_receives_the_text() -> None:
    """Results in the order of the step."""
    mill = Look(repo="mill", cells=(cell("mill"), cell("mill", flavor="codex"), cell("mill", State.SKIPPED, "grok")))
    report = report_of(facts(mill=mill), "2026-11-21T10:30:00Z")
    assert report.states == {"in-sync": 4, "skipped": 1} and report.hits == {"alpha": 4}
    assert [r.repo for r in report.results] == list(REPOS)


def test_applied_says_more_than_proposed() -> None:
    """And a repo of another step says nothing."""
    proposed = {repo: result(repo, phase=Phase.PROPOSED) for repo in (*REPOS, "quay")}
    found = latest(Step(1, 25, REPOS), proposed, {"mill": result("mill")})
    assert {repo: one.phase for repo, one in found.items()} == {
        "shop": Phase.PROPOSED,
        "mill": Phase.APPLIED,
        "barn": Phase.PROPOSED,
    }
