"""`session-memory rollout`: one change to many repos, step by step."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from typing import Any

import click

from session_memory import files
from session_memory.cli.house import House
from session_memory.cli.rolling import run
from session_memory.cli.rolling.opening import STEPS, Asked, opened
from session_memory.cli.rolling.run import Finished, check_open, take_up
from session_memory.cli.rolling.work import Hand
from session_memory.cli.rolling.work import approve as say_yes
from session_memory.cli.seeing.road import open_road
from session_memory.cli.seeing.summary import ATTENTION, CONFLICT, OK
from session_memory.cli.writing.clock import now
from session_memory.cli.writing.identity import identity
from session_memory.errors import ConflictError, StaleError, UsageError
from session_memory.fleet import kept
from session_memory.fleet.documents import digest
from session_memory.fleet.page import lines, page
from session_memory.fleet.stage import standing
from session_memory.model import Only
from session_memory.rollout import Came, Happening, Kind, Phase, Progress, Result, Stage, Verdict
from session_memory.website.rollouts import next_of

BY = click.option("--by", help='Who does it, as "Name <mail>"; git\'s identity if not given.')
REASON = click.option("--reason", default="", help="Why, for those who read it later.")
WORKERS = click.option(
    "--workers", type=click.IntRange(min=1), help="How many work at once; one per core if not given."
)
CODES = {Verdict.PASS: OK, Verdict.INCONCLUSIVE: ATTENTION, Verdict.FAIL: CONFLICT}


@click.group()
def rollout() -> None:
    """One change to many repos: a canary first, then step by step, each behind gates and a person's promotion."""


@rollout.command()
@click.option("--pattern", "patterns", multiple=True, help="Only this pattern; may be given again.")
@click.option("--domain", "domains", multiple=True, help="Only repos of this domain.")
@click.option("--repo", "repos", multiple=True, help="Only this repo.")
@click.option("--steps", default=",".join(map(str, STEPS)), show_default=True, help="Per cent of each; all is last.")
@click.option("--in-place", is_flag=True, help="Write the files themselves; a commit on a branch if not given.")
@WORKERS
@BY
@click.pass_obj
def new(
    house: House, /, steps: str, in_place: bool, workers: int | None, by: str | None, **asked: tuple[str, ...]
) -> None:
    """Make rollouts/<id>/ with the canary's proposals. Nothing is written to any target yet."""
    person, at = identity(house.root, by), now()
    road = open_road(house.root, Only(frozenset(asked["patterns"])))
    wanted = Asked(**asked, percents=_percents(steps), mode="in-place" if in_place else "branch")
    made = opened(road, wanted, person, at)
    kept.begin(house.root, made)
    hand, _ = take_up(house.root, made.id, person, at)
    _follow(run.propose(hand, workers or run.default_workers(road)), len(made.step(1).repos), "proposed")
    _end(house, made.id)


@rollout.command("list")
@click.pass_obj
def list_(house: House) -> None:
    """Every rollout in a line."""
    for one in kept.read_all(house.root):
        click.echo(next(iter(lines(one))))


@rollout.command()
@click.argument("id")
@click.option("--json", "as_json", is_flag=True, help="One object on standard output.")
@click.pass_obj
def show(house: House, id: str, as_json: bool) -> None:
    """How far a rollout has come. Exits 3 while it waits for something, 4 when a gate failed."""
    progress = kept.read_one(house.root, id)
    if as_json:
        click.echo(json.dumps(asdict(progress), indent=2))
    else:
        _tell(progress)
    sys.exit(_exit_code(progress))


@rollout.command()
@click.argument("id")
@BY
@REASON
@click.pass_obj
def approve(house: House, id: str, by: str | None, reason: str) -> None:
    """Say yes to every proposal of the current step as it lies there; each yes is bound to its digest."""
    hand, progress = take_up(house.root, id, identity(house.root, by), now(), reason)
    check_open(progress)
    proposed = [r for r in progress.of(progress.step, Phase.PROPOSED).values() if r.came is Came.DONE]
    if not proposed:
        raise UsageError(
            "this step proposes nothing that could be approved", progress.rollout.id, f"make apply ROLLOUT={id}"
        )
    refused = {result.repo: why for result in proposed if (why := say_yes(hand, result))}
    listed = "\n".join(sorted(f"{r.repo} {r.proposal}" for r in proposed if r.repo not in refused))
    _happen(house, progress, Kind.APPROVED, hand, digest(listed.encode()))
    click.echo(f"{len(proposed) - len(refused)} proposals of step {progress.step} are approved by {hand.by}")
    for repo, why in refused.items():
        click.echo(f"  not approved: {repo}: {why}")
    _end(house, progress.rollout.id)
    sys.exit(ATTENTION if refused else OK)


