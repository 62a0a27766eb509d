"""Readings of one day -> heat per building. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pipeline.readings import Reading

MOST_REJECTED = 0.05
"""Share of rejected rows above which a day is not trusted."""


def per_building(readings: Iterable[Reading]) -> dict[str, int]:
    """Watt-hours by building, sorted by building."""
    heat: Counter[str] = Counter()
    for reading in readings:
        heat[reading.building] += reading.wh
    return dict(sorted(heat.items()))


def trustworthy(used: int, rejected: int) -> bool:
    """Whether so few rows were rejected that the day may be written."""
    return used > 0 and rejected <= MOST_REJECTED * (used + rejected)
