"""The database: one day is replaced as a whole."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Mapping, Sequence

from pipeline.readings import Rejected

TABLES = """
CREATE TABLE IF NOT EXISTS daily_heat (
    building TEXT NOT NULL,
    day TEXT NOT NULL,
    wh INTEGER NOT NULL,
    PRIMARY KEY (building, day)
);
CREATE TABLE IF NOT EXISTS rejected_readings (
    day TEXT NOT NULL,
    line INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (day, line)
);
"""


def prepare(database: sqlite3.Connection) -> None:
    """Create the tables where they are missing."""
    database.executescript(TABLES)


def replace_day(
    database: sqlite3.Connection, day: datetime.date, heat: Mapping[str, int], rejected: Sequence[Rejected]
) -> None:
    """Put a day in the place of whatever stood there before, in one transaction."""
    key = day.isoformat()
    with database:
        database.execute("DELETE FROM daily_heat WHERE day = ?", (key,))
        database.execute("DELETE FROM rejected_readings WHERE day = ?", (key,))
        database.executemany("INSERT INTO daily_heat VALUES (?, ?, ?)", [(b, key, wh) for b, wh in heat.items()])
        database.executemany(
            "INSERT INTO rejected_readings VALUES (?, ?, ?)", [(key, r.line, r.reason) for r in rejected]
        )
