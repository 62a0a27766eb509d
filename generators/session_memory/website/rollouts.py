"""Rollouts as the site shows them: how far each step came, what waits, what comes next. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from session_memory.rollout import Came, Gate, Happening, Kind, Phase, Progress, Report, Result, Stage, Step, Verdict

CAME = (Came.FAILED, Came.WAITS, Came.DONE, Came.NOTHING, Came.SKIPPED)
"""In the order in which somebody wants to know."""
OPEN = (Stage.RUNNING, Stage.WAITS, Stage.PAUSED, Stage.STOPPED)
"""Stages after which something comes."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Repositories of a step to which the same happened for the same reason."""

    phase: Phase
    came: Came
    why: str
    repos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepView:
    """One step, and what came of it."""

    step: Step
    phases: Mapping[Phase, Mapping[Came, int]]
    """What was done to its repositories -> what came of it -> how many; phases that were begun."""
    left: int
    """Repositories to which nothing was done yet."""
    reasons: tuple[Reason, ...]
    """Why some are not done; what failed first."""
    report: Report | None
    digest: str
    """Of the report; empty where there is none."""
    said: tuple[Happening, ...]
    """What people did about it, oldest first."""

    @property
    def gates(self) -> tuple[Gate, ...]:
        """What has to be right before the next step; those that do not pass come first."""
        worst = (Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.PASS)
        return tuple(sorted(self.report.gates, key=lambda gate: worst.index(gate.verdict))) if self.report else ()


@dataclass(frozen=True, slots=True)
class Next:
    """What a person does next."""

    words: str
    command: str = ""
    """Empty where no command does it."""


@dataclass(frozen=True, slots=True)
class Short:
    """A rollout in one line, for the pages of what it concerns."""

    id: str
    at: str
    stage: Stage
    step: str


def newest_first(rollouts: Iterable[Progress]) -> tuple[Progress, ...]:
    """By when they were made."""
    return tuple(sorted(rollouts, key=lambda one: (one.rollout.at, one.rollout.id), reverse=True))


def short(progress: Progress) -> Short:
    """One line."""
    rollout = progress.rollout
    return Short(rollout.id, rollout.at, progress.stage, rollout.step(progress.step).name)


def patterns_of(progress: Progress) -> tuple[str, ...]:
    """The patterns that it is about: those asked for, or else those that it has changed somewhere; sorted."""
    changed = {pattern for result in progress.results for pattern in result.patterns}
    return progress.rollout.patterns or tuple(sorted(changed))


def concerned(rollouts: Iterable[Progress]) -> tuple[Mapping[str, tuple[Short, ...]], Mapping[str, tuple[Short, ...]]]:
    """Pattern -> the rollouts that are about it, and repo -> those that reach it; newest first."""
    patterns: dict[str, list[Short]] = defaultdict(list)
    repos: dict[str, list[Short]] = defaultdict(list)
    for progress in newest_first(rollouts):
        told = short(progress)
        for pattern in patterns_of(progress):
            patterns[pattern].append(told)
        for unit in progress.rollout.units:
            repos[unit.repo].append(told)
    return {id: tuple(some) for id, some in patterns.items()}, {name: tuple(some) for name, some in repos.items()}


def steps_of(progress: Progress) -> tuple[StepView, ...]:
    """Every step, with what came of it."""
    reports = {report.step: (digest, report) for digest, report in progress.reports}
    results: dict[int, list[Result]] = defaultdict(list)
    for result in progress.results:
        results[result.step].append(result)
    return tuple(
        _step(step, results[step.number], reports.get(step.number), progress.happenings)
        for step in progress.rollout.steps
    )


def _step(
    step: Step, results: Iterable[Result], report: tuple[str, Report] | None, happenings: Iterable[Happening]
) -> StepView:
    phases: dict[Phase, Counter[Came]] = {}
    latest: dict[str, Result] = {}
    for result in sorted(results, key=lambda one: [*Phase].index(one.phase)):
        phases.setdefault(result.phase, Counter())[result.came] += 1
        latest[result.repo] = result
    return StepView(
        step=step,
        phases={phase: {came: numbers[came] for came in CAME if numbers[came]} for phase, numbers in phases.items()},
        left=sum(1 for repo in step.repos if repo not in latest),
        reasons=_reasons(latest.values()),
        report=report[1] if report else None,
        digest=report[0] if report else "",
        said=tuple(one for one in happenings if one.step == step.number),
    )


