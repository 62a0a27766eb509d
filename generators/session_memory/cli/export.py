"""`session-memory export [REPO]...`: the registry as JSON, as CSV, or as the owners of what stands where."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import click

from session_memory import files
from session_memory.catalog.load import load
from session_memory.changes.record.exported import FORMS, Recorded
from session_memory.changes.record.registry import REGISTRY, read_cells
from session_memory.cli.house import House
from session_memory.cli.seeing.summary import ERROR, OK
from session_memory.distribute.flavors import forms, table
from session_memory.errors import SessionMemoryError, UsageError
from session_memory.near import nearest

STDOUT = "-"


@click.command()
@click.argument("repos", nargs=-1, metavar="[REPO]...")
@click.option("--format", "form", type=click.Choice(list(FORMS)), default="json", show_default=True)
@click.option("--out", default=STDOUT, metavar="FILE", help="Write to FILE; - is standard output, as when not given.")
@click.pass_obj
def export(house: House, repos: tuple[str, ...], form: str, out: str) -> None:
    """Write what is recorded of every repo, or only of each REPO: patterns, files, versions, holds, branches, owners.

    Exits with 1 when a registry is damaged or the catalog has findings; whatever can be told is written all the same.
    """
    catalog = load(house.root, forms(table()))
    patterns = {pattern.id: pattern.owners for pattern in catalog.patterns}
    owners = {repo.name: repo.owners for repo in catalog.repos}
    names = _names(house.root, owners, repos)
    recorded = [_read(house.root, Recorded(name, (), owners.get(name, ()), patterns)) for name in names]
    text = FORMS[form](recorded)
    if out == STDOUT:
        # As it is: a line end of CSV is two characters on every system.
        click.echo(text.encode(), nl=False)
    else:
        _write(Path(out), text)
        click.echo(f"{out}: {sum(len(one.cells) for one in recorded)} cells of {len(recorded)} repos", err=True)
    for finding in catalog.findings:
        click.echo(str(finding), err=True)
    wrong = bool(catalog.findings) or any(one.damaged for one in recorded)
    sys.exit(ERROR if wrong else OK)


def _names(root: Path, registered: Iterable[str], asked: Iterable[str]) -> Sequence[str]:
    """The repos to tell of, sorted: those asked for, or all that are registered or recorded. Raises UsageError."""
    known = {*registered, *(path.stem for path in (root / REGISTRY).glob("*.json"))}
    for name in sorted(set(asked) - known):
        near = nearest(name, known)
        told = f"did you mean {near}?" if near else f"there are: {', '.join(sorted(known)) or 'none'}"
        raise UsageError(f"nothing is known of a repo {name!r}", hint=told)
    return sorted(set(asked) or known)


def _read(root: Path, one: Recorded) -> Recorded:
    """The repo with its cells; where its registry is damaged that is told, and the others go on."""
    try:
        return replace(one, cells=read_cells(root, one.repo))
    except SessionMemoryError as error:
        click.echo(f"{one.repo} is left out: {error}", err=True)
        return replace(one, damaged=error.words)
    except OSError as error:
        words = f"{REGISTRY}/{one.repo}.json: cannot be read: {error.strerror}"
        click.echo(f"{one.repo} is left out: {words}\n  next: mend that and run again", err=True)
        return replace(one, damaged=words)


def _write(path: Path, text: str) -> None:
    try:
        files.write(path, text.encode())
    except OSError as error:
        raise SessionMemoryError(f"cannot be written: {error.strerror}", str(path)) from error
