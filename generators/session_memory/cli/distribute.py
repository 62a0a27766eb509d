"""`session-memory distribute REPO`: patterns in, a reviewable proposal out."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterable, Iterator, Sequence

import click

from session_memory.catalog.select import why_not
from session_memory.changes.proposals import Proposal, build, folder_of, last_proved, remember_proved, save
from session_memory.changes.saved import load
from session_memory.cli.house import House
from session_memory.cli.seeing.apply_command import apply_command
from session_memory.cli.seeing.begun import check_finished
from session_memory.cli.seeing.known import known_flavor, known_pattern
from session_memory.cli.seeing.records import leaving_of
from session_memory.cli.seeing.road import Road, open_road
from session_memory.cli.seeing.spoken import heard
from session_memory.cli.seeing.summary import ATTENTION, CONFLICT, ERROR, OK, Result, as_object, told
from session_memory.cli.seeing.which_repo import which_repo
from session_memory.errors import SessionMemoryError, UsageError
from session_memory.model import IMPORT_ID, Only, Plan, Repo

WORST_FIRST = (CONFLICT, ERROR, ATTENTION, OK)


@click.command()
@click.argument("repo", required=False)
@click.option("--all", "everything", is_flag=True, help="Every registered repo that is enabled.")
@click.option("--pattern", "patterns", multiple=True, help="Only this pattern; may be given again.")
@click.option("--flavor", "flavors", multiple=True, help="Only this flavor; may be given again.")
@click.option("--ours", is_flag=True, help="Take our text back where the patterns named were edited by hand.")
@click.option("--ref", default="", help="Read the target's files from this git ref, not from its working tree.")
@click.option("--check", is_flag=True, help="Write nothing; exit 3 when something is pending.")
@click.option("--json", "as_json", is_flag=True, help="One object on standard output.")
@click.pass_obj
def distribute(
    house: House,
    repo: str | None,
    everything: bool,
    patterns: tuple[str, ...],
    flavors: tuple[str, ...],
    ours: bool,
    ref: str,
    check: bool,
    as_json: bool,
) -> None:
    """Write the proposal for REPO: a registered name, or the path of a git checkout."""
    if bool(repo) == everything:
        raise UsageError("name one repo, or all of them with --all", hint="session-memory distribute REPO")
    if ours and not patterns:
        hint = "session-memory distribute REPO --ours --pattern PATTERN"
        raise UsageError("--ours replaces what somebody wrote, so it has to name each pattern", hint=hint)
    road = open_road(house.root, Only(frozenset(patterns), frozenset(flavors), ours, ref))
    _check_known(road, patterns, flavors)
    repos = [which_repo(repo, house.root, road.catalog, road.contracts)] if repo else _enabled(road)
    looked = [(target, _one(road, target, check)) for target in with_progress(repos)]
    done = [(target, result) for target, result in looked if result is not None]
    if looked and not done:
        raise _for_nobody(road, repos)
    results = [result for _, result in done]
    for finding in road.catalog.findings:
        click.echo(str(finding), err=True)
    if as_json:
        click.echo(json.dumps(_report(road, results), indent=2))
    else:
        _print(road, results, [target for target, _ in done])
    sys.exit(_exit_code(road, results, check))


def _check_known(road: Road, patterns: Iterable[str], flavors: Iterable[str]) -> None:
    """Raises UsageError for a pattern or flavor that there is not."""
    for pattern in set(patterns) - {IMPORT_ID}:
        known_pattern(road, pattern)
    for flavor in flavors:
        known_flavor(road, flavor)


def _enabled(road: Road) -> Sequence[Repo]:
    return [repo for repo in road.catalog.repos if repo.enabled]


def with_progress(repos: Sequence[Repo]) -> Iterator[Repo]:
    """The repos one by one, with a bar on a terminal when there are many."""
    if len(repos) < 5 or not sys.stderr.isatty():
        yield from repos
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(repos, description="planning", console=Console(stderr=True), transient=True)


def _one(road: Road, repo: Repo, check: bool) -> Result | None:
    """One repo; what goes wrong there is told, and the others go on.

    None for one that gets nothing of the patterns asked for, and has nothing of them to lose: its proposal, which
    somebody may be reading, stays as it is.
    """
    try:
        check_finished(road.root, repo)
        plan = road.plan(repo)
        if not _concerned(road.only, plan):
            return None
        return proposed(road, repo, plan, check)
    except UsageError:
        raise
    except (SessionMemoryError, OSError) as error:
        return failed(repo, error)


def proposed(road: Road, repo: Repo, plan: Plan, check: bool) -> Result:
    """The proposal that comes of a plan, written unless it is only to be checked. Raises SessionMemoryError."""
    proposal = build(plan, folder_of(road.root, repo.name), last_proved(road.cache, repo.name))
    spoken = heard(road.root, repo.name)
    no = spoken.no_to(proposal.id)
    if no:
        proposal = Proposal(repo.name, proposal.id, {})
    changed = _would_change(road, proposal) if check else save(road.root, proposal)
    if not check:
        remember_proved(road.cache, proposal)
    left = {} if plan.unreachable else leaving_of(road, repo, plan, spoken.events)
    return Result(plan, proposal, changed, rejected=no, stale=spoken.stale_yes(plan, proposal.id), leaving=left)


def failed(repo: Repo, error: Exception) -> Result:
    """What is told of a repo where something went wrong."""
    return Result(Plan(repo.name), Proposal(repo.name, "", {}), (), failed=str(error))


def _concerned(only: Only, plan: Plan) -> bool:
    there = {*plan.reasons, *(item.pattern_id for item in plan.items)}
    return not only.patterns or bool(plan.unreachable) or bool(only.patterns & there)


def _for_nobody(road: Road, repos: Sequence[Repo]) -> SessionMemoryError:
    """Nobody gets the patterns that were asked for: why not, told for the first repo."""
    patterns = {pattern.id: pattern for pattern in road.catalog.patterns}
    aside = road.aside(repos[0])
    why = [
        f"{id}: {aside[id][0] if id in aside else why_not(patterns[id], repos[0], road.catalog.policy)}"
        for id in sorted(road.only.patterns & patterns.keys())
    ]
    held_back = [f"{id}: it has findings" for id in sorted(road.only.patterns - patterns.keys())]
    names = ", ".join(repo.name for repo in repos)
    what = f"nothing was written, since this is not for {names}: {'; '.join([*why, *held_back])}"
    return SessionMemoryError(what, hint=f"session-memory status {repos[0].name} tells what it gets")


def _would_change(road: Road, proposal: Proposal) -> tuple[str, ...]:
    saved = load(road.root, proposal.repo)
    there = saved.tree if saved else {}
    return tuple(n for n in sorted({*there, *proposal.tree}) if there.get(n) != proposal.tree.get(n))


def _print(road: Road, results: Sequence[Result], repos: Sequence[Repo]) -> None:
    registered = {repo.name for repo in road.catalog.repos}
    for result, repo in zip(results, repos, strict=True):
        click.echo("\n".join(told(result, apply_command(road.root, repo))))
    for repo in repos:
        if repo.name not in registered:
            click.echo(
                f"{repo.name} is not registered. "
                f"To keep it as a target: make adopt REPO={shlex.quote(repo.checkout or repo.name)}"
            )
    if road.catalog.findings:
        blocked = ", ".join(road.catalog.blocked) or "none"
        click.echo(
            f"{len(road.catalog.findings)} findings in the catalog; patterns held back by them: {blocked}", err=True
        )


def _report(road: Road, results: Sequence[Result]) -> dict[str, object]:
    return {
        "repos": [as_object(result) for result in results],
        "findings": [str(finding) for finding in road.catalog.findings],
        "blocked": list(road.catalog.blocked),
    }


def _exit_code(road: Road, results: Sequence[Result], check: bool) -> int:
    codes = {result.exit_code(check) for result in results} | ({ERROR} if road.catalog.findings else set())
    return next((code for code in WORST_FIRST if code in codes), OK)
