"""How everything stands in one repo, put in order for its page. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from session_memory.arrivals import PatternTold, Times
from session_memory.model import Budget, CellState, Mark, Plan, State
from session_memory.website.cells import RANK
from session_memory.website.words import tokens


@dataclass(frozen=True, slots=True)
class Row:
    """One pattern."""

    pattern_id: str
    cells: Mapping[str, tuple[CellState, ...]]
    """Flavor, empty for nobody in particular -> how it stands; two where it stands in two files."""
    paths: tuple[str, ...]
    rank: int
    """The place of its most pressing state or mark, as far as it needs somebody."""


def rows(cells: Iterable[CellState]) -> tuple[Row, ...]:
    """One for each pattern that stands or should stand there, those that need somebody first."""
    found: dict[str, dict[str, list[CellState]]] = {}
    for cell in cells:
        if cell.flavor or cell.state is not State.SKIPPED:
            found.setdefault(cell.pattern_id, {}).setdefault(cell.flavor, []).append(cell)
    made = (_row(id, {flavor: tuple(some) for flavor, some in by.items()}) for id, by in found.items())
    return tuple(sorted(made, key=lambda row: (row.rank, row.pattern_id)))


def _row(id: str, cells: Mapping[str, tuple[CellState, ...]]) -> Row:
    every = [cell for some in cells.values() for cell in some]
    return Row(id, cells, tuple(dict.fromkeys(cell.path for cell in every if cell.path)), min(map(_rank, every)))


def _rank(cell: CellState) -> int:
    return min(RANK[State.IN_SYNC], *(RANK[word] for word in (cell.state, cell.mark) if word))


def reasons(cells: Iterable[CellState]) -> Mapping[tuple[State, Mark | None, str], Sequence[str]]:
    """(state, mark, why) -> the patterns that stand so for that reason: thirty with one cause are one line."""
    found: dict[tuple[State, Mark | None, str], dict[str, None]] = {}
    for cell in cells:
        if cell.note and (cell.flavor or cell.state is not State.SKIPPED):
            found.setdefault((cell.state, cell.mark, cell.note), {})[cell.pattern_id] = None
    return {why: tuple(ids) for why, ids in found.items()}


@dataclass(frozen=True, slots=True)
class Load:
    """What one agent loads at the root in full."""

    budget: Budget
    """Once everything is in place."""
    now: int
    """Bytes."""

    @property
    def percent(self) -> int:
        """Of the limit, rounded down; 0 where none is known."""
        return 100 * self.budget.total // self.budget.limit if self.budget.limit else 0

    @property
    def tokens(self) -> int:
        """An estimate: no two agents count alike."""
        return tokens(self.budget.total)


def loads(plan: Plan) -> tuple[Load, ...]:
    """For each agent."""
    now = {budget.flavor: budget.total for budget in plan.before}
    return tuple(Load(budget, now.get(budget.flavor, 0)) for budget in plan.budgets)


def in_groups(wrong: Iterable[PatternTold]) -> Sequence[tuple[Times, str, list[str]]]:
    """(how often, why, patterns) of those that do not arrive once: thirty with one cause are one line."""
    causes: dict[tuple[Times, str], list[str]] = {}
    for one in wrong:
        causes.setdefault((one.times, one.why), []).append(one.id)
    return [(times, why, ids) for (times, why), ids in sorted(causes.items())]


def left_out(plan: Plan) -> Sequence[tuple[str, Mark | None, list[str]]]:
    """(reason, mark, patterns) of what is not sent now: thirty with one cause are one line. The marked come first."""
    causes: dict[tuple[str, Mark | None], list[str]] = {}
    for one in plan.skipped:
        causes.setdefault((one.reason, one.mark), []).append(one.pattern_id)
    return [
        (reason, mark, ids) for (reason, mark), ids in sorted(causes.items(), key=lambda cause: cause[0][1] is None)
    ]
