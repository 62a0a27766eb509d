"""What is written down about one repo, gathered: registry, saved proposal, exemptions, a no."""

from __future__ import annotations

from collections.abc import Mapping

from session_memory.changes.record.events import Trail, held
from session_memory.changes.record.registry import Cell, read_cells
from session_memory.changes.saved import Saved
from session_memory.changes.status import Records
from session_memory.changes.targets import place_of
from session_memory.changes.write import journal
from session_memory.changes.write.at_commit import base_of
from session_memory.changes.write.branch import tip
from session_memory.changes.write.waiting import leaving
from session_memory.cli.seeing.road import Road
from session_memory.cli.seeing.spoken import Spoken
from session_memory.errors import UsageError
from session_memory.model import Plan, Repo


def records_of(road: Road, repo: Repo, plan: Plan, spoken: Spoken, rejected: str) -> Records:
    """All that is written down about one planned repo; `rejected` is who said no to it, and why."""
    return Records(
        cells=_recorded(road, repo),
        proposed=_proposed(spoken.saved),
        rejected=rejected,
        ended=_ended(road, plan.repo),
        leaving=leaving_of(road, repo, plan, spoken.events),
    )


def little_of(saved: Saved | None) -> Records:
    """The same of a repo whose other records cannot be read."""
    return Records(proposed=_proposed(saved))


def leaving_of(road: Road, repo: Repo, plan: Plan, history: Trail) -> Mapping[tuple[str, str], str]:
    """(path, pattern) of what was taken out or back on a branch, and stands there all the same -> why, in words."""
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


def _proposed(saved: Saved | None) -> frozenset[tuple[str, str]]:
    """(path, pattern) of everything that a saved proposal puts in place."""
    try:
        rows = saved.document["items"] if saved else ()
        return frozenset((row["path"], row["pattern"]) for row in rows if row["action"] in ("add", "change"))
    except (KeyError, TypeError):
        # Missing or damaged, it proposes nothing; the next `make distribute` writes it anew.
        return frozenset()
