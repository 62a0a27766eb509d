"""`session-memory log [REPO]`: what happened and what was decided, newest first."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from session_memory.changes.gate import decisions
from session_memory.changes.record.events import AUDIT
from session_memory.cli.house import House
from session_memory.cli.seeing.happened import happened
from session_memory.cli.seeing.road import open_road
from session_memory.cli.seeing.spoken import heard
from session_memory.cli.seeing.summary import ERROR, OK
from session_memory.cli.seeing.which_repo import which_repo
from session_memory.model import Happened

PROPOSALS = "proposals"


@click.command()
@click.argument("repo", required=False)
@click.option("--pattern", help="Only what concerns this pattern.")
@click.option("--json", "as_json", is_flag=True, help="One object on standard output.")
@click.pass_obj
def log(house: House, repo: str | None, pattern: str | None, as_json: bool) -> None:
    """What happened in REPO, or everywhere, and who decided it; newest first. Exits with 1 for a damaged record."""
    found: list[Happened] = []
    damaged: list[str] = []
    for name in [_named(house.root, repo)] if repo else _all(house.root):
        spoken = heard(house.root, name)
        found += [one for one in happened(spoken) if pattern is None or pattern in one.patterns]
        damaged += map(str, spoken.damaged)
    found.sort(key=lambda one: one.at)
    if as_json:
        click.echo(json.dumps({"log": [asdict(one) for one in reversed(found)], "damaged": damaged}, indent=2))
    else:
        click.echo("\n".join(map(str, reversed(found))) or "nothing happened yet")
    for problem in damaged:
        click.echo(f"damaged: {problem}", err=True)
    sys.exit(ERROR if damaged else OK)


def _all(root: Path) -> Sequence[str]:
    """Every repo of which something is recorded, registered or not."""
    audited = (path.name for path in (root / AUDIT).glob("*/"))
    decided = (path.parent.name for path in (root / PROPOSALS).glob(f"*/{decisions.FOLDER}/"))
    return sorted({*audited, *decided})


def _named(root: Path, repo: str) -> str:
    """The name of the repo that a person means; one that is no longer registered has a past, too."""
    if repo in _all(root):
        return repo
    road = open_road(root)
    return which_repo(repo, root, road.catalog, road.contracts).name
