"""A number over time as the lines of a picture. Its words are outside it, where they keep their size. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from session_memory.website.coverage import Coverage, moment, seconds

WIDTH, HEIGHT = 600, 100
"""Of the picture's own units: a page stretches it, and a per cent is one unit high."""


@dataclass(frozen=True, slots=True)
class Plot:
    """What a template needs to draw it and to say the same in a table."""

    line: str
    """Path of a line that goes up and down in steps."""
    area: str
    """The same, closed at the bottom."""
    marks: tuple[tuple[float, str, str], ...]
    """(how far to the right, moment, what happened)."""
    rows: tuple[tuple[str, int, int], ...]
    """(moment, number, per cent)."""
    of: int
    first: str
    last: str


def plot(coverage: Coverage) -> Plot | None:
    """The picture; None where nothing has a time yet."""
    points = coverage.points
    if not points or not coverage.of:
        return None
    marks = [(at, what) for at, what in coverage.marks if moment(at)]
    times = sorted(seconds(at) for at in (*(point.at for point in points), *(at for at, _ in marks)))
    first, width = times[0], times[-1] - times[0]

    def across(at: str) -> float:
        return round(WIDTH * (seconds(at) - first) / width, 1) if width else 0.0

    line = f"M{across(points[0].at):g} {HEIGHT}"
    for point in points:
        line += f"H{across(point.at):g}V{HEIGHT - min(HEIGHT, coverage.percent(point))}"
    line += f"H{WIDTH}"
    ends = sorted([*(point.at for point in points), *(at for at, _ in marks)], key=seconds)
    return Plot(
        line=line,
        area=f"{line}V{HEIGHT}Z",
        marks=tuple((across(at), at, what) for at, what in marks),
        rows=tuple((point.at, point.done, coverage.percent(point)) for point in points),
        of=coverage.of,
        first=ends[0],
        last=ends[-1],
    )
