import datetime
import sqlite3
import unittest
from contextlib import closing
from pathlib import Path

from pipeline import daily, readings, store

DAY = datetime.date(2026, 1, 15)
SAMPLE = Path(__file__).parent / "readings" / f"{DAY}.csv"


class DayTest(unittest.TestCase):
    def setUp(self) -> None:
        self.good, self.bad = readings.parse(SAMPLE.read_text(encoding="utf-8").splitlines())

    def test_a_replaced_meter_is_rejected_with_its_reason(self) -> None:
        self.assertEqual([(r.line, "meter replaced" in r.reason) for r in self.bad], [(50, True)])

    def test_heat_is_added_up_per_building_in_watt_hours(self) -> None:
        self.assertEqual(daily.per_building(self.good), {"school": 315_000, "town-hall": 738_000})

    def test_a_day_with_too_many_rejected_rows_is_not_trusted(self) -> None:
        self.assertTrue(daily.trustworthy(95, 5))
        self.assertFalse(daily.trustworthy(94, 6))

    def test_a_second_run_leaves_the_same_day(self) -> None:
        with closing(sqlite3.connect(":memory:")) as database:
            store.prepare(database)
            for _ in range(2):
                store.replace_day(database, DAY, daily.per_building(self.good), self.bad)
            rows = database.execute("SELECT building, wh FROM daily_heat ORDER BY building").fetchall()
            self.assertEqual(rows, [("school", 315_000), ("town-hall", 738_000)])


if __name__ == "__main__":
    unittest.main()
