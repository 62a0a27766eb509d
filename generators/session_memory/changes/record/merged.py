"""After a merge of two catalogs the registry may hold rows that one side had already replaced or taken out. Which
ones, the audit trail tells. Pure.

git's union keeps the lines of both sides wherever they touch: two versions of one cell, and a cell that was taken out
next to one that was added. The trail has the events of both sides, whole, with what came before what.
"""

from __future__ import annotations

from session_memory.changes.record.events import Event, Trail

UNKNOWN = 1 << 60
"""Rank of a row that no event of the trail has written: it is newer than the trail, or there is no trail."""


class Past:
    """What the trail knows of the rows of a registry.

    A row counts when its event is, or comes after, one of the last events that changed this pattern in this file.
    Of rows that count for the same cell, the one of the event that comes last in the trail stays: a cell that was
    changed on both sides is kept once, and one that was changed on one side and taken out on the other is kept.
    """

    def __init__(self, trail: Trail) -> None:
        self._trail = trail
        self._numbers = {id: number for number, (id, _) in enumerate(trail)}
        self._before: list[frozenset[int]] = []
        """Number of an event -> of all that came before it, itself included."""
        for number, (_, event) in enumerate(trail):
            parents = (self._before[self._numbers[parent]] for parent in event.parents)
            self._before.append(frozenset({number}).union(*parents))

    def rank(self, pattern: str, path: str, branch: str, proposal: str) -> int | None:
        """Where the row's event is in the trail; None when the row is left over from before a later event."""
        wrote = [n for n, (_, event) in enumerate(self._trail) if _wrote(event, path, branch)]
        own = max((n for n in wrote if self._trail[n][1].proposal == proposal), default=None)
        if own is None:
            return UNKNOWN
        changed = [n for n in wrote if pattern in self._trail[n][1].patterns]
        last = [n for n in changed if not any(n in self._before[later] for later in changed if later != n)]
        return own if not last or self._before[own] & set(last) else None


def _wrote(event: Event, path: str, branch: str) -> bool:
    place = event.branch if event.mode == "branch" else ""
    return place == branch and any(written.path == path for written in event.files)
