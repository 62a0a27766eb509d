"""`session-memory receipts REPO`: the agents that are installed are asked what they load there."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

import click

from session_memory.cli.house import House
from session_memory.cli.seeing.asked import Receipt, asked
from session_memory.cli.seeing.delivered import place
from session_memory.cli.seeing.known import known_flavor
from session_memory.cli.seeing.road import open_road, reporting
from session_memory.cli.seeing.source import as_they_are
from session_memory.cli.seeing.summary import ATTENTION, ERROR, OK
from session_memory.cli.seeing.which_repo import which_repo
from session_memory.errors import UsageError
from session_memory.receipts.asking import BY_FLAVOR

LOCAL = ".agents-cli/node_modules/.bin"
"""Where `make agents-cli` puts them, below the folder that holds the catalog."""


@click.command()
@click.argument("repo")
@click.option("--flavor", "flavors", multiple=True, help="Only this agent; may be given again.")
@click.option("--at", default="", help="A folder in which the agents start; the top if not given.")
@click.option("--json", "as_json", is_flag=True, help="One object on standard output.")
@click.pass_obj
def receipts(house: House, repo: str, flavors: tuple[str, ...], at: str, as_json: bool) -> None:
    """Ask the agents on this machine what they load in REPO, and compare it with what `delivered` tells.

    They run in a copy that holds its instruction files only, in a home of their own. This program stands in for the
    model, and for every other host that they would reach through a proxy. Exits 1 when one could not be asked, 3
    when one loads something else.
    """
    road = reporting(open_road(house.root))
    for flavor in flavors:
        known_flavor(road, flavor)
    unasked = sorted(set(flavors) - set(BY_FLAVOR))
    if unasked:
        raise UsageError(f"{' and '.join(unasked)} cannot be asked", hint=f"who can: {', '.join(sorted(BY_FLAVOR))}")
    target = which_repo(repo, house.root, road.catalog, road.contracts)
    where = place(at, as_they_are(road, target), target)
    places = [Path(house.root) / LOCAL, *map(Path, os.environ["PATH"].split(os.pathsep))]
    found = asked(road, target, where, flavors or tuple(sorted(BY_FLAVOR)), places)
    if as_json:
        told = {"repo": target.name, "at": where.folder, "agents": [asdict(one) for one in found]}
        click.echo(json.dumps({**told, "exit": _exit_code(found)}, indent=2))
    else:
        click.echo("\n".join([f"{target.name}{f' at {where.folder}' if where.folder else ''}", *_lines(found)]))
    sys.exit(_exit_code(found))


def _lines(found: Iterable[Receipt]) -> Iterator[str]:
    for one in found:
        name = f"{one.flavor} {one.version}".rstrip()
        if not one.version and not one.problem:
            yield f"  {name}: not installed (npm install --global {one.package})"
        elif one.problem:
            yield f"  {name}: could not be asked: {one.problem}"
        else:
            yield f"  {name}: {'differs' if one.differences else 'same'}, {one.files} files, {one.skills} skills"
            yield from (f"    {difference}" for difference in one.differences)


def _exit_code(found: Iterable[Receipt]) -> int:
    found = tuple(found)
    if any(one.problem for one in found) or not any(one.version for one in found):
        return ERROR
    return ATTENTION if any(one.differences for one in found) else OK
