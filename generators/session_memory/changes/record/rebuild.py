"""The registry, made from what stands in a target now and from the audit trail. Pure.

There is no other way to make one: applying ends with it, and after a merge or an accident the same is done again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from session_memory.changes import region
from session_memory.changes.own_file import read_stamp
from session_memory.changes.record.events import Event, Order, Trail, held, id_of
from session_memory.changes.record.registry import Cell, with_holds
from session_memory.model import IMPORT_ID


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read back from one target."""

    files: Mapping[str, bytes]
    """Files of the working tree, or of the branch that a clone follows: those of which it is known what is ours."""
    branches: Mapping[str, Mapping[str, bytes]]
    """Branch of ours that is not merged yet -> the files on it that we wrote."""
    known: frozenset[str]
    """Ids whose text is ours; what else looks like it never becomes a cell."""
    serves: Mapping[tuple[str, str], tuple[str, ...]]
    """(path, pattern) -> flavors that receive the pattern through this file."""
    unreadable: frozenset[str] = field(default_factory=frozenset)
    """Files of which nobody can say what is ours: their cells stay as they were."""


def rebuild(seen: Seen, events: Trail, before: Iterable[Cell] = ()) -> tuple[Cell, ...]:
    """The cells of one repo, sorted; `before` are those that were recorded last."""
    trail = tuple((id or id_of(event), event) for id, event in events)
    origins = _Origins(trail, frozenset(seen.branches))
    cells = [origins.told(cell, seen.files[cell.path]) for cell in _cells_in(seen, seen.files, "")]
    there = {_text(cell) for cell in cells}
    for branch, files in seen.branches.items():
        waiting = (cell for cell in _cells_in(seen, files, branch) if _text(cell) not in there)
        cells += [origins.told(cell, files[cell.path]) for cell in waiting]
    cells += [cell for cell in before if cell.path in seen.unreadable and not cell.branch]
    return with_holds(cells, held(trail))


def _cells_in(seen: Seen, files: Mapping[str, bytes], branch: str) -> Iterator[Cell]:
    for path, content in files.items():
        for id, version, digest in _ours(content):
            if id in seen.known:
                yield Cell(id, path, seen.serves.get((path, id), ()), version, digest, branch=branch)


def _ours(content: bytes) -> Iterator[tuple[str, str, str]]:
    """(id, version, SHA-256 of its text) of everything of ours in a file."""
    stamp = read_stamp(content)
    if stamp is not None:
        yield stamp.id, stamp.version, region.digest(content)
        return
    for block in region.read(content):
        yield block.id, block.version, region.digest(block.body)


class _Origins:
    """Which event and which proposal brought a cell."""

    def __init__(self, trail: Trail, waiting: frozenset[str]) -> None:
        self._trail = trail
        self._waiting = waiting
        self._order = Order(trail)
        self._undone = {event.undoes for _, event in trail}

    def told(self, cell: Cell, content: bytes) -> Cell:
        """The cell with its event and proposal; with neither when the trail has none."""
        place = self._writer(cell, hashlib.sha256(content).hexdigest())
        if place is None:
            return cell
        applied = (n for n in sorted(self._order.past([place]), reverse=True) if self._put(n, cell))
        proposal = next((self._trail[n][1].proposal for n in applied), "")
        return replace(cell, event=self._trail[place][0][:16], proposal=proposal)

    def _writer(self, cell: Cell, digest: str) -> int | None:
        """The last event that wrote these very bytes, else the last one that wrote this file."""
        wrote = [n for n, (_, event) in enumerate(self._trail) if self._reaches(event, cell.branch)]
        after = {n: w.after for n in wrote for w in self._trail[n][1].files if w.path == cell.path and w.after}
        exact = [n for n, side in after.items() if side.sha256 == digest]
        return max(exact or after, default=None)

    def _reaches(self, event: Event, branch: str) -> bool:
        """Whether what it wrote can be seen on `branch`: a branch that is not merged is seen nowhere else."""
        return event.mode != "branch" or event.branch == branch or event.branch not in self._waiting

    def _put(self, place: int, cell: Cell) -> bool:
        """Whether this event put the cell's text there. Import lines belong to no pattern of their own."""
        id, event = self._trail[place]
        names = cell.pattern in event.patterns or cell.pattern == IMPORT_ID
        wrote = any(written.path == cell.path for written in event.files)
        return event.kind == "applied" and id not in self._undone and names and wrote


def _text(cell: Cell) -> tuple[str, str, str, str]:
    return cell.pattern, cell.path, cell.version, cell.digest
