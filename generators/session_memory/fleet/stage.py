"""How far a rollout has come, from what is written down of it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from session_memory.rollout import Happening, Kind, Phase, Report, Result, Rollout, Stage, Verdict


def stage_of(
    rollout: Rollout,
    results: Sequence[Result],
    reports: Sequence[tuple[str, Report]],
    happenings: Sequence[Happening],
) -> tuple[Stage, int]:
    """The stage, and the number of the step that it is at."""
    promoted = {happening.step for happening in happenings if happening.kind is Kind.PROMOTED}
    step = next((one.number for one in rollout.steps if one.number not in promoted), len(rollout.steps))
    return _ended(rollout, results, happenings, promoted) or _halted(happenings) or _at(step, reports), step


def _ended(
    rollout: Rollout, results: Sequence[Result], happenings: Sequence[Happening], promoted: Collection[int]
) -> Stage | None:
    """None while it may go on. Taken back is what nothing is left of."""
    kinds = {happening.kind for happening in happenings}
    if Kind.BACK in kinds and not standing(results):
        return Stage.BACK
    if Kind.ABORTED in kinds or Kind.BACK in kinds:
        return Stage.ABORTED
    return Stage.DONE if len(promoted) == len(rollout.steps) else None


def _halted(happenings: Sequence[Happening]) -> Stage | None:
    last = [h.kind for h in happenings if h.kind in (Kind.PAUSED, Kind.RESUMED)][-1:]
    return Stage.PAUSED if last == [Kind.PAUSED] else None


def _at(step: int, reports: Sequence[tuple[str, Report]]) -> Stage:
    report = next((report for _, report in reports if report.step == step), None)
    if report is None:
        return Stage.RUNNING
    return Stage.STOPPED if report.verdict is Verdict.FAIL else Stage.WAITS


def standing(results: Sequence[Result]) -> tuple[Result, ...]:
    """What was applied and not taken back, in the order of the results."""
    back = {(r.repo, r.step) for r in results if r.phase is Phase.BACK and r.is_final}
    return tuple(r for r in results if r.phase is Phase.APPLIED and r.event and (r.repo, r.step) not in back)
