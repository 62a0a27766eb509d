"""`session-memory status [REPO]`: what stands where, read from the host files."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click

from session_memory.changes.record.registry import Cell, read_cells
from session_memory.changes.status import Records, needs_nobody, states
from session_memory.changes.targets import mirror_of
from session_memory.changes.write.branch import base_of, tip
from session_memory.cli.house import House
from session_memory.cli.rejected import in_words, rejection
from session_memory.cli.road import Road, open_road
from session_memory.cli.summary import ATTENTION, CONFLICT, ERROR, OK
from session_memory.cli.which_repo import which_repo
from session_memory.errors import SessionMemoryError, UsageError
from session_memory.model import CellState, Mark, Only, Plan, Repo, State


@click.command()
@click.argument("repo", required=False)
@click.option("--ref", default="", help="Read the target's files from this git ref, not from its working tree.")
@click.option("--json", "as_json", is_flag=True, help="One object on standard output.")
@click.pass_obj
def status(house: House, repo: str | None, ref: str, as_json: bool) -> None:
    """How every pattern stands for every agent in REPO, or in all registered repos. Exits 3 when something waits."""
    road = reporting(open_road(house.root, Only(ref=ref)))
    repos = [which_repo(repo, house.root, road.catalog, road.contracts)] if repo else road.catalog.repos
    pairs = [_one(road, target) for target in repos if repo or target.enabled]
    plans, cells = [plan for plan, _ in pairs], [cell for _, cells in pairs for cell in cells]
    for finding in road.catalog.findings:
        click.echo(str(finding), err=True)
    if as_json:
        rows = [_as_object(cell) for cell in cells]
        click.echo(json.dumps({"cells": rows, "findings": [str(f) for f in road.catalog.findings]}, indent=2))
    else:
        click.echo("\n".join(_told(plans, cells)))
    sys.exit(_exit_code(plans, cells, bool(road.catalog.findings)))


def _one(road: Road, repo: Repo) -> tuple[Plan, tuple[CellState, ...]]:
    """One repo; what goes wrong there is told, and the others go on."""
    try:
        plan = road.plan(repo)
        return plan, cells_of(road, repo, plan)
    except UsageError:
        raise
    except (SessionMemoryError, OSError) as error:
        return Plan(repo.name, unreachable=str(error)), ()


def reporting(road: Road) -> Road:
    """The road of a command that only tells: a url that does not answer is told of as it was seen last."""
    return replace(road, mirrors=replace(road.mirrors, seen_last=True))


def cells_of(road: Road, repo: Repo, plan: Plan) -> tuple[CellState, ...]:
    """The states of one planned repo, with all that is written down about it."""
    no = rejection(road, plan) if plan.changes else None
    records = Records(
        cells=_recorded(road, repo),
        proposed=_proposed(road.root / "proposals" / plan.repo),
        rejected=in_words(no) if no else "",
        ended=_ended(road, plan.repo),
    )
    return states(plan, records)


def _recorded(road: Road, repo: Repo) -> tuple[Cell, ...]:
    """What the registry says; a branch that somebody deleted holds nothing any more."""
    cells = read_cells(road.root, repo.name)
    branches = {cell.branch for cell in cells if cell.branch}
    if not branches:
        return cells
    folder = mirror_of(repo, road.mirrors) if repo.checkout is None else road.root / repo.checkout
    base = base_of(folder)
    there = {branch for branch in branches if tip(base, branch)}
    return tuple(cell for cell in cells if not cell.branch or cell.branch in there)


def _ended(road: Road, repo: str) -> Mapping[str, str]:
    """Pattern -> that its exemption no longer counts."""
    given = (e for group in road.catalog.exemptions if group.repo == repo for e in group.exemptions)
    return {e.pattern: f"its exemption ended on {e.expires} ({e.owner})" for e in given if e.expires < road.today}


def _proposed(folder: Path) -> frozenset[tuple[str, str]]:
    """(path, pattern) of everything that a saved proposal puts in place."""
    try:
        document = json.loads((folder / "proposal.json").read_text(encoding="utf-8"))
        return frozenset((i["path"], i["pattern"]) for i in document["items"] if i["action"] in ("add", "change"))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        # Missing or damaged, it proposes nothing; the next `make distribute` writes it anew.
        return frozenset()


def _as_object(cell: CellState) -> dict[str, str | None]:
    named = {"repo": cell.repo, "pattern": cell.pattern_id, "flavor": cell.flavor, "state": cell.state}
    return named | {"path": cell.path, "version": cell.version, "note": cell.note, "mark": cell.mark}


def _told(plans: Sequence[Plan], cells: Sequence[CellState]) -> Iterator[str]:
    for plan in plans:
        mine = [cell for cell in cells if cell.repo == plan.repo]
        yield f"{plan.repo}: {_summary(mine) or 'no pattern is for it'}"
        if plan.stale_view:
            yield f"  {Mark.STALE_VIEW}: {plan.stale_view}"
        yield from (f"  malformed: {text}" for text in plan.malformed)
        if plan.unreachable:
            yield f"  unreachable: {plan.unreachable}"
            continue
        yield from _rows(mine)


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


def _exit_code(plans: Sequence[Plan], cells: Sequence[CellState], findings: bool) -> int:
    if any(plan.malformed for plan in plans):
        return CONFLICT
    if findings or any(plan.unreachable for plan in plans):
        return ERROR
    waiting = any(plan.refused or plan.stale_view for plan in plans)
    return OK if not waiting and all(map(needs_nobody, cells)) else ATTENTION