@rollout.command()
@click.argument("id")
@WORKERS
@BY
@click.pass_obj
def apply(house: House, id: str, workers: int | None, by: str | None) -> None:
    """Write what is approved of the current step, then look at every repo of it and say what the gates say.

    Run again after a crash, or when something that was waited for is done: what is done stays done. Exits 3 when a
    gate cannot say yet, 4 when one failed.
    """
    hand, progress = take_up(house.root, id, identity(house.root, by), now())
    check_open(progress)
    number = workers or run.default_workers(hand.road)
    _propose_missing(hand, progress, number)
    _follow(run.apply(hand, number), len(progress.rollout.step(progress.step).repos), "applied")
    _, report = run.evaluate(hand, number)
    _end(house, progress.rollout.id)
    sys.exit(CODES[report.verdict])


@rollout.command()
@click.argument("id")
@click.option("--report", default="", help="Only if this is the digest of the step's report, or its beginning.")
@WORKERS
@BY
@REASON
@click.pass_obj
def promote(house: House, id: str, report: str, workers: int | None, by: str | None, reason: str) -> None:
    """Say that the current step is good: the next one's proposals are written. Bound to the digest of its report.

    Exits 3 when a gate does not pass, or when the step is not what its report says any more.
    """
    hand, progress = take_up(house.root, id, identity(house.root, by), now(), reason)
    check_open(progress)
    number = workers or run.default_workers(hand.road)
    bound = _checked(hand, progress, report, number)
    _happen(house, progress, Kind.PROMOTED, hand, bound)
    click.echo(f"step {progress.step} is promoted by {hand.by}, bound to report {bound[:12]}")
    after = kept.read_one(house.root, progress.rollout.id)
    if after.stage is not Stage.DONE:
        following = replace(hand, step=after.step)
        _follow(run.propose(following, number), len(after.rollout.step(after.step).repos), "proposed")
    _end(house, progress.rollout.id)


@rollout.command()
@click.argument("id")
@BY
@REASON
@click.pass_obj
def pause(house: House, id: str, by: str | None, reason: str) -> None:
    """Nothing goes on until somebody resumes it."""
    _said(house, id, Kind.PAUSED, by, reason, check_open)


@rollout.command()
@click.argument("id")
@BY
@REASON
@click.pass_obj
def resume(house: House, id: str, by: str | None, reason: str) -> None:
    """A paused rollout goes on."""
    _said(house, id, Kind.RESUMED, by, reason, _check_paused)


@rollout.command()
@click.argument("id")
@BY
@REASON
@click.pass_obj
def abort(house: House, id: str, by: str | None, reason: str) -> None:
    """It ends here, for good. What was written stands; `rollback` takes it back."""
    _said(house, id, Kind.ABORTED, by, reason, _check_not_over)


@rollout.command()
@click.argument("id")
@click.option("--step", type=click.IntRange(min=1), help="Only this step; all, the last one first, if not given.")
@WORKERS
@BY
@REASON
@click.pass_obj
def rollback(house: House, id: str, step: int | None, workers: int | None, by: str | None, reason: str) -> None:
    """Take back what the rollout wrote: the bytes and modes of before, and a hold so that it does not come again.

    The rollout ends with it. Run again after a crash. Exits 4 where a hand edit is in the way, 3 when something is
    left for a person: a branch to merge, a request to close.
    """
    hand, progress = take_up(house.root, id, identity(house.root, by), now(), reason)
    there = [r for r in standing(progress.results) if step in (None, r.step)]
    if not there:
        click.echo(f"{progress.rollout.id}: nothing of it stands that could be taken back")
        return
    _happen(house, progress, Kind.BACK, hand)
    _follow(run.take_back(hand, progress, step, workers or run.default_workers(hand.road)), len(there), "taken back")
    back = [r for r in kept.read_one(house.root, progress.rollout.id).results if r.phase is Phase.BACK]
    click.echo("\n".join(_split(back)))
    _end(house, progress.rollout.id)
    sys.exit(_back_code(back))


def _percents(steps: str) -> tuple[int, ...]:
    try:
        return tuple(int(part.strip(" %")) for part in steps.replace(",", " ").split())
    except ValueError as error:
        raise UsageError(f"{steps!r} are no steps", hint="whole numbers from 1 to 100, such as 10,30") from error


