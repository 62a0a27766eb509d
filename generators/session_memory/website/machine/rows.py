"""Facts that several JSON documents tell in the same words. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from session_memory.model import IMPORT_ID, CellState, Happened, State
from session_memory.website.site_model import RepoView


def data_of(page: str) -> str:
    """The JSON document beside a page."""
    return f"{page}index.json"


def states(cells: Iterable[CellState]) -> Mapping[str, int]:
    """How many cells of patterns are in each state; a state that none is in is left out."""
    numbers = Counter(cell.state for cell in cells if cell.pattern_id != IMPORT_ID)
    return {state: numbers[state] for state in State if numbers[state]}


def cell(cell: CellState) -> Mapping[str, object]:
    """One pattern for one agent in one repo."""
    return {
        "repo": cell.repo,
        "pattern": cell.pattern_id,
        "flavor": cell.flavor,
        "state": cell.state,
        "mark": cell.mark,
        "version": cell.version,
        "path": cell.path,
        "note": cell.note,
    }


def proposal(view: RepoView) -> Mapping[str, object]:
    """What waits for one repo, and how many files it changes; without an id nothing is written yet."""
    return {
        "id": view.proposal.id if view.proposal else "",
        "stage": view.stage,
        "files": view.proposal.files if view.proposal else len(view.plan.changes),
        "next": view.apply if view.proposal else "",
    }


def happened(one: Happened) -> Mapping[str, object]:
    """One line of the log of a repo."""
    return {
        "at": one.at,
        "what": one.what,
        "by": one.by,
        "patterns": one.patterns,
        "proposal": one.proposal,
        "where": one.where,
        "reason": one.reason,
        "url": one.url,
    }
