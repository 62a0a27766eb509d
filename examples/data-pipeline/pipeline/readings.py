"""One CSV file of hourly readings -> usable readings and rejected rows."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation


@dataclass(frozen=True)
class Reading:
    """Heat that one meter counted in one hour."""

    building: str
    meter: str
    hour: int
    wh: int


@dataclass(frozen=True)
class Rejected:
    """A row that was not used, and why."""

    line: int
    reason: str


def parse(lines: Iterable[str]) -> tuple[list[Reading], list[Rejected]]:
    """Readings and rejected rows of a file with the columns building, meter, hour, kwh."""
    good: list[Reading] = []
    bad: list[Rejected] = []
    for line, row in enumerate(csv.DictReader(lines), start=2):
        try:
            good.append(_reading(row))
        except ValueError as error:
            bad.append(Rejected(line, str(error)))
    return good, bad


def _reading(row: dict[str, str]) -> Reading:
    try:
        kwh = Decimal(row["kwh"])
    except InvalidOperation as error:
        raise ValueError(f"kwh is {row['kwh']!r}, not a number") from error
    if not kwh.is_finite() or kwh < 0:
        raise ValueError(f"kwh is {kwh}: meter replaced or broken")
    return Reading(row["building"], row["meter"], int(row["hour"]), int(kwh * 1000))
