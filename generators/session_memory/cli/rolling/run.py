"""A step of a rollout at work: each repository once, by several workers; then a look at all of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from session_memory import files
from session_memory.changes.write import journal
from session_memory.cli.rolling import work
from session_memory.cli.rolling.audit import check_kept
from session_memory.cli.rolling.pins import check_pins, signature
from session_memory.cli.rolling.work import Hand
from session_memory.cli.seeing.road import Road, open_road
from session_memory.errors import UsageError
from session_memory.fleet import kept
from session_memory.fleet.stage import standing
from session_memory.fleet.workers import Work, done
from session_memory.rollout import Came, Phase, Progress, Result, Stage

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
    check_kept(root, progress)
    rules = signature(root)
    road = open_road(root, progress.rollout.only)
    return Hand(road, progress.rollout, progress.step, by, at, rules, reason, len(progress.happenings)), progress


def check_open(progress: Progress) -> None:
    """Raises UsageError for a rollout that does not go on."""
    if progress.stage in CLOSED:
        what, then = CLOSED[progress.stage]
        raise UsageError(what, progress.rollout.id, then.format(id=progress.rollout.id))


def propose(hand: Hand, workers: int) -> Finished:
    """Write the proposals of a step. Raises StaleError when what it rests on has changed."""
    check_step(hand)
    return _worked(hand, Phase.PROPOSED, _step(hand), workers, partial(work.propose, hand))


def apply(hand: Hand, workers: int) -> Finished:
    """Write what was proposed. Raises StaleError when what it rests on has changed."""
    check_step(hand)
    return _applied(hand, results(hand, Phase.PROPOSED), workers)


def _applied(hand: Hand, proposed: Mapping[str, Result], workers: int) -> Finished:
    units = [repo for repo in _step(hand) if repo in proposed]
    yield from _worked(
        hand, Phase.APPLIED, units, workers, lambda name: work.apply(hand, name, proposed[name]), proposed
    )
    # What could not be written may be another change by now: it is proposed anew, for a person to read. What was begun
    # and not finished stays what it is, and the next run finishes it.
    found = results(hand, Phase.APPLIED)
    left = [repo for repo in units if repo in found and not found[repo].is_final]
    again = [repo for repo in left if journal.unfinished(hand.road.root, repo) is None]
    for repo in again:
        files.remove(kept.result_file(hand.road.root, hand.rollout.id, hand.step, Phase.PROPOSED, repo), durable=False)
    list(_worked(hand, Phase.PROPOSED, again, workers, partial(work.propose, hand)))


def settle(hand: Hand, progress: Progress) -> None:
    """What a run that was killed, or is still at work, has written without a result gets its result."""
    for step in progress.rollout.steps[: progress.step]:
        at_step = replace(hand, step=step.number)
        there = results(at_step, Phase.APPLIED)
        for repo, proposed in results(at_step, Phase.PROPOSED).items():
            if proposed.came is Came.DONE and not (repo in there and there[repo].event):
                _settle(at_step, proposed)


def _settle(hand: Hand, proposed: Result) -> None:
    # Whoever is at it now is waited for.
    with files.claimed(claim(hand, Phase.APPLIED, proposed.repo), waits=True):
        found = work.settle(hand, proposed)
        if found:
            kept.finish(hand.road.root, hand.rollout.id, found)


def withdraw(hand: Hand, progress: Progress) -> None:
    """The yeses and proposals of repos that were not written end with the rollout."""
    written = {result.repo for result in progress.results if result.phase is Phase.APPLIED and result.event}
    for proposed in progress.of(progress.step, Phase.PROPOSED).values():
        if proposed.proposal and proposed.repo not in written:
            work.withdraw(hand, proposed)


def take_back(hand: Hand, progress: Progress, step: int | None, workers: int) -> Finished:
    """Undo what stands of one step, or of all of them, the last ones first."""
    there = [r for r in standing(progress.results) if step in (None, r.step)]
    for number in sorted({r.step for r in there}, reverse=True):
        was = {r.repo: r for r in there if r.step == number}
        at_step = replace(hand, step=number)
        blanks = {repo: work.nothing_back(result) for repo, result in was.items()}
        yield from _worked(at_step, Phase.BACK, tuple(reversed(was)), workers, partial(_back, at_step, was), blanks)


def _back(hand: Hand, was: Mapping[str, Result], name: str) -> Result:
    return work.take_back(hand, name, was[name])


def release(hand: Hand, back: Sequence[Result]) -> Finished:
    """Let what was taken back come again, in each repo that can be reached."""
    for result in back:
        yield result.repo, work.safely(replace(result, why=""), partial(_released, hand, result)).why or "done"


def _released(hand: Hand, back: Result, name: str) -> Result:
    work.release(hand, back)
    return back


def default_workers(road: Road) -> int:
    """One for each core; a single one where a grant may be used a number of times only, so that uses are counted."""
    limited = any(grant.max_uses for grant in road.catalog.grants)
    return 1 if limited else os.cpu_count() or 1


def check_step(hand: Hand) -> None:
    """Raises StaleError when what the step rests on is not what it was."""
    step = set(_step(hand))
    check_pins(hand.road, hand.rollout, [unit for unit in hand.rollout.units if unit.repo in step])


def _step(hand: Hand) -> tuple[str, ...]:
    return hand.rollout.step(hand.step).repos


def results(hand: Hand, phase: Phase) -> dict[str, Result]:
    """Repo -> what came of it in a phase of the step."""
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

    def stopped() -> bool:
        """Who pauses, aborts or takes it back wants nothing more to be begun."""
        return kept.happened(root, id) != hand.happened

    for repo in units:
        found = kept.result(root, id, hand.step, phase, repo)
        if found and not found.is_final:
            files.remove(file(repo), durable=False)
    claims = claim(hand, phase, "")
    yield from done(Work(units, claims, lambda repo: file(repo).exists(), one, stopped), workers)


def claim(hand: Hand, phase: Phase, repo: str) -> Path:
    """The folder by whose lock one worker claims a repo."""
    return private(hand.road.root, hand.rollout.id) / "claims" / str(hand.step) / phase / repo


def private(root: Path, id: str) -> Path:
    """What a rollout keeps on this machine only."""
    return journal.private(root, f"rollouts/{id}")
