"""`session-memory registry rebuild [REPO]`: the registry again, from what stands in the target and the audit trail."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from session_memory import files
from session_memory.changes.plan import EVERYTHING
from session_memory.changes.record.events import Trail, held, trail
from session_memory.changes.record.rebuild import Seen, rebuild
from session_memory.changes.record.registry import Cell, read_cells, with_holds, write_cells
from session_memory.changes.targets import place_of
from session_memory.changes.wanted import IMPORT_ID
from session_memory.changes.write import journal
from session_memory.changes.write.at_commit import base_of
from session_memory.changes.write.waiting import waiting
from session_memory.cli.house import House
from session_memory.cli.road import Road, open_road
from session_memory.cli.serving import serving
from session_memory.cli.summary import ERROR, OK
from session_memory.cli.which_repo import which_repo
from session_memory.errors import SessionMemoryError, UsageError
from session_memory.model import Repo

ALL = "all"


@click.group()
def registry() -> None:
    """What is recorded of what is live where."""


@registry.command("rebuild")
@click.argument("repo", default=ALL, metavar="[REPO|all]")
@click.pass_obj
def rebuild_command(house: House, repo: str) -> None:
    """Make the registry of REPO, or of all registered repos, again from what stands in their host files now."""
    road = open_road(house.root)
    targets = road.catalog.repos if repo == ALL else (which_repo(repo, house.root, road.catalog, road.contracts),)
    codes = [_one(road, target) for target in targets]
    sys.exit(max(codes, default=OK))


def _one(road: Road, repo: Repo) -> int:
    """One repo; what goes wrong there is told, and the others go on."""
    try:
        with files.locked(journal.folder_of(road.root, repo.name), repo.name):
            changed = record(road, repo, trail(road.root, repo.name))
            number = len(read_cells(road.root, repo.name))
    except (SessionMemoryError, OSError) as error:
        click.echo(f"{repo.name}: failed, its registry is as it was: {error}", err=True)
        return ERROR
    click.echo(f"{repo.name}: {number} cells, {'written' if changed else 'as they were'}")
    return OK


def record(road: Road, repo: Repo, history: Trail) -> bool:
    """Make the repo's registry say what stands there now. True when its bytes had to change. Raises UnreachableError.

    What is on hold goes first, and mends a damaged one: looking at the target reads it, too.
    """
    before = _recorded(road.root, repo.name)
    first = write_cells(road.root, repo.name, with_holds(before, held(history)))
    return write_cells(road.root, repo.name, rebuilt(road, repo, history)) or first


def rebuilt(road: Road, repo: Repo, history: Trail) -> tuple[Cell, ...]:
    """The cells of a repo as its target stands now, `history` being all that happened to it."""
    sight = replace(road, only=EVERYTHING).see(repo, history)
    ours = {*sight.standing.blocks, *sight.standing.stamps} - set(sight.standing.problems)
    seen = Seen(
        files={path: sight.hosts.files[path].content for path in sorted(ours)},
        branches=_branches(road, repo, history),
        known=sight.request.ids | {IMPORT_ID},
        serves=serving(road, repo, sight),
        unreadable=frozenset(sight.standing.problems),
    )
    return rebuild(seen, history, read_cells(road.root, repo.name))


def _branches(road: Road, repo: Repo, history: Trail) -> dict[str, dict[str, bytes]]:
    if not any(event.branch for _, event in history):
        return {}
    try:
        base = base_of(*place_of(road.root, repo, road.mirrors))
    except UsageError:
        return {}  # no git there any more, so no branch either
    return {branch: dict(found) for branch, found in waiting(base, history).items()}


def _recorded(root: Path, repo: str) -> tuple[Cell, ...]:
    """The cells as they are recorded; none when the file is damaged, which is one reason to make it again."""
    try:
        return read_cells(root, repo)
    except SessionMemoryError:
        return ()
