"""`session-memory explain CODE`: what a finding means, why it is one, and how to mend it."""

from __future__ import annotations

import click

from session_memory.catalog import checks


@click.command()
@click.argument("code")
def explain(code: str) -> None:
    """Print the page about a finding, such as SM101."""
    click.echo(checks.explain(code), nl=False)
