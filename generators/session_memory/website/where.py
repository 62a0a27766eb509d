"""How one pattern stands across repos, grouped for reading. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from session_memory.model import CellState, Mark, State
from session_memory.website.cells import RANK


@dataclass(frozen=True, slots=True)
class There:
    """One repo in a group."""

    repo: str
    flavors: tuple[str, ...]
    path: str
    version: str
    note: str


Group = tuple[State, Mark | None]


def by_state(cells: Iterable[CellState]) -> Mapping[Group, Sequence[There]]:
    """State and mark -> the repos in which the pattern stands so; what needs somebody first.

    Flavors that share file and version share a row.
    """
    groups: dict[Group, dict[tuple[str, str, str, str], list[str]]] = {}
    for cell in sorted(cells, key=lambda cell: RANK[cell.state]):
        rows = groups.setdefault((cell.state, cell.mark), {})
        rows.setdefault((cell.repo, cell.path, cell.version, cell.note), []).append(cell.flavor)
    return {
        group: [There(repo, tuple(filter(None, flavors)), *rest) for (repo, *rest), flavors in rows.items()]
        for group, rows in groups.items()
    }
