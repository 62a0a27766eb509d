"""Cells, put together for reading: how a pattern stands in a repo is the state that most needs somebody. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from session_memory.model import IMPORT_ID, CellState, Mark, State
from session_memory.website.states import PRESSING
from session_memory.website.words import TONES

RANK: Mapping[State | Mark, int] = {state: rank for rank, state in enumerate(PRESSING)} | {
    mark: PRESSING.index(State.PROPOSED if TONES[mark] == "waiting" else State.SKIPPED) for mark in Mark
}
"""State or mark -> its place, what most needs somebody first."""


def by_pattern(cells: Iterable[CellState]) -> Mapping[str, tuple[CellState, ...]]:
    """Pattern id -> its cells: one for each flavor and file. Import lines are no pattern."""
    found: dict[str, list[CellState]] = {}
    for cell in cells:
        if cell.pattern_id != IMPORT_ID:
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
    """How many patterns of one repo need somebody; its import lines count as one more, as nobody may miss them."""
    return len({cell.pattern_id for cell in cells if cell.needs_somebody})


def in_sync(cells: Iterable[CellState]) -> int:
    """How many patterns of one repo stand there as the catalog has them, for every agent, as far as can be seen now."""
    calm = (some for some in by_pattern(cells).values() if not any(cell.needs_somebody for cell in some))
    return sum(1 for some in calm if most_pressing(some) is State.IN_SYNC)
