"""After a merge of two catalogs the registry may hold rows that one side had already replaced or taken out. Which
ones, the audit trail tells. Pure.

git's union keeps the lines of both sides wherever they touch: two versions of one cell, and a cell that was taken out
next to one that was added. The trail has the events of both sides, whole, with what came before what.
"""

from __future__ import annotations

from session_memory.changes.record.events import Event, Order, Trail

UNKNOWN = 1 << 60
"""Rank of a row that no event of the trail has written: it is newer than the trail, or there is no trail."""


class Past:
    """What the trail knows of the rows of a registry.

    A row counts when its event is, or comes after, one of the last events that changed this pattern in this file.
    Of rows that count for the same cell, the one whose event comes last in the trail stays: a cell that was changed
    on both sides is kept once, and one that was changed on one side and taken out on the other is kept.
    """

    def __init__(self, trail: Trail, seen: frozenset[str]) -> None:
        """`seen` are the events, by the first 16 digits, of rows of the working tree: their branches are merged."""
        self._events = tuple(event for _, event in trail)
        self._order = Order(trail)
        self._places = {id[:16]: place for id, place in self._order.places.items()}
        self._merged = {self._places[id] for id in seen if id in self._places}

    def rank(self, pattern: str, path: str, branch: str, event: str) -> int | None:
        """Where the row's event is in the trail; None when the row is left over from before a later event."""
        own = self._places.get(event)
        if own is None:
            return UNKNOWN
        if branch and own in self._merged:
            return None
        on = (n for n in range(len(self._events)) if self._on(n) == branch)
        changed = [n for n in on if _changed(self._events[n], pattern, path)]
        return own if not changed or self._order.past([own]) & self._last(changed) else None

    def _last(self, places: list[int]) -> set[int]:
        """Those that came before none of the others."""
        last: set[int] = set()
        before: set[int] = set()
        for place in reversed(places):
            if place not in before:
                last.add(place)
                before |= self._order.past([place], since=places[0])
        return last

    def _on(self, place: int) -> str:
        """The branch that an event wrote to; empty for the working tree, and for what has been seen there since."""
        event = self._events[place]
        return event.branch if event.mode == "branch" and place not in self._merged else ""


def _changed(event: Event, pattern: str, path: str) -> bool:
    return pattern in event.patterns and any(written.path == path for written in event.files)
