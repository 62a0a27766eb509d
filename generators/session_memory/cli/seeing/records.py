"""What is written down about one repo, gathered: registry, saved proposal, exemptions, a no."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from session_memory.changes.record.events import held, trail
from session_memory.changes.record.registry import Cell, read_cells
from session_memory.changes.status import Records, states
from session_memory.changes.targets import place_of
from session_memory.changes.write import journal
from session_memory.changes.write.at_commit import base_of
from session_memory.changes.write.branch import tip
from session_memory.changes.write.waiting import leaving
from session_memory.cli.seeing.road import Road
from session_memory.cli.seeing.spoken import rejection
from session_memory.errors import UsageError
from session_memory.model import CellState, Plan, Repo


def cells_of(road: Road, repo: Repo, plan: Plan) -> tuple[CellState, ...]:
    """The states of one planned repo, with all that is written down about it."""
    records = Records(
        cells=_recorded(road, repo),
        proposed=_proposed(road.root / "proposals" / plan.repo),
        rejected=rejection(road, plan) if plan.changes else "",
        ended=_ended(road, plan.repo),
        leaving=leaving_of(road, repo, plan),
    )
    return states(plan, records)


def cells_in_files(road: Road, plan: Plan) -> tuple[CellState, ...]:
    """The same from the host files alone, for a repo whose records cannot be read."""
    return states(plan, Records(proposed=_proposed(road.root / "proposals" / plan.repo)))


def leaving_of(road: Road, repo: Repo, plan: Plan) -> Mapping[tuple[str, str], str]:
    """(path, pattern) of what was taken out or back on a branch, and stands there all the same -> why, in words."""
    history = trail(road.root, repo.name)
    on_hold = held(history)
    items = {(item.path, item.pattern_id) for item in plan.items if item.before and item.pattern_id in on_hold}
    if not items or not any(event.branch for _, event in history):
        return {}
    folder, ref = place_of(road.root, repo, road.mirrors)
    try:
        base = base_of(folder, ref)
    except UsageError:
        return {}  # no git there any more, so no branch either
    found = leaving(base, history, lambda side: journal.found(road.root, folder, side))
    return {where: why for where, why in found.items() if where in items}


def _recorded(road: Road, repo: Repo) -> tuple[Cell, ...]:
    """What the registry says; a branch that somebody deleted holds nothing any more."""
    cells = read_cells(road.root, repo.name)
    branches = {cell.branch for cell in cells if cell.branch}
    if not branches:
        return cells
    base = base_of(*place_of(road.root, repo, road.mirrors))
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
