"""How far a rollout has come, as a table: what happened -> stage and step."""

from __future__ import annotations

import pytest

from rolled import a_report, a_rollout, happening, result
from session_memory.fleet.stage import stage_of, standing
from session_memory.rollout import Came, Gate, Happening, Kind, Phase, Report, Result, Stage, Verdict

FINE = a_report(Gate(name="drift", verdict=Verdict.PASS))
WAITS = a_report(Gate(name="all in sync", verdict=Verdict.INCONCLUSIVE))
BROKEN = a_report(Gate(name="drift", verdict=Verdict.PASS), Gate(name="errors", verdict=Verdict.FAIL))
APPLIED, GONE = result("shop"), result("shop", Phase.BACK)
PROMOTED, PAUSED, RESUMED, ABORTED, BACK = (
    happening(kind) for kind in (Kind.PROMOTED, Kind.PAUSED, Kind.RESUMED, Kind.ABORTED, Kind.BACK)
)
LAST = happening(Kind.PROMOTED, 2)

TABLE: list[tuple[str, list[Result], list[tuple[str, Report]], list[Happening], Stage, int]] = [
    ("nothing yet", [], [], [], Stage.RUNNING, 1),
    ("applied, not looked at", [APPLIED], [], [], Stage.RUNNING, 1),
    ("to be promoted", [APPLIED], [FINE], [], Stage.WAITS, 1),
    ("nobody can say", [APPLIED], [WAITS], [], Stage.WAITS, 1),
    ("a gate failed", [APPLIED], [BROKEN], [], Stage.STOPPED, 1),
    ("promoted", [APPLIED], [FINE], [PROMOTED], Stage.RUNNING, 2),
    ("an old report says nothing of the next step", [APPLIED], [BROKEN], [PROMOTED], Stage.RUNNING, 2),
    ("every step promoted", [APPLIED], [FINE], [PROMOTED, LAST], Stage.DONE, 2),
    ("paused", [APPLIED], [BROKEN], [PAUSED], Stage.PAUSED, 1),
    ("resumed", [APPLIED], [BROKEN], [PAUSED, RESUMED], Stage.STOPPED, 1),
    ("paused again", [], [], [PAUSED, RESUMED, PAUSED], Stage.PAUSED, 1),
    ("aborted", [APPLIED], [FINE], [PAUSED, ABORTED], Stage.ABORTED, 1),
    ("done says more than paused", [APPLIED], [FINE], [PROMOTED, PAUSED, RESUMED, LAST], Stage.DONE, 2),
    ("a part was taken back", [APPLIED, result("mill"), GONE], [FINE], [PROMOTED, BACK], Stage.ABORTED, 2),
    ("all was taken back", [APPLIED, GONE], [FINE], [PROMOTED, LAST, BACK], Stage.BACK, 2),
    ("aborted and taken back", [APPLIED, GONE], [FINE], [ABORTED, BACK], Stage.BACK, 1),
]


@pytest.mark.parametrize(
    ("results", "reports", "happenings", "stage", "step"), [r[1:] for r in TABLE], ids=[r[0] for r in TABLE]
)
def test_the_stage_follows_from_what_is_written_down(
    results: list[Result],
    reports: list[tuple[str, Report]],
    happenings: list[Happening],
    stage: Stage,
    step: int,
) -> None:
    """Nothing else is remembered."""
    assert stage_of(a_rollout(), results, reports, happenings) == (stage, step)


def test_what_could_not_be_taken_back_still_stands() -> None:
    """So does what was taken back in another step; what was never written does not."""
    failed = result("shop", Phase.BACK, Came.FAILED, event="")
    elsewhere = result("mill", Phase.BACK, step=1)
    some = [APPLIED, failed, result("mill"), elsewhere, result("barn", came=Came.SKIPPED)]
    assert [one.repo for one in standing(some)] == ["shop", "mill"]
