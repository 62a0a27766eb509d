"""`session-memory apply REPO`: what was approved, exactly, or nothing."""

from __future__ import annotations

import json
import sys

import click

from session_memory.cli.house import House
from session_memory.cli.writing.applying import Applied, apply_saved
from session_memory.cli.writing.clock import now
from session_memory.cli.writing.identity import identity
from session_memory.cli.writing.transact import BRANCH, IN_PLACE, at_desk


@click.command()
@click.argument("repo")
@click.option("--in-place", is_flag=True, help="Write the files themselves; a commit on a branch if not given.")
@click.option("--by", help='Who applies it, as "Name <mail>"; git\'s identity if not given.')
@click.option("--json", "as_json", is_flag=True, help="One object on standard output.")
@click.pass_obj
def apply(house: House, repo: str, in_place: bool, by: str | None, as_json: bool) -> None:
    """Write the approved proposal for REPO to a branch of it. Run again after a crash: it goes on where it was.

    Exits 3 when the proposal is stale, or when it leaves something that needs a person; 5 without a yes.
    """
    with at_desk(house.root, repo) as desk:
        applied = apply_saved(desk, IN_PLACE if in_place else BRANCH, identity(house.root, by), now())
    if as_json:
        click.echo(json.dumps(as_object(applied), indent=2))
    else:
        click.echo("\n".join(applied.told))
    sys.exit(applied.exit_code)


def as_object(applied: Applied) -> dict[str, object]:
    """The same for programs."""
    event = applied.event
    return {
        "repo": applied.repo,
        "applied": event is not None,
        "proposal": event.proposal if event else None,
        "branch": event.branch if event else None,
        "commit": event.commit if event else None,
        "files": [file.path for file in event.files] if event else [],
        "told": list(applied.told),
        "exit": applied.exit_code,
    }
