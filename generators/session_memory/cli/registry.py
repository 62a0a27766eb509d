"""`session-memory registry rebuild [REPO]`: the registry again, from what stands in the target and the audit trail."""

from __future__ import annotations

import sys

import click

from session_memory import files
from session_memory.changes.record.events import trail
from session_memory.changes.record.registry import read_cells
from session_memory.changes.write import journal
from session_memory.cli.house import House
from session_memory.cli.seeing.road import Road, open_road
from session_memory.cli.seeing.summary import ERROR, OK
from session_memory.cli.seeing.which_repo import which_repo
from session_memory.cli.writing.recording import record
from session_memory.errors import SessionMemoryError
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
