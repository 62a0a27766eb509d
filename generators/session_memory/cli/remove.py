"""`session-memory remove REPO PATTERN`: one pattern out, and held so that the next run does not bring it back."""

from __future__ import annotations

import click

from session_memory.changes.record.events import Event, trail
from session_memory.cli.house import House
from session_memory.cli.seeing.apply_command import typed
from session_memory.cli.seeing.known import known_pattern
from session_memory.cli.seeing.road import Road
from session_memory.cli.writing.clock import now
from session_memory.cli.writing.identity import identity
from session_memory.cli.writing.transact import BRANCH, IN_PLACE, at_desk
from session_memory.cli.writing.undoing import take_out
from session_memory.model import IMPORT_ID, Repo


@click.command()
@click.argument("repo")
@click.argument("pattern")
@click.option("--in-place", is_flag=True, help="Write the files themselves; a commit on a branch if not given.")
@click.option("--reason", default="", help="Why, for the audit trail.")
@click.option("--by", help='Who does it, as "Name <mail>"; git\'s identity if not given.')
@click.pass_obj
def remove(house: House, repo: str, pattern: str, in_place: bool, reason: str, by: str | None) -> None:
    """Take PATTERN out of REPO. Exits 4, and writes nothing, where somebody edited its text."""
    with at_desk(house.root, repo) as desk:
        paths = _paths(desk.road, desk.repo, pattern)
        mode = IN_PLACE if in_place else BRANCH
        event = take_out(desk, mode, pattern, paths, identity(house.root, by), now(), reason)
        click.echo(_told(desk.repo.name, pattern, event))
    name = typed(desk.root, desk.repo)
    click.echo(f"  it is on hold; next: session-memory release {name}, when it may come again")


def _told(repo: str, pattern: str, event: Event | None) -> str:
    if event is None:
        return f"{repo}: {pattern} was taken out before, nothing to do"
    where = f"to branch {event.branch} (commit {event.commit[:12]})" if event.branch else "in the working tree"
    if event.files:
        return f"{repo}: took {pattern} out of {len(event.files)} files, {where}"
    return f"{repo}: {pattern} does not stand there"


def _paths(road: Road, repo: Repo, pattern: str) -> tuple[str, ...]:
    """The files of the target in which that pattern stands. Raises UsageError for one that was never this catalog's."""
    sight = road.see(repo)
    once_here = {id for _, event in trail(road.root, repo.name) for id in event.patterns}
    if pattern not in sight.request.ids | once_here | {IMPORT_ID}:
        known_pattern(road, pattern)
    found = sight.standing
    blocks = {path for path, there in found.blocks.items() if pattern in {block.id for block in there}}
    return tuple(sorted(blocks | {path for path, stamp in found.stamps.items() if stamp.id == pattern}))
