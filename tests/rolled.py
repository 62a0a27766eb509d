"""Rollouts for tests: as they are read from their folder, with whatever has come of them."""

from __future__ import annotations

from typing import Any

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
STEPS = (Step(1, 25, REPOS[:1]), Step(2, 100, REPOS[1:]))
WHY = 'CLAUDE.md is "edited" by <b>hand</b>'


def a_rollout(id: str = "20261121-alpha", **more: Any) -> Rollout:
    """One pattern to four repos in two steps."""
    values: dict[str, Any] = {
        "patterns": ("alpha",),
        "mode": "in-place",
        "at": "2026-11-21T10:15:00Z",
        "by": "Ada",
        "pins": {"catalog": "1" * 64},
        "units": tuple(Unit(name, "shops") for name in REPOS),
        "steps": STEPS,
    }
    return Rollout(id=id, **(values | more))


def result(repo: str, phase: Phase = Phase.APPLIED, came: Came = Came.DONE, **more: Any) -> Result:
    """What came of one repo."""
    event = f"event-{repo}" if came is Came.DONE and phase is not Phase.PROPOSED else ""
    step = next(step.number for step in STEPS if repo in step.repos)
    return Result(repo=repo, step=step, phase=phase, came=came, **({"event": event} | more))


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


def stopped() -> Progress:
    """The canary is promoted, and of the rest one repo has a hand edit: a gate stopped it."""
    return progress(
        Stage.STOPPED,
        2,
        results=(
            result("shop", Phase.PROPOSED),
            result("shop", patterns=("alpha",)),
            result("mill"),
            result("barn", came=Came.FAILED, why=WHY),
            result("quay", came=Came.SKIPPED, why="exempt until 2026-12-31"),
        ),
        reports=(
            a_report(Gate(name="drift", verdict=Verdict.PASS)),
            a_report(
                Gate(name="coverage", verdict=Verdict.PASS),
                Gate(name="drift", verdict=Verdict.FAIL, why=WHY, repos=("barn",)),
                step=2,
            ),
        ),
        happenings=(happening(Kind.APPROVED), happening(Kind.PROMOTED, report="f" * 64, at="2026-11-21T12:00:00Z")),
    )
