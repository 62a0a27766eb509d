"""`session-memory release REPO [PATTERN]`: what was taken out or back may be proposed again."""

from __future__ import annotations

import click

from session_memory.changes.record.events import held
from session_memory.cli.house import House
from session_memory.cli.seeing.apply_command import typed
from session_memory.cli.writing.clock import now
from session_memory.cli.writing.identity import identity
from session_memory.cli.writing.transact import at_desk
from session_memory.cli.writing.undoing import lift
from session_memory.errors import UsageError


@click.command()
@click.argument("repo")
@click.argument("pattern", required=False)
@click.option("--by", help='Who does it, as "Name <mail>"; git\'s identity if not given.')
@click.pass_obj
def release(house: House, repo: str, pattern: str | None, by: str | None) -> None:
    """Lift the hold on PATTERN in REPO, or on all patterns that are on hold there."""
    with at_desk(house.root, repo) as desk:
        if desk.finished is not None and desk.finished.kind == "released":
            return
        on_hold = held(desk.history)
        wanted = {pattern} if pattern else on_hold
        if not on_hold or not wanted <= on_hold:
            there = ", ".join(sorted(on_hold)) or "nothing"
            raise UsageError(f"{pattern or 'nothing'} is not on hold", desk.repo.name, f"on hold: {there}")
        lift(desk, wanted, identity(house.root, by), now())
        click.echo(f"{desk.repo.name}: no longer on hold: {', '.join(sorted(wanted))}")
        click.echo(f"  next: make distribute REPO={typed(desk.root, desk.repo)}")
