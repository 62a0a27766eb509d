"""How fast a forge is asked: a bucket of tokens for each kind of call, which fills as time goes by. Pure.

In any stretch of time no more than its share of the rate, and a burst, are taken: also across runs, as long as the
bucket is kept between them. A clock that goes back and forth fills nothing: the latest time that was seen counts. When
it was set back for good, that shows in a full filling's time. A bucket that cannot be read counts as empty.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

FORMAT = 1
BURST = 10
"""This part of what a rate allows may come at once, and at least one."""
NEARLY = 1e-9
"""Of a token: what adding and subtracting leaves."""


@dataclass(frozen=True, slots=True)
class Pace:
    """So many in so many seconds."""

    amount: int
    seconds: float

    @property
    def burst(self) -> float:
        """How many may come at once after a pause."""
        return max(1.0, self.amount / BURST) if self.amount else 0.0

    @property
    def per_second(self) -> float:
        """How fast a bucket fills."""
        return self.amount / self.seconds

    @property
    def filling(self) -> float:
        """Seconds in which an empty bucket is full, where anything is allowed at all."""
        return self.burst / self.per_second


@dataclass(frozen=True, slots=True)
class Bucket:
    """What may be taken at once, and since when it fills."""

    tokens: float
    at: float
    """Seconds since the epoch."""
    back: float | None = None
    """Where the clock stood when it was first seen before `at`; None while it is not."""


def full(pace: Pace, now: float) -> Bucket:
    """Where nothing was ever taken."""
    return Bucket(pace.burst, now)


def take(bucket: Bucket, pace: Pace, now: float) -> tuple[Bucket, float]:
    """The bucket with one token taken, and 0; or as it is by now, and in how many seconds to come again.

    Infinitely many when the pace allows nothing. Who waits has taken nothing: if it is killed, nothing is lost.
    """
    if not pace.amount:
        return Bucket(0.0, max(bucket.at, now)), math.inf
    there = _by_now(bucket, pace, now)
    if there.tokens >= 1 - NEARLY:
        return replace(there, tokens=max(0.0, there.tokens - 1)), 0.0
    if there.back is not None and there.back + pace.filling < there.at:
        return there, there.back + pace.filling - now
    return there, there.at - now + (1 - there.tokens) / pace.per_second


def _by_now(bucket: Bucket, pace: Pace, now: float) -> Bucket:
    """With what came in since it was looked at last."""
    if now >= bucket.at:
        return Bucket(min(pace.burst, bucket.tokens + (now - bucket.at) * pace.per_second), now)
    back = now if bucket.back is None else min(bucket.back, now)
    if now >= back + pace.filling:
        return Bucket(pace.burst, now)
    return Bucket(min(pace.burst, bucket.tokens), bucket.at, back)


def content(buckets: Mapping[str, Bucket]) -> bytes:
    """The file that keeps buckets between runs."""
    rows = {name: asdict(bucket) for name, bucket in sorted(buckets.items())}
    return (json.dumps({"format": FORMAT, "buckets": rows}, indent=1) + "\n").encode()


def read(file: bytes | None, names: Iterable[str], now: float) -> dict[str, Bucket]:
    """The buckets that such a file keeps; of one that is not in it nothing was ever taken.

    Where nobody can say what was taken, all of `names` are empty.
    """
    if file is None:
        return {}
    try:
        document = json.loads(file)
        if document["format"] != FORMAT:
            raise ValueError(document["format"])
        rows = document["buckets"].items()
        return {name: _bucket(row) for name, row in rows}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        return dict.fromkeys(names, Bucket(0.0, now))


def _bucket(row: Mapping[str, Any]) -> Bucket:
    back = row.get("back")
    return Bucket(_number(row["tokens"]), _number(row["at"]), None if back is None else _number(back))


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise ValueError(value)
    return float(value)
