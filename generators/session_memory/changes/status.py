"""A plan read as a report: how each (pattern, flavor) stands in a repo. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from session_memory.changes.record.registry import Cell
from session_memory.model import FINE, IMPORT_ID, Action, CellState, Delivery, Item, Mark, Plan, State


@dataclass(frozen=True)
class Records:
    """What is written down about one repo, next to what stands in its files."""

    cells: Sequence[Cell] = ()
    """What the registry says was applied."""
    proposed: frozenset[tuple[str, str]] = frozenset()
    """(path, pattern) of everything that the saved proposal adds or changes."""
    rejected: str = ""
    """Who said no to the proposal that would be made now, and why."""
    ended: Mapping[str, str] = field(default_factory=dict)
    """Pattern -> that its exemption is over."""
    leaving: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(path, pattern) of what was taken out or back, and stands there all the same -> why."""

    @cached_property
    def _there(self) -> Mapping[tuple[str, str], Sequence[Cell]]:
        there: dict[tuple[str, str], list[Cell]] = {}
        for cell in self.cells:
            there.setdefault((cell.path, cell.pattern), []).append(cell)
        return there

    def applied(self, item: Item) -> bool:
        """Whether it was put there once, and not only on a branch."""
        return any(not cell.branch for cell in self._there.get((item.path, item.pattern_id), ()))

    @cached_property
    def _applied(self) -> Mapping[tuple[str, str], Sequence[str]]:
        told: dict[tuple[str, str], list[str]] = {}
        for cell in self.cells:
            for flavor in cell.flavors if cell.version and not cell.branch else ():
                told.setdefault((cell.pattern, flavor), []).append(f"{cell.version} was applied to {cell.path}")
        return told

    def remembered(self, delivery: Delivery) -> Sequence[str]:
        """What was applied of it as far as the registry knows, where nobody can look."""
        return self._applied.get((delivery.pattern_id, delivery.flavor), ())

    def branch(self, item: Item) -> str:
        """The branch on which it waits to be merged; empty when there is none."""
        there = self._there.get((item.path, item.pattern_id), ())
        return next((cell.branch for cell in there if cell.branch), "")


def states(plan: Plan, records: Records) -> tuple[CellState, ...]:
    """Every cell of one repo, sorted.

    What is on disk is taken from the plan, which was made from the host files as they are now, or as they were seen
    last.
    """
    # An import line is no pattern: it is worth a line only when something is the matter with it.
    items = [i for i in plan.items if i.pattern_id != IMPORT_ID or i.state is not State.IN_SYNC]
    refused = {(d.pattern_id, d.flavor): d.reason for d in plan.refused}
    found = [cell for item in items for cell in _of_item(plan, item, records, refused)]
    told = {(cell.pattern_id, cell.flavor) for cell in found}
    found += [_of_refusal(plan, d, records) for d in plan.refused if (d.pattern_id, d.flavor) not in told]
    standing = {cell.pattern_id for cell in found if cell.state is State.SKIPPED}
    found += [
        CellState(plan.repo, s.pattern_id, "", State.SKIPPED, note=s.reason)
        for s in plan.skipped
        if s.mark is None or s.pattern_id not in standing
    ]
    marks = {s.pattern_id: s.mark for s in plan.skipped}
    return tuple(_marked(cell, plan, marks, records) for cell in sorted(found))


def _marked(cell: CellState, plan: Plan, marks: Mapping[str, Mark | None], records: Records) -> CellState:
    """The cell with what else is to be known of it."""
    notes = [cell.note, records.ended.get(cell.pattern_id, "") if cell.state not in FINE else "", plan.stale_view]
    waits = Mark.WAITS if (cell.path, cell.pattern_id) in records.leaving else marks.get(cell.pattern_id)
    mark = Mark.STALE_VIEW if plan.stale_view else waits
    return replace(cell, note="; ".join(filter(None, notes)), mark=mark)


def _of_item(plan: Plan, item: Item, records: Records, refused: Mapping[tuple[str, str], str]) -> Iterator[CellState]:
    state, note = _state(plan, item, records)
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


def _state(plan: Plan, item: Item, records: Records) -> tuple[State, str]:
    """What the plan sees, in the light of what is written down about it."""
    leaving = records.leaving.get((item.path, item.pattern_id))
    if leaving:
        return item.state, leaving
    moves = item.action is not Action.KEEP
    if moves and records.branch(item):
        return item.state, f"waits on branch {records.branch(item)} to be merged"
    if moves and records.rejected:
        return State.SKIPPED if item.state is State.PROPOSED else item.state, records.rejected
    if item.state is State.PROPOSED and records.applied(item):
        return State.MISSING, "it was applied once and is gone"
    if item.state is State.PROPOSED and (item.path, item.pattern_id) not in records.proposed:
        return State.MISSING, item.note or f"not proposed yet: make distribute REPO={plan.repo}"
    return item.state, item.note


def _of_refusal(plan: Plan, delivery: Delivery, records: Records) -> CellState:
    state, note = State.MALFORMED if delivery.obstacle else State.SKIPPED, delivery.reason
    if plan.unreachable:
        state, note = State.UNREACHABLE, "; ".join([note, *records.remembered(delivery)])
    return CellState(plan.repo, delivery.pattern_id, delivery.flavor, state, note=note)
