"""A plan read as a report: how each (pattern, flavor) stands in a repo. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from session_memory.changes.record.registry import Cell
from session_memory.changes.wanted import IMPORT_ID
from session_memory.model import CellState, Delivery, Item, Plan, State

FINE = (State.IN_SYNC, State.SKIPPED)
"""States that need nobody."""


def states(plan: Plan, cells: Sequence[Cell], proposed: frozenset[tuple[str, str]]) -> tuple[CellState, ...]:
    """Every cell of one repo, sorted.

    `cells` is what the registry says was applied; `proposed` are the (path, pattern) that the saved proposal adds or
    changes. What is on disk is taken from the plan, which was made from the host files as they are now.
    """
    applied = {(cell.path, cell.pattern) for cell in cells}
    # An import line is no pattern: it is worth a line only when something is the matter with it.
    items = [i for i in plan.items if i.pattern_id != IMPORT_ID or i.state is not State.IN_SYNC]
    found = [cell for item in items for cell in _of_item(plan, item, applied, proposed)]
    told = {(cell.pattern_id, cell.flavor) for cell in found}
    found += [_of_refusal(plan, d) for d in plan.refused if (d.pattern_id, d.flavor) not in told]
    found += [CellState(plan.repo, s.pattern_id, "", State.SKIPPED, note=s.reason) for s in plan.skipped]
    return tuple(sorted(found))


def _of_item(
    plan: Plan, item: Item, applied: set[tuple[str, str]], proposed: frozenset[tuple[str, str]]
) -> Iterator[CellState]:
    refused = {(d.pattern_id, d.flavor): d.reason for d in plan.refused}
    state, note = item.state, item.note
    if state is State.PROPOSED and (item.path, item.pattern_id) in applied:
        state, note = State.MISSING, "it was applied once and is gone"
    elif state is State.PROPOSED and (item.path, item.pattern_id) not in proposed:
        state, note = State.MISSING, note or f"not proposed yet: make distribute REPO={plan.repo}"
    for flavor in item.serves or ("",):
        if state is State.IN_SYNC and (item.pattern_id, flavor) in refused:
            # What is there is right, but the line that would make the agent read it is not.
            yield CellState(
                plan.repo,
                item.pattern_id,
                flavor,
                State.EDITED,
                item.path,
                item.before,
                refused[item.pattern_id, flavor],
            )
        else:
            yield CellState(plan.repo, item.pattern_id, flavor, state, item.path, item.before, note)


def _of_refusal(plan: Plan, delivery: Delivery) -> CellState:
    state = State.MALFORMED if delivery.obstacle else State.SKIPPED
    if plan.unreachable:
        state = State.UNREACHABLE
    return CellState(plan.repo, delivery.pattern_id, delivery.flavor, state, note=delivery.reason)
