"""Cells, put together for reading: how a pattern stands in a repo is the state that most needs somebody. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from session_memory.model import CellState, Mark, State
from session_memory.website.states import PRESSING
from session_memory.website.words import NEEDS_SOMEBODY, TONES

RANK: Mapping[State | Mark, int] = {state: rank for rank, state in enumerate(PRESSING)} | {
    mark: PRESSING.index(State.PROPOSED if TONES[mark] == "waiting" else State.SKIPPED) for mark in Mark
}
"""State or mark -> its place, what most needs somebody first."""


def by_pattern(cells: Iterable[CellState]) -> Mapping[str, tuple[CellState, ...]]:
    """Pattern id -> its cells: one for each flavor and file."""
    found: dict[str, list[CellState]] = {}
    for cell in cells:
        found.setdefault(cell.pattern_id, []).append(cell)
    return {id: tuple(some) for id, some in found.items()}


def most_pressing(cells: Iterable[CellState]) -> State:
    """Of the states of several flavors, the one that most needs somebody."""
    return min((cell.state for cell in cells), key=RANK.__getitem__)


def counts(cells: Iterable[CellState]) -> Mapping[State | Mark, int]:
    """State or mark -> how many patterns of one repo stand so; what most needs somebody first."""
    patterns = by_pattern(cells)
    numbers: Counter[State | Mark] = Counter(map(most_pressing, patterns.values()))
    numbers.update(mark for some in patterns.values() for mark in {cell.mark for cell in some if cell.mark})
    return {word: numbers[word] for word in sorted(numbers, key=RANK.__getitem__)}


def unsettled(cells: Iterable[CellState]) -> int:
    """How many patterns of one repo need somebody."""
    return len({cell.pattern_id for cell in cells if cell.state in NEEDS_SOMEBODY})


def in_sync(cells: Iterable[CellState]) -> int:
    """How many patterns of one repo stand there as the catalog has them, for every agent."""
    return counts(cells).get(State.IN_SYNC, 0)
