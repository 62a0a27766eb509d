"""Waiting for one's turn: policy says how fast a forge may be asked, and what was asked is kept between runs."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from pathlib import Path

import click

from session_memory import files
from session_memory.changes.write import journal
from session_memory.changes.write.request import PUSHES, REQUESTS
from session_memory.cli.seeing.road import POLICY
from session_memory.errors import BusyError, DeniedError
from session_memory.fleet.rate import Pace, content, full, read, take
from session_memory.model import Rate

NAME = "rate.json"
LONGEST = 60.0
"""Seconds to sleep before the clock is asked again: somebody may set it meanwhile."""
MOMENT = 0.05
"""Seconds for which another run may hold the file."""


@dataclass(frozen=True, slots=True)
class Turns:
    """Called with what is to be done, it returns when that may be done, and has noted it."""

    root: Path
    """Of the catalog."""
    rate: Rate

    def __call__(self, what: str) -> None:
        """Wait, and say so. Raises DeniedError where policy allows none at all."""
        key, pace, unit = {
            PUSHES: ("pushes_per_minute", Pace(self.rate.pushes_per_minute, 60), "a minute"),
            REQUESTS: ("requests_per_hour", Pace(self.rate.requests_per_hour, 3600), "an hour"),
        }[what]
        told = False
        while (left := self._left(what, pace)) > 0:
            if math.isinf(left):
                raise DeniedError(f"policy allows no {what}", POLICY, f"raise `{key}` in `rate`")
            if not told:
                click.echo(f"waiting {math.ceil(left)} s: policy allows {pace.amount} {what} {unit}", err=True)
                told = True
            time.sleep(min(left, LONGEST))

    def _left(self, what: str, pace: Pace) -> float:
        """Seconds to wait; 0 when the turn has come, and is noted as taken."""
        folder = files.make_folder(self.root / journal.FOLDER)
        while True:
            try:
                with files.locked(folder, NAME):
                    return self._noted(folder / NAME, what, pace)
            except BusyError:
                time.sleep(MOMENT)

    @staticmethod
    def _noted(path: Path, what: str, pace: Pace) -> float:
        there, now = files.look_inside(path.parent, path.name), time.time()
        buckets = read(there.content if there else None, (PUSHES, REQUESTS), now)
        buckets[what], left = take(buckets.get(what, full(pace, now)), pace, now)
        files.write(path, content(buckets))
        return left