def _reasons(results: Iterable[Result]) -> tuple[Reason, ...]:
    found: dict[tuple[Phase, Came, str], list[str]] = defaultdict(list)
    for result in results:
        if result.came is not Came.DONE:
            found[result.phase, result.came, result.why].append(result.repo)
    rows = (Reason(phase, came, why, tuple(sorted(repos))) for (phase, came, why), repos in found.items())
    return tuple(sorted(rows, key=lambda row: (CAME.index(row.came), row.why, row.repos)))


def errors_of(progress: Progress) -> tuple[Result, ...]:
    """What failed and was not mended by a later phase, by repo."""
    latest: dict[str, Result] = {}
    for result in sorted(progress.results, key=lambda one: [*Phase].index(one.phase)):
        latest[result.repo] = result
    return tuple(latest[repo] for repo in sorted(latest) if latest[repo].came is Came.FAILED)


# --- what comes next ------------------------------------------------------------------------------------


def next_of(progress: Progress) -> Next:
    """What a person does next about it."""
    id = progress.rollout.id
    last = _last(progress.happenings)
    match progress.stage:
        case Stage.DONE:
            return Next(f"Nothing: every step is done. Should it have to go, {_make('rollback', id)} takes it back.")
        case Stage.BACK:
            return _after_the_way_back(progress)
        case Stage.ABORTED:
            return _after_the_end(progress, last)
        case Stage.STOPPED:
            again = _make("apply", id)
            return Next(f"A gate failed. Mend what it names and run {again}, or take it back:", _make("rollback", id))
        case Stage.PAUSED:
            return Next(f"It was paused{_by(last)}. This lets it go on.", _make("resume", id))
        case _:
            return _onwards(progress)


def _after_the_way_back(progress: Progress) -> Next:
    if not any(result.event for result in progress.results if result.phase is Phase.BACK):
        return Next("It ended before anything was written. A new rollout brings the change.")
    if any(one.kind is Kind.RELEASED for one in progress.happenings):
        return Next("It was taken back, and may come again. A new rollout brings it.")
    again = "It was taken back, and is on hold. This lets it come again, with a new rollout."
    return Next(again, _make("release", progress.rollout.id))


def _after_the_end(progress: Progress, last: Happening | None) -> Next:
    back = {(r.repo, r.step) for r in progress.results if r.phase is Phase.BACK and r.is_final}
    written = {(r.repo, r.step) for r in progress.results if r.phase is Phase.APPLIED and r.event}
    if not written:
        return Next(f"It was aborted{_by(last)} before anything was written.")
    if any(one.kind is Kind.BACK for one in progress.happenings):
        what = f"{len(written - back)} of {len(written)} could not be taken back yet. When that is mended:"
        return Next(what, _make("rollback", progress.rollout.id))
    return Next(
        f"It was aborted{_by(last)}. What it wrote stands; this takes it back.", _make("rollback", progress.rollout.id)
    )


def _onwards(progress: Progress) -> Next:
    """Of one that goes on: its step is to be approved, applied or promoted."""
    id, number = progress.rollout.id, progress.step
    name = progress.rollout.step(number).name
    report = progress.report
    if report and report[1].verdict is Verdict.PASS:
        return Next(f"Look at the report of the step {name}, then promote it.", _make("promote", id))
    approved = any(one.kind is Kind.APPROVED and one.step == number for one in progress.happenings)
    if not approved:
        return Next(f"Read what the step {name} would change, then say yes to it.", _make("approve", id))
    if any("write-needs-yes" in result.why for result in progress.of(number, Phase.APPLIED).values()):
        return Next(f"Some of the step {name} still needs a yes. Read it, then say so.", _make("approve", id))
    if report:
        gates = ", ".join(gate.name for gate in report[1].gates if gate.verdict is not Verdict.PASS)
        return Next(f"Nobody can say yet: {gates}. When that is done, this looks again.", _make("apply", id))
    return Next(f"The step {name} is approved, and not applied everywhere.", _make("apply", id))


def _make(verb: str, id: str) -> str:
    return f"make {verb} ROLLOUT={id}"


def _last(happenings: Iterable[Happening]) -> Happening | None:
    return max(happenings, key=lambda one: one.at, default=None)


def _by(happening: Happening | None) -> str:
    return f" by {happening.by}" if happening else ""


def events_of(progress: Progress) -> Iterator[tuple[str, int]]:
    """(id of the event in the audit trail, 1 for a repository that has the change from then on, or -1)."""
    for result in progress.results:
        if result.event and result.phase is not Phase.PROPOSED:
            yield result.event, -1 if result.phase is Phase.BACK else 1
