"""python -m pipeline DAY --readings FOLDER --database FILE"""

from __future__ import annotations

import argparse
import datetime
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from pipeline import daily, readings, store


def main() -> int:
    """Process one day; 1 when too many of its rows had to be rejected."""
    arguments = argparse.ArgumentParser(prog="pipeline")
    arguments.add_argument("day", type=datetime.date.fromisoformat)
    arguments.add_argument("--readings", type=Path, required=True)
    arguments.add_argument("--database", type=Path, required=True)
    given = arguments.parse_args()
    source = given.readings / f"{given.day}.csv"
    with source.open(encoding="utf-8", newline="") as lines:
        good, bad = readings.parse(lines)
    if not daily.trustworthy(len(good), len(bad)):
        print(f"{source}: {len(bad)} of {len(good) + len(bad)} rows rejected, nothing written", file=sys.stderr)
        return 1
    with closing(sqlite3.connect(given.database)) as database:
        store.prepare(database)
        store.replace_day(database, given.day, daily.per_building(good), bad)
    return 0


if __name__ == "__main__":
    sys.exit(main())
