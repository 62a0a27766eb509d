"""`session-memory fleet`: how all repos stand, on one screen."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import partial

import click

from session_memory.cli.distribute import with_progress
from session_memory.cli.house import House
from session_memory.cli.seeing.remembered import Remembered, Telling, Told
from session_memory.cli.seeing.road import Road, open_road, reporting
from session_memory.cli.seeing.summary import ATTENTION, ERROR, OK, WORST_FIRST
from session_memory.cli.showing.fleet_lines import as_object, lines
from session_memory.cli.showing.fleet_summary import Fleet, standing, under_way
from session_memory.cli.showing.rollouts import readable
from session_memory.cli.status import exit_code, report_on
from session_memory.model import Repo
from session_memory.website.words import counted


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One object on standard output, with every domain and pattern.")
@click.pass_obj
def fleet(house: House, as_json: bool) -> None:
    """How all repos stand: worst states, domains, agents, patterns, what waits, rollouts. Exits like `status`."""
    there, damaged = readable(house.root)
    rollouts = under_way(there)
    road = reporting(open_road(house.root))
    found, codes, memory = Fleet(), {ATTENTION} if rollouts else set[int](), Remembered(road, "fleet")
    for repo in with_progress([repo for repo in road.catalog.repos if repo.enabled]):
        told = memory.told(repo, partial(_telling, road, repo))
        found.add(repo, told.row)
        codes.add(told.code)
    memory.save()
    for error in (*damaged.values(), *_findings(road)):
        codes.add(ERROR)
        click.echo(error, err=True)
    click.echo(json.dumps(as_object(found, rollouts), indent=2) if as_json else "\n".join(lines(found, rollouts)))
    sys.exit(next((code for code in WORST_FIRST if code in codes), OK))


def _findings(road: Road) -> Iterator[str]:
    """One line: `check` tells them one by one."""
    if number := len(road.catalog.findings):
        yield f"the catalog has {counted(number, 'finding')}\n  next: make check"


def _telling(road: Road, repo: Repo) -> Telling:
    report = report_on(road, repo)
    plan, unfinished = report.plan, bool(report.unfinished)
    row = standing(repo, report.cells, report.proposal, unfinished=unfinished, lost=bool(plan.unreachable))
    told = Told("", exit_code([report], findings=False), row)
    return Telling(told, None if plan.unreachable or plan.stale_view else told)
