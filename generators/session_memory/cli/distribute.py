"""`session-memory distribute REPO`: patterns in, a reviewable proposal out."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import click

from session_memory.catalog.select import why_not
from session_memory.changes.proposals import Proposal, build, folder_of, last_proved, remember_proved, save
from session_memory.changes.saved import load
from session_memory.cli.house import House
from session_memory.cli.seeing.apply_command import apply_command
from session_memory.cli.seeing.begun import check_finished
from session_memory.cli.seeing.held_back import HeldBack, held_back
from session_memory.cli.seeing.in_json import in_json
from session_memory.cli.seeing.known import known_flavor, known_pattern
from session_memory.cli.seeing.records import leaving_of
from session_memory.cli.seeing.remembered import Remembered, Telling, Told
from session_memory.cli.seeing.road import CACHE, Road, open_road
from session_memory.cli.seeing.spoken import heard
from session_memory.cli.seeing.summary import ERROR, OK, Result, as_object, told
from session_memory.cli.seeing.summary import WORST_FIRST as WORST_FIRST
from session_memory.cli.seeing.which_repo import which_repo
from session_memory.errors import SessionMemoryError, UsageError
from session_memory.model import IMPORT_ID, Only, Plan, Repo


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
    for finding in road.catalog.findings:
        click.echo(str(finding), err=True)
    asked = _Asked(check, as_json)
    memory = Remembered(road, " ".join(["distribute", *["--check"] * check, *["--json"] * as_json]))
    codes = {ERROR} if road.catalog.findings else set()
    looked = _looked(road, memory, repos, asked, codes)
    for piece in in_json("repos", (one.row for one in looked), partial(_rest, road)) if as_json else _lines(looked):
        click.echo(piece, nl=False)
    memory.save()
    if not as_json:
        _print_end(road, repos)
    sys.exit(next((code for code in WORST_FIRST if code in codes), OK))


@dataclass(frozen=True, slots=True)
class _Asked:
    check: bool
    as_json: bool


def _looked(road: Road, memory: Remembered, repos: Sequence[Repo], asked: _Asked, codes: set[int]) -> Iterator[Told]:
    """What is told of each repo, one by one; `codes` gets its exit code. Raises where it is for none of them."""
    nobody = bool(repos)
    # On a terminal the lines themselves show how far it is.
    for repo in with_progress(repos) if asked.as_json or not sys.stdout.isatty() else repos:
        one = memory.told(repo, partial(_telling, road, repo, asked))
        if one.lines:
            nobody = False
            codes.add(one.code)
            yield one
    if nobody:
        raise _for_nobody(road, repos)


def _lines(looked: Iterable[Told]) -> Iterator[str]:
    return (f"{one.lines}\n" for one in looked)


def _telling(road: Road, repo: Repo, asked: _Asked) -> Telling:
    result = _one(road, repo, asked.check)
    if result is None:
        return Telling(Told(), None)
    now = _told(road, repo, result, asked)
    if result.failed or result.plan.unreachable:
        return Telling(now, None)
    if asked.check:
        return Telling(now, now)
    tree = result.proposal.tree
    wrote = {f"proposals/{repo.name}/{name}": content for name, content in tree.items()}
    wrote |= {f"{CACHE}/proved/{repo.name}": result.proposal.id.encode()} if tree else {}
    return Telling(now, _told(road, repo, replace(result, changed=()), asked), wrote)


def _told(road: Road, repo: Repo, result: Result, asked: _Asked) -> Told:
    lines = "\n".join(told(result, apply_command(road.root, repo)))
    return Told(lines, result.exit_code(asked.check), as_object(result) if asked.as_json else None)


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
    stale = spoken.stale_yes(plan, proposal.id)
    return Result(plan, proposal, changed, rejected=no, stale=stale, leaving=left, held=_held(road, plan))


def _held(road: Road, plan: Plan) -> HeldBack:
    """What has findings of what was asked for."""
    asked = (id for id in road.catalog.blocked if not road.only.patterns or id in road.only.patterns)
    return held_back(asked, {item.pattern_id for item in plan.items})


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


def _print_end(road: Road, repos: Sequence[Repo]) -> None:
    registered = {repo.name for repo in road.catalog.repos}
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


def _rest(road: Road) -> dict[str, object]:
    return {
        "findings": [str(finding) for finding in road.catalog.findings],
        "blocked": list(road.catalog.blocked),
    }
