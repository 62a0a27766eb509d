"""`session-memory schema`: JSON Schemas of the files that people write, for their editors."""

from __future__ import annotations

import click

from session_memory import files
from session_memory.catalog.schema import schemas
from session_memory.cli.house import House


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a schema is not that of this version.")
@click.pass_context
def schema(ctx: click.Context, check: bool) -> None:
    """Write catalog/schemas/<kind>.schema.json for each kind of file that people write."""
    house: House = ctx.obj
    stale = [path for path, content in schemas().items() if not files.same(house.root / path, content)]
    for path in stale:
        if not check:
            files.write(house.root / path, schemas()[path])
        click.echo(f"{path}: {'not that of this version' if check else 'written'}")
    if not stale:
        click.echo("the schemas are up to date")
    elif check:
        click.echo("next: session-memory schema")
    ctx.exit(1 if check and stale else 0)