def _propose_missing(hand: Hand, progress: Progress, workers: int) -> None:
    """What a run that was stopped, or an unreachable repo, left without a proposal."""
    step = progress.rollout.step(progress.step)
    there = progress.of(progress.step, Phase.PROPOSED)
    if any(repo not in there or not there[repo].is_final for repo in step.repos):
        _follow(run.propose(hand, workers), len(step.repos), "proposed")


def _checked(hand: Hand, progress: Progress, wanted: str, workers: int) -> str:
    """The digest of the step's report. Raises StaleError when it does not pass, or is not the one that was read."""
    id = progress.rollout.id
    if progress.report is None:
        raise StaleError(f"step {progress.step} has no report yet", id, f"make apply ROLLOUT={id}")
    before = progress.report[0]
    if wanted and not before.startswith(wanted):
        raise StaleError(f"the report is {before[:12]}", id, f"read it again: session-memory rollout show {id}")
    bound, report = run.evaluate(hand, workers)
    if bound != before:
        hint = f"read it again: session-memory rollout show {id}"
        raise StaleError(
            f"step {progress.step} is not what its report said; there is a new one, {bound[:12]}", id, hint
        )
    if report.verdict is not Verdict.PASS:
        open_ones = "; ".join(f"{g.name}: {g.why}" for g in report.gates if g.verdict is not Verdict.PASS)
        error = ConflictError if report.verdict is Verdict.FAIL else StaleError
        raise error(f"step {progress.step} does not pass: {open_ones}", id, f"make apply ROLLOUT={id} looks again")
    return bound


def _said(house: House, id: str, kind: Kind, by: str | None, reason: str, check: Callable[[Progress], None]) -> None:
    progress = kept.read_one(house.root, id)
    check(progress)
    one = Happening(kind=kind, at=now(), by=identity(house.root, by), step=progress.step, reason=reason)
    with files.locked(kept.folder_of(house.root, progress.rollout.id), progress.rollout.id):
        kept.happen(house.root, progress.rollout.id, one)
    _end(house, progress.rollout.id)


def _check_paused(progress: Progress) -> None:
    if progress.stage is not Stage.PAUSED:
        raise UsageError("it is not paused", progress.rollout.id)


def _check_not_over(progress: Progress) -> None:
    if not kept.is_open(progress):
        check_open(progress)


def _happen(house: House, progress: Progress, kind: Kind, hand: Hand, bound: str = "") -> None:
    one = Happening(kind=kind, at=hand.at, by=hand.by, step=progress.step, report=bound, reason=hand.reason)
    with files.locked(kept.folder_of(house.root, progress.rollout.id), progress.rollout.id):
        kept.happen(house.root, progress.rollout.id, one)


def _follow(finished: Finished, total: int, word: str) -> None:
    """A bar on a terminal, one line for each repo otherwise."""
    if not sys.stderr.isatty():
        for number, (repo, came) in enumerate(finished, 1):
            click.echo(f"[{number}/{total}] {repo}: {word if came == Came.DONE else came}", err=True)
        return
    from rich.console import Console
    from rich.progress import track

    for _ in track(finished, description=word, total=total, console=Console(stderr=True), transient=True):
        pass


def _end(house: House, id: str) -> None:
    """The page for people is written anew, and the same is told."""
    progress = kept.read_one(house.root, id)
    kept.tell(house.root, id, page(progress))
    _tell(progress)


def _tell(progress: Progress) -> None:
    click.echo("\n".join(lines(progress)))
    then = next_of(progress)
    click.echo(f"  next: {then.words}{f' {then.command}' if then.command else ''}")


def _exit_code(progress: Progress) -> int:
    if progress.stage is Stage.STOPPED:
        return CONFLICT
    return ATTENTION if kept.is_open(progress) else OK


def _split(back: Iterable[Result]) -> Iterable[str]:
    """What is really back, and what a person has to finish."""
    numbers = Counter(_where(result) for result in back)
    yield "taken back: " + ", ".join(f"{numbers[where]} {where}" for where in WHERE if numbers[where])
    for result in back:
        if result.branch or result.why:
            yield f"  {result.repo}: {result.why or f'merge {result.branch}'}"


WHERE = (
    "local",
    "pushed: still open at the remote",
    "merged: on a branch that somebody has to merge",
    "not taken back",
)


def _where(result: Result) -> str:
    if not result.is_final:
        return WHERE[3]
    return WHERE[2] if result.branch else WHERE[1] if result.why else WHERE[0]


def _back_code(back: Iterable[Result]) -> int:
    found: Any = {(result.came, bool(result.branch or result.why)) for result in back}
    if any(came is Came.FAILED for came, _ in found):
        return CONFLICT
    return ATTENTION if any(left for _, left in found) else OK
