"""Rollouts for tests: as they are read from their folder, with whatever has come of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from session_memory.fleet import kept
from session_memory.fleet.order import in_order
from session_memory.model import State
from session_memory.rollout import (
    Came,
    Gate,
    Happening,
    Kind,
    Phase,
    Progress,
    Report,
    Result,
    Rollout,
    Stage,
    Step,
    Unit,
    Verdict,
)

REPOS = ("shop", "mill", "barn", "quay")
WHY = 'CLAUDE.md is "edited" by <b>hand</b>'


def a_rollout(id: str = "20261121-alpha", repos: Sequence[str] = REPOS, **more: Any) -> Rollout:
    """One pattern to four repos in two steps."""
    values: dict[str, Any] = {
        "patterns": ("alpha",),
        # Of all versions one after which they come in this order.
        "what": "alpha@1.0.23",
        "mode": "in-place",
        "at": "2026-11-21T10:15:00Z",
        "by": "Ada",
        "pins": {"catalog": "1" * 64},
        "units": tuple(Unit(name, "shops") for name in repos),
        "steps": (Step(1, 25, tuple(repos[:1])), Step(2, 100, tuple(repos[1:]))),
    }
    return Rollout(id=id, **(values | more))


def canary_order(repos: Sequence[str], pattern: str) -> tuple[str, ...]:
    """The repos as a rollout of that pattern has to have them, so that it can be read again."""
    units = (Unit(name, "shops") for name in repos)
    return tuple(unit.repo for unit in in_order(units, a_rollout(patterns=(pattern,)).what))


def result(repo: str, phase: Phase = Phase.APPLIED, came: Came = Came.DONE, **more: Any) -> Result:
    """What came of one repo of the second step; of the canary's, when it is the first."""
    event = f"event-{repo}" if came is Came.DONE and phase is not Phase.PROPOSED else ""
    step = 1 if repo == REPOS[0] else 2
    return Result(**({"repo": repo, "step": step, "phase": phase, "came": came, "event": event} | more))


def progress(stage: Stage = Stage.RUNNING, step: int = 1, **more: Any) -> Progress:
    """A rollout at one of its steps."""
    return Progress(**({"rollout": a_rollout(), "digest": "d" * 64, "stage": stage, "step": step} | more))


def happening(kind: Kind, step: int = 1, **more: Any) -> Happening:
    """Somebody decided something."""
    return Happening(**({"kind": kind, "at": "2026-11-21T11:00:00Z", "by": "Grace", "step": step} | more))


def a_report(*gates: Gate, step: int = 1) -> tuple[str, Report]:
    """What came of a step, with its digest."""
    report = Report(
        rollout="20261121-alpha",
        step=step,
        results=(),
        gates=gates,
        states={State.IN_SYNC: 1},
        hits={"alpha": 1},
        at="2026-11-21T10:30:00Z",
    )
    return "f" * 64, report


def stopped(repos: Sequence[str] = REPOS, pattern: str = "alpha") -> Progress:
    """The canary is promoted, and of the rest one repo has a hand edit: a gate stopped it."""
    first, second, third, fourth = repos
    drift = Gate(name="drift", verdict=Verdict.FAIL, why=WHY, repos=(third,))
    promoted = happening(Kind.PROMOTED, report="f" * 64, at="2026-11-21T12:00:00Z", reason="looks right")
    return progress(
        Stage.STOPPED,
        2,
        rollout=a_rollout(repos=repos, patterns=(pattern,)),
        results=(
            result(first, Phase.PROPOSED, step=1),
            result(first, step=1, patterns=(pattern,)),
            result(second),
            result(third, came=Came.FAILED, why=WHY),
            result(fourth, came=Came.SKIPPED, why="exempt until 2026-12-31"),
        ),
        reports=(
            a_report(Gate(name="drift", verdict=Verdict.PASS)),
            a_report(Gate(name="coverage", verdict=Verdict.PASS), drift, step=2),
        ),
        happenings=(happening(Kind.APPROVED), promoted),
    )


def written_down(root: Path, progress: Progress) -> None:
    """Everything of it in the folder `rollouts/` of a catalog."""
    id = progress.rollout.id
    kept.begin(root, progress.rollout)
    for result in progress.results:
        kept.finish(root, id, result)
    for _, report in progress.reports:
        kept.report(root, report)
    for one in progress.happenings:
        kept.happen(root, id, one)
