"""`session-memory rollout`: one change to many repos, step by step."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, replace

import click

from session_memory import files
from session_memory.changes.write.journal import private
from session_memory.cli.house import House
from session_memory.cli.rolling import run
from session_memory.cli.rolling.audit import problems
from session_memory.cli.rolling.evaluate import evaluate, exceeded
from session_memory.cli.rolling.opening import STEPS, Asked, opened
from session_memory.cli.rolling.people import check_not_over, check_paused, checked_report, happen
from session_memory.cli.rolling.run import check_open, take_up
from session_memory.cli.rolling.telling import back_code, end, exit_code, follow, proposed_code, split, tell
from session_memory.cli.rolling.work import Hand
from session_memory.cli.rolling.work import approve as say_yes
from session_memory.cli.seeing.road import open_road
from session_memory.cli.seeing.summary import ATTENTION, CONFLICT, ERROR, OK
from session_memory.cli.writing.clock import now
from session_memory.cli.writing.identity import identity
from session_memory.errors import DeniedError, StaleError, UsageError
from session_memory.fleet import kept
from session_memory.fleet.documents import digest
from session_memory.fleet.page import lines
from session_memory.fleet.stage import standing
from session_memory.fleet.words import few
from session_memory.model import Only
from session_memory.rollout import Came, Kind, Phase, Progress, Stage, Verdict

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
    # Two that are begun at once would both think that the repos are free.
    with files.locked(private(house.root, "rollouts"), "rollouts"):
        made = opened(road, wanted, person, at)
        kept.begin(house.root, made)
    hand, _ = take_up(house.root, made.id, person, at)
    follow(run.propose(hand, workers or run.default_workers(road)), len(made.step(1).repos), "proposed")
    end(road, made.id)
    sys.exit(proposed_code(kept.read_one(house.root, made.id)))


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
        tell(progress)
    sys.exit(exit_code(progress))


@rollout.command()
@click.argument("id")
@BY
@REASON
@click.pass_obj
def approve(house: House, id: str, by: str | None, reason: str) -> None:
    """Say yes to every proposal of the current step as it lies there; each yes is bound to its digest."""
    hand, progress = take_up(house.root, id, identity(house.root, by), now(), reason)
    check_open(progress)
    written = {r.repo for r in progress.of(progress.step, Phase.APPLIED).values() if r.event}
    there = progress.of(progress.step, Phase.PROPOSED).values()
    proposed = [r for r in there if r.came is Came.DONE and r.repo not in written]
    if not proposed:
        raise UsageError(
            "this step proposes nothing that could be approved", progress.rollout.id, f"make apply ROLLOUT={id}"
        )
    refused = {result.repo: why for result in proposed if (why := say_yes(hand, result))}
    listed = "\n".join(sorted(f"{r.repo} {r.proposal}" for r in proposed if r.repo not in refused))
    happen(house.root, progress, Kind.APPROVED, hand.by, reason, digest(listed.encode()))
    click.echo(f"{len(proposed) - len(refused)} proposals of step {progress.step} are approved by {hand.by}")
    for repo, why in refused.items():
        click.echo(f"  not approved: {repo}: {why}")
    end(hand.road, progress.rollout.id)
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
    over = list(exceeded(hand.road, run.results(hand, Phase.PROPOSED).values()))
    if not over:
        follow(run.apply(hand, number), len(progress.rollout.step(progress.step).repos), "applied")
    _, report = evaluate(hand, progress, number)
    end(hand.road, progress.rollout.id)
    if over:
        hint = (
            "abort it, and begin another one with smaller steps, or after the ceiling in catalog/policy.yaml is lifted"
        )
        raise DeniedError(f"nothing was written: {'; '.join(over)}", progress.rollout.id, hint)
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
    bound = checked_report(hand, progress, report, number)
    happen(house.root, progress, Kind.PROMOTED, hand.by, reason, bound)
    click.echo(f"step {progress.step} is promoted by {hand.by}, bound to report {bound[:12]}")
    after = kept.read_one(house.root, progress.rollout.id)
    if after.stage is not Stage.DONE:
        following = replace(hand, step=after.step, happened=len(after.happenings))
        follow(run.propose(following, number), len(after.rollout.step(after.step).repos), "proposed")
    end(hand.road, progress.rollout.id)
    sys.exit(proposed_code(kept.read_one(house.root, progress.rollout.id)))


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
    _said(house, id, Kind.RESUMED, by, reason, check_paused)


@rollout.command()
@click.argument("id")
@BY
@REASON
@click.pass_obj
def abort(house: House, id: str, by: str | None, reason: str) -> None:
    """It ends here, for good. What was written stands; `rollback` takes it back. What was not needs a new yes."""
    _said(house, id, Kind.ABORTED, by, reason, check_not_over)
    run.withdraw(*take_up(house.root, id, identity(house.root, by), now()))


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
    if step and step > len(progress.rollout.steps):
        raise UsageError(f"there is no step {step}", progress.rollout.id, f"it has {len(progress.rollout.steps)}")
    if progress.stage is not Stage.BACK:
        happen(house.root, progress, Kind.BACK, hand.by, reason)
    run.settle(hand, progress)
    progress = kept.read_one(house.root, progress.rollout.id)
    run.withdraw(hand, progress)
    hand = replace(hand, happened=len(progress.happenings))
    there = [r for r in standing(progress.results) if step in (None, r.step)]
    if not there:
        click.echo(f"{progress.rollout.id}: nothing of it stands that could be taken back")
        end(hand.road, progress.rollout.id)
        return
    follow(run.take_back(hand, progress, step, workers or run.default_workers(hand.road)), len(there), "taken back")
    back = [r for r in kept.read_one(house.root, progress.rollout.id).results if r.phase is Phase.BACK]
    click.echo("\n".join(split(back)))
    end(hand.road, progress.rollout.id)
    sys.exit(back_code(back))


@rollout.command()
@click.argument("id")
@BY
@click.pass_obj
def release(house: House, id: str, by: str | None) -> None:
    """What was taken back may come again: the holds that `rollback` set are lifted in every repo."""
    hand, progress = take_up(house.root, id, identity(house.root, by), now())
    back = [result for result in progress.results if result.phase is Phase.BACK and result.event]
    if not back:
        raise UsageError("nothing of it was taken back", progress.rollout.id)
    if left := standing(progress.results):
        what = f"not everything is taken back: {few([result.repo for result in left])}"
        raise StaleError(what, progress.rollout.id, f"make rollback ROLLOUT={progress.rollout.id}")
    follow(run.release(hand, back), len(back), "released")
    happen(house.root, progress, Kind.RELEASED, hand.by)
    end(hand.road, progress.rollout.id)


@rollout.command()
@click.argument("id")
@click.option("--json", "as_json", is_flag=True, help="One object on standard output.")
@click.pass_obj
def audit(house: House, id: str, as_json: bool) -> None:
    """Whether all that is written down of a rollout is there, unchanged, and agrees with audit trail and registry.

    Asks nobody but the files here. Exits 1 when something is wrong.
    """
    progress = kept.read_one(house.root, id)
    found = list(problems(house.root, progress))
    if as_json:
        click.echo(json.dumps({"rollout": progress.rollout.id, "problems": found}, indent=2))
    else:
        written = sum(1 for result in progress.results if result.event)
        told = found or [f"complete: {written} changes agree with the audit trail and the registry"]
        click.echo("\n".join(f"{progress.rollout.id}: {line}" for line in told))
    sys.exit(ERROR if found else OK)


def _percents(steps: str) -> tuple[int, ...]:
    try:
        percents = tuple(int(part.strip(" %")) for part in steps.replace(",", " ").split())
    except ValueError as error:
        raise UsageError(f"{steps!r} are no steps", hint="whole numbers from 1 to 100, such as 10,30") from error
    if list(percents) != sorted(set(percents)):
        raise UsageError(f"{steps!r}: each step goes further than the one before it", hint="such as 10,30")
    return percents


def _said(house: House, id: str, kind: Kind, by: str | None, reason: str, check: Callable[[Progress], None]) -> None:
    progress = kept.read_one(house.root, id)
    check(progress)
    happen(house.root, progress, kind, identity(house.root, by), reason)
    end(open_road(house.root), progress.rollout.id)


def _propose_missing(hand: Hand, progress: Progress, workers: int) -> None:
    """What a run that was stopped, or an unreachable repo, left without a proposal."""
    step = progress.rollout.step(progress.step)
    there = progress.of(progress.step, Phase.PROPOSED)
    if any(repo not in there or not there[repo].is_final for repo in step.repos):
        follow(run.propose(hand, workers), len(step.repos), "proposed")
