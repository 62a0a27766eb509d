"""`session-memory adopt PATH`: register a checkout as a target."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import click

from session_memory import files
from session_memory.catalog.load import load
from session_memory.cli.house import House
from session_memory.cli.seeing.which_repo import ASSUMED, unregistered
from session_memory.distribute.flavors import forms, table
from session_memory.errors import UsageError
from session_memory.model import REPO_NAME
from session_memory.near import nearest


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--name", help="Name of the repo; the folder's name if not given.")
@click.option("--domain", default="default", show_default=True, help="Domain that patterns can be scoped to.")
@click.option("--flavor", "flavors", multiple=True, help="Agents it is used with; what its files show if not given.")
@click.pass_obj
def adopt(house: House, path: Path, name: str | None, domain: str, flavors: tuple[str, ...]) -> None:
    """Write catalog/repos/NAME.md for the git checkout at PATH."""
    distributors = table()
    unknown = sorted(set(flavors) - set(distributors))
    if unknown:
        near = nearest(unknown[0], distributors)
        hint = f"did you mean {near}?" if near else f"there are: {', '.join(sorted(distributors))}"
        raise UsageError(f"there is no flavor {unknown[0]!r}", hint=hint)
    catalog = load(house.root, forms(distributors))
    for repo in catalog.repos:
        if repo.checkout and (house.root / repo.checkout).resolve() == path.resolve():
            raise UsageError(f"it is registered already, as {repo.name}", str(path))
    taken = {} if name else {repo.name: repo for repo in catalog.repos}
    found = unregistered(path, {f: d.contract for f, d in distributors.items()}, taken)
    name = name or found.name
    if not re.fullmatch(REPO_NAME, name):
        raise UsageError(f"{name!r} is not a name for a repo", hint="letters, digits, dot, dash and underscore")
    file = house.root / "catalog" / "repos" / f"{name}.md"
    if file.exists():
        raise UsageError("there is a repo of that name", f"catalog/repos/{name}.md", "choose another with --name")
    files.write(file, _text(name, domain, flavors or found.flavors, _relative(house.root, path)).encode())
    click.echo(f"registered {name} for {', '.join(flavors or found.flavors)} in catalog/repos/{name}.md")
    if not flavors and found.flavors == ASSUMED:
        click.echo("its files show no other choice of agents; mend the list if that is wrong")
    click.echo(f"next: make distribute REPO={name}")


def _relative(root: Path, path: Path) -> str:
    return Path(os.path.relpath(path.resolve(), root)).as_posix()


def _text(name: str, domain: str, flavors: tuple[str, ...], checkout: str) -> str:
    # JSON strings are YAML strings, whatever is in them.
    quoted = {
        key: json.dumps(value, ensure_ascii=False)
        for key, value in (("name", name), ("domain", domain), ("checkout", checkout))
    }
    keys = [f"name: {quoted['name']}", f"domain: {quoted['domain']}", f"flavors: [{', '.join(flavors)}]"]
    lines = ["---", *keys, f"checkout: {quoted['checkout']}"]
    return "\n".join([*lines, "---", "", "What this repository is, and who to ask about it.", ""])
