"""Which versions of which agents were last asked what they load, and did in every situation what the contracts say."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

RECORD = Path(__file__).with_name("confirmed.json")
"""Written by `make agents`, whole, once every agent has passed; never by hand."""


@dataclass(frozen=True, slots=True, order=True)
class Confirmation:
    """One agent that was asked."""

    flavor: str
    date: str
    """The day, as YYYY-MM-DD."""
    version: str
    situations: int
    """In how many small repositories it was asked."""


@cache
def confirmations() -> tuple[Confirmation, ...]:
    """All of the last run, by flavor; an older version of an agent may stand beside the newest."""
    return tuple(Confirmation(**row) for row in json.loads(RECORD.read_text("utf-8")))


def confirmed(flavor: str) -> tuple[Confirmation, ...]:
    """Those of one flavor; none for an agent that cannot be asked."""
    return tuple(one for one in confirmations() if one.flavor == flavor)


def as_json(all_of_them: Iterable[Confirmation]) -> bytes:
    """The record."""
    return (json.dumps([asdict(one) for one in sorted(all_of_them)], indent=2) + "\n").encode()
