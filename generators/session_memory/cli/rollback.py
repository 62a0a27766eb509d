"""`session-memory rollback REPO`: the bytes and modes of before, and a hold so that the next run leaves it so."""

from __future__ import annotations

import sys

import click

from session_memory.changes.record.events import Event
from session_memory.cli.house import House
from session_memory.cli.seeing.apply_command import typed
from session_memory.cli.seeing.summary import ATTENTION, OK
from session_memory.cli.writing.clock import now
from session_memory.cli.writing.identity import identity
from session_memory.cli.writing.transact import at_desk
from session_memory.cli.writing.undoing import check_all, to_undo, undo


@click.command()
@click.argument("repo")
@click.option("--to", default="", metavar="PROPOSAL", help="All since this proposal; the last change if not given.")
@click.option("--reason", default="", help="Why, for the audit trail.")
@click.option("--by", help='Who does it, as "Name <mail>"; git\'s identity if not given.')
@click.pass_obj
def rollback(house: House, repo: str, to: str, reason: str, by: str | None) -> None:
    """Take the last change to REPO back, in its working tree or on a branch, whichever way it was made.

    What somebody wrote since is kept; exits 4 where it is in the way, and 3 when something of it is still open at the
    remote, where somebody has to close it.
    """
    person = identity(house.root, by)
    with at_desk(house.root, repo) as desk:
        went_back = desk.finished if desk.finished and desk.finished.kind == "rolled-back" else None
        start = went_back.commit if went_back else ""
        # Without --to, what the earlier run had begun was all of it.
        wanted, open_ones = () if went_back and not to else to_undo(desk.history, to), []
        if not wanted and not went_back:
            click.echo(f"{desk.repo.name}: nothing was applied since {to}, nothing to do")
        check_all(desk, wanted)
        for id, event in wanted:
            back, left = undo(desk, id, event, person, now(), reason, start)
            start = back.commit or start
            open_ones += [left] if left else []
            click.echo("\n".join(filter(None, (_told(back, typed(desk.root, desk.repo)), left))))
    sys.exit(ATTENTION if open_ones else OK)


def _told(event: Event, repo: str) -> str:
    what = f"{event.repo}: took back {event.proposal[:12] or ', '.join(event.patterns)}"
    where = "its branch is gone" if event.mode == "branch" else f"{len(event.files)} files as they were"
    if event.branch:
        where = f"on branch {event.branch} (commit {event.commit[:12]}): merge it"
    held = f"\n  on hold: {', '.join(event.held)}\n  next: session-memory release {repo}, when it may come again"
    return f"{what}, {where}{held if event.held else ''}"
