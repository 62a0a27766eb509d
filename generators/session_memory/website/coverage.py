"""How much of what is wanted was there, over time: out of the audit trail of each repo. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from session_memory.model import State
from session_memory.rollout import Came, Progress
from session_memory.website.matrix import Matrix
from session_memory.website.rollouts import events_of
from session_memory.website.site_model import RepoView

APPLIED, TAKEN = "applied", ("rolled-back", "removed")
NOT_WANTED = (State.SKIPPED, State.ORPHANED)
MOST = 60
"""Points of one plot: each is a row of its table, too."""


@dataclass(frozen=True, slots=True)
class Point:
    """How many were there from a moment on."""

    at: str
    """In UTC, such as 2026-11-21T10:15:00Z."""
    done: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """A number over time."""

    of: int
    """All that are wanted."""
    points: tuple[Point, ...] = ()
    """Oldest first, each moment once."""
    marks: tuple[tuple[str, str], ...] = ()
    """(moment, what people did then), oldest first."""

    def percent(self, point: Point) -> int:
        """Rounded down."""
        return 100 * point.done // self.of if self.of else 0


def of_fleet(matrix: Matrix, views: Iterable[RepoView]) -> Coverage:
    """Of the (repo, pattern) that are wanted today: for how many a change was applied, and not taken back, by then."""
    wanted = {row.repo.name: {id for id, state in row.states.items() if state not in NOT_WANTED} for row in matrix.rows}
    moves = (move for view in views for move in _moves(view, wanted.get(view.repo.name, set())))
    return Coverage(sum(map(len, wanted.values())), _summed(moves))


def _moves(view: RepoView, wanted: set[str]) -> Iterator[tuple[str, int]]:
    """(moment, how many more patterns that are wanted there)."""
    there: set[str] = set()
    for happened in reversed(view.log):
        before, about = len(there), wanted.intersection(happened.patterns)
        if happened.what == APPLIED:
            there |= about
        elif happened.what in TAKEN:
            there -= about
        yield happened.at, len(there) - before


def of_rollout(progress: Progress, views: Iterable[RepoView]) -> Coverage:
    """Of its repositories: how many had the change by then. Those that are not meant to get anything do not count."""
    units = {unit.repo for unit in progress.rollout.units}
    moments = {one.id: one.at for view in views if view.repo.name in units for one in view.log}
    moves = ((moments.get(event, ""), more) for event, more in events_of(progress))
    out = {result.repo for result in progress.results if result.came in (Came.NOTHING, Came.SKIPPED)}
    marks = tuple((one.at, f"{one.kind}: {progress.rollout.step(one.step).name}") for one in progress.happenings)
    return Coverage(len(units - out), _summed(moves), marks)


def _summed(moves: Iterable[tuple[str, int]]) -> tuple[Point, ...]:
    """The sums, without moves of which nobody knows when they were."""
    points: dict[str, int] = {}
    done = 0
    for at, more in sorted((at, more) for at, more in moves if more and moment(at)):
        done += more
        points[at] = done
    return _thinned([Point(at, number) for at, number in points.items()])


def _thinned(points: list[Point]) -> tuple[Point, ...]:
    """The last one of each of so many equal stretches of time."""
    if len(points) <= MOST:
        return tuple(points)
    first, last = seconds(points[0].at), seconds(points[-1].at)
    stretch = (last - first) / (MOST - 1)
    return tuple({int((seconds(point.at) - first) / stretch): point for point in points}.values())


def moment(at: str) -> datetime.datetime | None:
    """A time as it is written down; None for what is none, or says not in which zone."""
    try:
        found = datetime.datetime.fromisoformat(at)
    except ValueError:
        return None
    return found if found.tzinfo else None


def seconds(at: str) -> float:
    """Since 1970."""
    found = moment(at)
    return found.timestamp() if found else 0.0
