"""`session-memory status [REPO]`: what stands where, read from the host files."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import click

from session_memory.changes.status import states
from session_memory.cli.house import House
from session_memory.cli.seeing.begun import begun
from session_memory.cli.seeing.records import records_of
from session_memory.cli.seeing.road import Road, open_road, reporting
from session_memory.cli.seeing.spoken import heard
from session_memory.cli.seeing.summary import ATTENTION, CONFLICT, ERROR, OK
from session_memory.cli.seeing.which_repo import which_repo
from session_memory.errors import SessionMemoryError, UsageError
from session_memory.model import CellState, Mark, Notice, Only, Plan, Repo, State


@click.command()
@click.argument("repo", required=False)
@click.option("--ref", default="", help="Read the target's files from this git ref, not from its working tree.")
@click.option("--json", "as_json", is_flag=True, help="One object on standard output.")
@click.pass_obj
def status(house: House, repo: str | None, ref: str, as_json: bool) -> None:
    """How every pattern stands for every agent in REPO, or in all registered repos. Exits 3 when something waits."""
    road = reporting(open_road(house.root, Only(ref=ref)))
    repos = [which_repo(repo, house.root, road.catalog, road.contracts)] if repo else road.catalog.repos
    reports = [report_on(road, target) for target in repos if repo or target.enabled]
    for finding in road.catalog.findings:
        click.echo(str(finding), err=True)
    if as_json:
        click.echo(json.dumps(_object(road, reports), indent=2))
    else:
        click.echo("\n".join(line for report in reports for line in _told(report)))
    sys.exit(exit_code(reports, bool(road.catalog.findings)))


@dataclass(frozen=True, slots=True)
class Report:
    """One repo, as it stands."""

    plan: Plan
    cells: tuple[CellState, ...] = ()
    proposal: Notice | None = None
    """What became of the proposal that lies there."""
    unfinished: Notice | None = None
    """The change that an earlier run began and did not finish."""


def report_on(road: Road, repo: Repo) -> Report:
    """One repo; what goes wrong there is told, and the others go on."""
    try:
        plan = road.plan(repo)
        spoken = heard(road.root, repo.name)
        records = records_of(road, repo, plan, spoken, spoken.rejection(road, plan))
        return Report(plan, states(plan, records), spoken.stage(plan)[1], begun(road.root, repo))
    except UsageError:
        raise
    except (SessionMemoryError, OSError) as error:
        return Report(Plan(repo.name, unreachable=str(error)))


def _object(road: Road, reports: Sequence[Report]) -> dict[str, object]:
    return {
        "cells": [_as_object(cell) for report in reports for cell in report.cells],
        "proposals": {report.plan.repo: str(report.proposal) for report in reports if report.proposal},
        "unfinished": {report.plan.repo: str(report.unfinished) for report in reports if report.unfinished},
        "findings": [str(finding) for finding in road.catalog.findings],
    }


def _as_object(cell: CellState) -> dict[str, str | None]:
    named = {"repo": cell.repo, "pattern": cell.pattern_id, "flavor": cell.flavor, "state": cell.state}
    return named | {"path": cell.path, "version": cell.version, "note": cell.note, "mark": cell.mark}


def _told(report: Report) -> Iterator[str]:
    plan = report.plan
    yield f"{plan.repo}: {_summary(report.cells) or 'no pattern is for it'}"
    if plan.stale_view:
        yield f"  {Mark.STALE_VIEW}: {plan.stale_view}"
    yield from (f"  malformed: {text}" for text in plan.malformed)
    if plan.unreachable:
        yield f"  unreachable: {plan.unreachable}"
        return
    yield from _rows(report.cells)
    yield from (f"  {text}" for text in (report.proposal, report.unfinished) if text)


def _summary(cells: Sequence[CellState]) -> str:
    numbers = Counter(cell.state for cell in cells)
    marks = Counter(cell.mark for cell in cells)
    told = [f"{numbers[state]} {state}" for state in State if numbers[state]]
    return ", ".join([*told, *(f"{marks[mark]} of them {mark}" for mark in Mark if marks[mark])])


def _rows(cells: Sequence[CellState]) -> Iterator[str]:
    """What is not in-sync: one line for all patterns that share state, mark, file, flavors and reason."""
    flavors: dict[tuple[str, str, str, str], list[str]] = {}
    for cell in cells:
        if cell.state is not State.IN_SYNC:
            state = f"{cell.state} ({cell.mark})" if cell.mark else f"{cell.state:<10}"
            flavors.setdefault((state, cell.path, cell.note, cell.pattern_id), []).append(cell.flavor)
    patterns: dict[tuple[str, str, str, str], list[str]] = {}
    for (state, path, note, pattern), served in flavors.items():
        patterns.setdefault((state, path, note, ", ".join(filter(None, served))), []).append(pattern)
    for (state, path, note, agents), ids in patterns.items():
        where = (f" for {agents}" if agents else "", f" in {path}" if path else "", f": {note}" if note else "")
        yield f"  {state} {', '.join(ids)}{''.join(where)}"


def exit_code(reports: Sequence[Report], findings: bool) -> int:
    """What a run that tells of these ends with."""
    plans = [report.plan for report in reports]
    if any(plan.malformed for plan in plans):
        return CONFLICT
    if findings or any(plan.unreachable for plan in plans):
        return ERROR
    waiting = any(r.plan.refused or r.plan.stale_view or r.unfinished for r in reports)
    return ATTENTION if waiting or any(c.needs_somebody for r in reports for c in r.cells) else OK
