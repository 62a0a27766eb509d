"""`session-memory reject REPO`: a no to the proposal that lies there; the same one is not raised again."""

from __future__ import annotations

import click

from session_memory.changes.gate import decisions
from session_memory.changes.gate.decisions import Decision, Said
from session_memory.changes.record.events import heads, trail
from session_memory.cli.house import House
from session_memory.cli.seeing.spoken import rejection
from session_memory.cli.writing.clock import now
from session_memory.cli.writing.fresh import lay_down
from session_memory.cli.writing.identity import identity
from session_memory.cli.writing.reviewed import at_hand, reviewed


@click.command()
@click.argument("repo")
@click.option("--reason", required=True, help="Why; whoever distributes next reads it.")
@click.option("--by", help="Who says no; git's identity if not given.")
@click.pass_obj
def reject(house: House, repo: str, reason: str, by: str | None) -> None:
    """Say no to the proposal for REPO. It goes away, and is not raised again as long as it would be the same."""
    person = identity(house.root, by)
    saved, fresh = at_hand(house.root, repo)
    before = rejection(fresh.road, fresh.plan, fresh.proposal.id)
    if before:
        lay_down(fresh)
        click.echo(f"{fresh.repo.name}: proposal {fresh.proposal.id[:12]} was {before}")
        return
    case = reviewed(saved, fresh)
    no = Decision(
        said=Said.REJECTED,
        repo=case.repo.name,
        proposal=case.proposal,
        by=person,
        at=now(),
        rule="rejected",
        reason=reason,
        parents=heads(trail(house.root, case.repo.name)),
    )
    digest = decisions.record(house.root, no)
    lay_down(fresh)
    click.echo(f"{no.repo}: proposal {no.proposal[:12]} is rejected by {person}: {reason}")
    click.echo("  it is raised again when the patterns or the target change, or when somebody deletes")
    click.echo(f"  {decisions.path_of(digest, no)}; to take one pattern out of it for good:")
    click.echo(f"  session-memory exempt {no.repo} PATTERN --reason WHY --days 90")
