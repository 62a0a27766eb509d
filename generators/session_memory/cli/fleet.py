"""`session-memory fleet`: how all repos stand, on one screen."""

from __future__ import annotations

import json
import sys

import click

from session_memory.cli.distribute import WORST_FIRST, with_progress
from session_memory.cli.house import House
from session_memory.cli.seeing.road import open_road, reporting
from session_memory.cli.seeing.summary import ATTENTION, ERROR, OK
from session_memory.cli.showing.fleet_lines import as_object, lines
from session_memory.cli.showing.fleet_summary import Fleet, under_way
from session_memory.cli.status import exit_code, report_on
from session_memory.fleet.kept import read_all


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One object on standard output, with every domain and pattern.")
@click.pass_obj
def fleet(house: House, as_json: bool) -> None:
    """How all repos stand: worst states, domains, agents, patterns, what waits, rollouts. Exits like `status`."""
    rollouts = under_way(read_all(house.root))
    road = reporting(open_road(house.root))
    found, codes = Fleet(), {ATTENTION} if rollouts else set[int]()
    for repo in with_progress([repo for repo in road.catalog.repos if repo.enabled]):
        report = report_on(road, repo)
        found.add(repo, report.cells, report.proposal, bool(report.unfinished), bool(report.plan.unreachable))
        codes.add(exit_code([report], findings=False))
    if road.catalog.findings:
        codes.add(ERROR)
        click.echo(f"{len(road.catalog.findings):,} findings in the catalog: make check", err=True)
    click.echo(json.dumps(as_object(found, rollouts), indent=2) if as_json else "\n".join(lines(found, rollouts)))
    sys.exit(next((code for code in WORST_FIRST if code in codes), OK))
