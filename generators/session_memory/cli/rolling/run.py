"""A step of a rollout at work: each repository once, by several workers; then a look at all of them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from session_memory import files
from session_memory.changes.gate.ceilings import Limits, Run, too_many
from session_memory.changes.write import journal
from session_memory.cli.rolling import work
from session_memory.cli.rolling.look import look
from session_memory.cli.rolling.pins import check_pins, signature
from session_memory.cli.rolling.work import Hand
from session_memory.cli.seeing.road import Road, open_road
from session_memory.errors import DeniedError, UsageError
from session_memory.fleet import kept
from session_memory.fleet.documents import content, read
from session_memory.fleet.gates import Facts, latest, report_of
from session_memory.fleet.stage import standing
from session_memory.fleet.workers import Work, done
from session_memory.rollout import Came, Look, Phase, Progress, Report, Result, Stage

Finished = Iterator[tuple[str, str]]
"""(repo, what came of it), as they are finished."""
CLOSED = {
    Stage.PAUSED: ("it is paused", "session-memory rollout resume {id}"),
    Stage.ABORTED: ("it was aborted", "make rollback ROLLOUT={id}, or begin another one with make rollout"),
    Stage.BACK: ("it was taken back", "begin another one with make rollout"),
    Stage.DONE: ("all of its steps are done and promoted", "make rollback ROLLOUT={id} takes it back"),
}


def take_up(root: Path, id: str, by: str, at: str, reason: str = "") -> tuple[Hand, Progress]:
    """A rollout as it is now, and what is needed to work on it. Raises UsageError, or SessionMemoryError if damaged."""
    progress = kept.read_one(root, id)
    rules = signature(root)
    road = open_road(root, progress.rollout.only)
    return Hand(road, progress.rollout, progress.step, by, at, rules, reason), progress


def check_open(progress: Progress) -> None:
    """Raises UsageError for a rollout that does not go on."""
    if progress.stage in CLOSED:
        what, then = CLOSED[progress.stage]
        raise UsageError(what, progress.rollout.id, then.format(id=progress.rollout.id))


def propose(hand: Hand, workers: int) -> Finished:
    """Write the proposals of a step. Raises StaleError when what it rests on has changed."""
    _check(hand)
    return _worked(hand, Phase.PROPOSED, _step(hand), workers, partial(work.propose, hand))


def apply(hand: Hand, workers: int) -> Finished:
    """Write what was proposed. Raises StaleError, or DeniedError when all of it together is more than policy allows."""
    _check(hand)
    proposed = _results(hand, Phase.PROPOSED)
    for why in exceeded(hand.road, proposed.values()):
        raise DeniedError(why, hand.rollout.id, "make smaller steps, or lift the ceiling in catalog/policy.yaml")
    return _applied(hand, proposed, workers)


def _applied(hand: Hand, proposed: Mapping[str, Result], workers: int) -> Finished:
    units = [repo for repo in _step(hand) if repo in proposed]
    yield from _worked(
        hand, Phase.APPLIED, units, workers, lambda name: work.apply(hand, name, proposed[name]), proposed
    )
    # What could not be written may be another change by now: it is proposed anew, for a person to read. What was begun
    # and not finished stays what it is, and the next run finishes it.
    found = _results(hand, Phase.APPLIED)
    left = [repo for repo in units if repo in found and not found[repo].is_final]
    again = [repo for repo in left if journal.unfinished(hand.road.root, repo) is None]
    for repo in again:
        files.remove(kept.result_file(hand.road.root, hand.rollout.id, hand.step, Phase.PROPOSED, repo), durable=False)
    list(_worked(hand, Phase.PROPOSED, again, workers, partial(work.propose, hand)))


def take_back(hand: Hand, progress: Progress, step: int | None, workers: int) -> Finished:
    """Undo what stands of one step, or of all of them, the last ones first."""
    there = [r for r in standing(progress.results) if step in (None, r.step)]
    for number in sorted({r.step for r in there}, reverse=True):
        was = {r.repo: r for r in there if r.step == number}
        at_step = replace(hand, step=number)
        do = partial(_back, at_step, was)
        yield from _worked(at_step, Phase.BACK, tuple(reversed(was)), workers, do, was)


def _back(hand: Hand, was: Mapping[str, Result], name: str) -> Result:
    return work.take_back(hand, name, was[name])


def evaluate(hand: Hand, workers: int) -> tuple[str, Report]:
    """Look at every repository of the step and write down what the gates say: the digest, and the report.

    What says the same as the last one is not written again.
    """
    root, rollout = hand.road.root, hand.rollout
    proposed = _results(hand, Phase.PROPOSED)
    results = latest(rollout.step(hand.step), proposed, _results(hand, Phase.APPLIED))
    looks = _looks(hand, results, workers)
    facts = Facts(rollout, rollout.step(hand.step), results, looks, tuple(exceeded(hand.road, proposed.values())))
    report = report_of(facts, hand.at)
    before = next(((d, r) for d, r in kept.read_one(root, rollout.id).reports if r.step == hand.step), None)
    if before and replace(before[1], at="") == replace(report, at=""):
        return before
    return kept.report(root, report), report


def exceeded(road: Road, proposed: Iterable[Result]) -> Iterator[str]:
    """The ceilings that the changes of a step pass together, with both numbers."""
    limits, run = Limits(road.catalog.policy, road.today), Run()
    written = [result for result in proposed if result.came is Came.DONE]
    for result in written:
        run = run.plus(result.repo, len(result.files), Counter(dict.fromkeys(result.patterns, 1)))
    if why := too_many([result.repo for result in written], limits):
        yield why
    for what, number in (("files_per_run", run.files), ("files_per_pattern", max(run.patterns.values(), default=0))):
        if number > limits.of(what, ""):
            yield f"{number} files in one run, {limits.told(what, '')}"


def default_workers(road: Road) -> int:
    """One for each core; a single one where a grant may be used a number of times only, so that uses are counted."""
    limited = any(grant.max_uses for grant in road.catalog.grants)
    return 1 if limited else os.cpu_count() or 1


def _check(hand: Hand) -> None:
    step = set(_step(hand))
    check_pins(hand.road, hand.rollout, [unit for unit in hand.rollout.units if unit.repo in step])


def _step(hand: Hand) -> tuple[str, ...]:
    return hand.rollout.step(hand.step).repos


def _results(hand: Hand, phase: Phase) -> dict[str, Result]:
    root, id = hand.road.root, hand.rollout.id
    found = ((repo, kept.result(root, id, hand.step, phase, repo)) for repo in _step(hand))
    return {repo: result for repo, result in found if result}


def _worked(
    hand: Hand,
    phase: Phase,
    units: Sequence[str],
    workers: int,
    do: Callable[[str], Result],
    was: Mapping[str, Result] = MappingProxyType({}),
) -> Finished:
    """Each of the units once; what an earlier run could not finish is tried again. `was` is what came of it before."""
    root, id = hand.road.root, hand.rollout.id

    def file(repo: str) -> Path:
        return kept.result_file(root, id, hand.step, phase, repo)

    def one(repo: str) -> str:
        blank = Result(repo=repo, step=hand.step, phase=phase, came=Came.WAITS)
        result = work.safely(replace(was.get(repo, blank), phase=phase), do)
        kept.finish(root, id, result)
        return str(result.came)

    for repo in units:
        found = kept.result(root, id, hand.step, phase, repo)
        if found and not found.is_final:
            files.remove(file(repo), durable=False)
    claims = _private(root, id) / "claims" / phase
    yield from done(Work(units, claims, lambda repo: file(repo).exists(), one), workers)


def _looks(hand: Hand, results: Mapping[str, Result], workers: int) -> dict[str, Look]:
    """How each repository that was not skipped stands now."""
    root = hand.road.root
    there = {repo: result for repo, result in results.items() if result.came is not Came.SKIPPED}
    folder = _private(root, hand.rollout.id) / "looks"
    files.remove_tree(folder)

    def one(repo: str) -> str:
        found = look(hand.road, hand.rollout, hand.repo(repo), there[repo])
        files.write(folder / f"{repo}.json", content(found), durable=False)
        return repo

    list(done(Work(tuple(there), folder / "claims", lambda repo: (folder / f"{repo}.json").exists(), one), workers))
    return {repo: read(Look, (folder / f"{repo}.json").read_bytes(), repo) for repo in there}


def _private(root: Path, id: str) -> Path:
    return journal.private(root, f"rollouts/{id}")
