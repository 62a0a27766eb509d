"""A hand edit told for reading: what somebody changed, what the catalog changed meanwhile, and the ways out. Pure but
for git, which makes the differences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from session_memory.changes.drift import Drift
from session_memory.changes.patch import difference
from session_memory.model import IMPORT_ID

APPLIED, STANDS, WANTED = "applied-last", "stands-there-now", "catalog-wants"
"""What the two sides of a difference are called."""


@dataclass(frozen=True, slots=True)
class Told:
    """One hand edit, put in a form for reading."""

    drift: Drift
    by_hand: str
    """Unified diff from what was applied last, or from what the catalog wants when nobody remembers that."""
    by_catalog: str
    """Unified diff of what the catalog changed since; empty when it changed nothing, or nobody can say."""
    ways: Mapping[str, str]
    """What a person can do about it -> the command."""


def in_three_ways(drift: Drift, repo: str) -> Told:
    """The hand edit in that form."""
    path, applied, wanted = drift.item.path, drift.applied, drift.wanted
    stands = (f"{STANDS}/{path}", drift.stands)
    by_hand = by_catalog = ""
    if applied is not None:
        by_hand = difference((f"{APPLIED}/{path}", applied), stands)
        if wanted is not None and wanted != applied:
            by_catalog = difference((f"{APPLIED}/{path}", applied), (f"{WANTED}/{path}", wanted))
    elif wanted is not None:
        by_hand = difference((f"{WANTED}/{path}", wanted), stands)
    return Told(drift, by_hand, by_catalog, dict(_ways(drift, repo)))


def _ways(drift: Drift, repo: str) -> Iterator[tuple[str, str]]:
    id = drift.item.pattern_id
    if drift.wanted is not None:
        yield "take ours back, as a proposal", f"make distribute REPO={repo} PATTERN={id} OURS=1"
    if id != IMPORT_ID:
        yield "keep what stands there", f'make exempt REPO={repo} PATTERN={id} REASON="..." DAYS=90'
    if id != IMPORT_ID and drift.wanted is not None:
        yield "send it upstream, into the pattern", f"make upstream REPO={repo} PATTERN={id}"
