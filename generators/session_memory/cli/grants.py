"""`session-memory grants list|create|revoke`: the reusable, scoped, expiring yes."""

from __future__ import annotations

import datetime
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace

import click

from session_memory import files
from session_memory.catalog.kinds import GRANT
from session_memory.catalog.load import load
from session_memory.catalog.values import build
from session_memory.changes.gate.grants import state, uses_of
from session_memory.changes.record.events import trails
from session_memory.cli.house import House
from session_memory.cli.writing.identity import identity
from session_memory.cli.writing.rule_files import DAY, DAYS, appended, last_day, same_but, sound, there, value
from session_memory.distribute.flavors import forms, table
from session_memory.errors import SessionMemoryError, UsageError
from session_memory.model import Grant, GrantScope
from session_memory.near import did_you_mean


@click.group()
def grants() -> None:
    """The grants of the catalog: each a yes to every change within its scope, until its last day."""


@grants.command("list")
@click.option("--json", "as_json", is_flag=True, help="One object on standard output.")
@click.pass_obj
def list_(house: House, as_json: bool) -> None:
    """Tell every grant, whether it still counts, and how often it was used. Exits 1 when one cannot be read."""
    catalog = load(house.root, forms(table()))
    broken = [str(found) for found in catalog.findings if found.place.path.startswith(f"{GRANT.place}/")]
    uses = uses_of(event for trail in trails(house.root).values() for _, event in trail)
    today = datetime.date.today()
    rows = [(grant, state(grant, today, uses[grant.id]), uses[grant.id]) for grant in catalog.grants]
    for finding in broken:
        click.echo(finding, err=True)
    if as_json:
        told = [asdict(grant) | {"state": state, "uses": uses} for grant, state, uses in rows]
        click.echo(json.dumps({"grants": told, "findings": broken}, indent=2, default=str))
    else:
        click.echo("\n".join(_told(*row) for row in rows) or "there are no grants")
    sys.exit(1 if broken else 0)


@grants.command()
@click.argument("id")
@click.option("--repo", "repos", multiple=True, help="A repo it is for; every repo if none is given.")
@click.option("--domain", "domains", multiple=True, help="A domain it is for.")
@click.option("--flavor", "flavors", multiple=True, help="An agent it is for.")
@click.option(
    "--pattern", "patterns", multiple=True, help="A pattern, or a range of its versions: 'id@>=1.2.0,<2.0.0'."
)
@click.option("--path", "paths", multiple=True, help="A glob of files in the target, as in .gitignore.")
@click.option("--days", type=DAYS, help="How many days it counts; at most the policy's grant_days.")
@click.option("--expires-at", type=DAY, help="The last day on which it counts, in place of --days.")
@click.option("--max-uses", type=click.IntRange(min=1), help="How many times it may be used; without it, any number.")
@click.option("--reason", required=True, help="Why nobody needs to be asked each time.")
@click.option("--by", help='"Name <mail>" of who grants it; git\'s own if not given.')
@click.pass_obj
def create(
    house: House,
    /,
    id: str,
    days: int | None,
    expires_at: datetime.datetime | None,
    max_uses: int | None,
    reason: str,
    by: str | None,
    **scope: tuple[str, ...],
) -> None:
    """Write catalog/grants/ID.yaml: a yes to every change in its scope. At least one limit has to be given."""
    today, path = datetime.date.today(), f"{GRANT.place}/{id}.yaml"
    if os.path.lexists(house.root / path):
        raise UsageError("there is a grant of that id, and ids are never used again", path, "choose another id")
    grant = Grant(
        id=id,
        scope=GrantScope(**scope),
        expires_at=last_day(today, days, expires_at, "--expires-at"),
        created=today,
        by=identity(house.root, by),
        reason=reason,
        max_uses=max_uses,
    )
    content = appended(b"# A yes that needs no further question, within this scope.\n", _lines(grant))
    sound(house.root, GRANT, path, content)
    files.write(house.root / path, content)
    click.echo(f"granted until {grant.expires_at} in {path}")
    click.echo(f"next: commit it; to take it back: session-memory grants revoke {id}")


@grants.command()
@click.argument("id")
@click.pass_obj
def revoke(house: House, id: str) -> None:
    """Write into a grant that it counts no longer. Everything else in its file stays as it is."""
    document = there(house.root, GRANT, id)
    if document is None:
        known = [grant.id for grant in load(house.root, forms(table())).grants]
        raise UsageError(f"there is no grant {id!r}", hint=did_you_mean(id, known))
    grant = build(Grant, document.data)
    if grant.revoked:
        click.echo(f"{id} was revoked on {grant.revoked} already")
        return
    # A grant from a place where it is tomorrow already can be revoked, too.
    day = max(datetime.date.today(), grant.created)
    content = appended(document.content, [f"revoked: {day}"])
    after = same_but(house.root, document, content)
    if after is None or build(Grant, after.data) != replace(grant, revoked=day):
        hint = f"add it by hand: revoked: {day}"
        raise SessionMemoryError("the file is written so that no line can be added to its end", document.path, hint)
    files.write(house.root / document.path, content)
    click.echo(f"{id} is revoked, in {document.path}")


def _lines(grant: Grant) -> Iterator[str]:
    yield f"id: {value(grant.id)}"
    yield "scope:" if any(asdict(grant.scope).values()) else "scope: {}"
    for name, values in asdict(grant.scope).items():
        if values:
            yield f"  {name}: [{', '.join(map(value, values))}]"
    yield f"expires_at: {grant.expires_at}"
    if grant.max_uses is not None:
        yield f"max_uses: {grant.max_uses}"
    yield f"created: {grant.created}"
    yield f"by: {value(grant.by)}"
    yield f"reason: {value(grant.reason)}"


def _told(grant: Grant, state: str, uses: int) -> str:
    scope = asdict(grant.scope)
    limits = "; ".join(f"{name} {', '.join(values)}" for name, values in scope.items() if values)
    used = f"used {uses} of {grant.max_uses}" if grant.max_uses is not None else f"used {uses}"
    day = f"revoked {grant.revoked}" if grant.revoked else f"until {grant.expires_at}"
    return f"{state:<8} {grant.id}: {day}, {used}, for {limits}\n         {_flat(grant.by)}: {_flat(grant.reason)}"


def _flat(text: str) -> str:
    return " ".join(text.split())
