"""`session-memory status [REPO]`: what stands where, read from the host files."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import click

from session_memory.changes.status import states
from session_memory.cli.house import House
from session_memory.cli.seeing.begun import begun
from session_memory.cli.seeing.in_json import in_json
from session_memory.cli.seeing.records import records_of
from session_memory.cli.seeing.remembered import Remembered, Telling, Told
from session_memory.cli.seeing.road import Road, open_road, reporting
from session_memory.cli.seeing.spoken import heard
from session_memory.cli.seeing.summary import ATTENTION, CONFLICT, ERROR, OK, WORST_FIRST
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
    for finding in road.catalog.findings:
        click.echo(str(finding), err=True)
    memory = Remembered(road, "status --json" if as_json else "status")
    codes = {ERROR} if road.catalog.findings else set()
    looked = _looked(road, memory, [target for target in repos if repo or target.enabled], as_json, codes)
    for piece in _object(road, looked) if as_json else (f"{told.lines}\n" for told in looked):
        click.echo(piece, nl=False)
    memory.save()
    sys.exit(next((code for code in WORST_FIRST if code in codes), OK))


def _looked(road: Road, memory: Remembered, repos: Iterable[Repo], as_json: bool, codes: set[int]) -> Iterator[Told]:
    """What is told of each repo, one by one; `codes` gets its exit code."""
    for repo in repos:
        told = memory.told(repo, partial(_telling, road, repo, as_json))
        codes.add(told.code)
        yield told


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


def _telling(road: Road, repo: Repo, as_json: bool) -> Telling:
    report = report_on(road, repo)
    told = Told("\n".join(_told(report)), exit_code([report], findings=False), _row(report) if as_json else None)
    return Telling(told, None if report.plan.unreachable or report.plan.stale_view else told)


def _row(report: Report) -> dict[str, Any]:
    notices = {"proposals": report.proposal, "unfinished": report.unfinished}
    told = {name: str(notice) if notice else None for name, notice in notices.items()}
    return {"repo": report.plan.repo, "cells": [_as_object(cell) for cell in report.cells]} | told


def _object(road: Road, looked: Iterable[Told]) -> Iterator[str]:
    """The pieces of one object."""
    notices: dict[str, dict[str, str]] = {"proposals": {}, "unfinished": {}}

    def cells() -> Iterator[Any]:
        for told in looked:
            yield from told.row["cells"]
            for name, found in notices.items():
                found |= {told.row["repo"]: told.row[name]} if told.row[name] else {}

    findings = [str(finding) for finding in road.catalog.findings]
    return in_json("cells", cells(), lambda: {**notices, "findings": findings})


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
