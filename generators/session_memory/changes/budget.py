"""Bytes that each agent loads, against its limit. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from session_memory.changes import region
from session_memory.changes.standing import Standing
from session_memory.changes.wanted import Want
from session_memory.model import Budget, FileChange, Hosts


@dataclass(frozen=True, slots=True)
class Limits:
    """What each flavor loads, and how much that may be."""

    loads: Mapping[str, tuple[str, ...]]
    """Flavor -> canonical paths, in the order in which it loads them."""
    limits: Mapping[str, int | None]
    """Flavor -> bytes over all its files; None where nobody knows a limit."""


def budgets(limits: Limits, standing: Standing, hosts: Hosts, changes: Sequence[FileChange] = ()) -> tuple[Budget, ...]:
    """One for each flavor, with `changes` carried out."""
    sizes = {path: len(file.content) for path, file in hosts.files.items()}
    sizes |= {change.path: len(change.after or b"") for change in changes}
    found = []
    for flavor, paths in sorted(limits.loads.items()):
        hand = sum(len(standing.rest.get(path, b"")) for path in paths)
        total = sum(sizes.get(path, 0) for path in paths)
        found.append(Budget(flavor, hand, total - hand, limits.limits.get(flavor)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Overrun:
    """A file to which nothing may be added, because an agent that loads it would be over its limit."""

    path: str
    reason: str
    """In few words, for each pattern that is refused by it."""
    told: str
    """In full: the sum, and which patterns would fit."""


def overruns(
    limits: Limits,
    standing: Standing,
    hosts: Hosts,
    changes: Sequence[FileChange],
    wanted: Mapping[str, Mapping[str, Want]],
) -> Mapping[str, Overrun]:
    """The files that `changes` would make too long, by path."""
    found: dict[str, Overrun] = {}
    for budget in budgets(limits, standing, hosts, changes):
        if budget.limit is None or budget.total <= budget.limit:
            continue
        for change in changes:
            if change.path in limits.loads[budget.flavor] and len(change.after or b"") > len(change.before or b""):
                found.setdefault(change.path, _overrun(budget, change, wanted.get(change.path, {})))
    return found


def _overrun(budget: Budget, change: FileChange, wants: Mapping[str, Want]) -> Overrun:
    others = budget.total - len(change.after or b"")
    fits = _fitting(change.before, list(wants.values()), (budget.limit or 0) - others)
    rest = [id for id in wants if id not in fits]
    reason = f"it would put {change.path} over the limit of {budget.limit:,} bytes of {budget.flavor}"
    told = (
        f"{change.path} would be over the limit of {budget.limit:,} bytes of {budget.flavor}: {budget.hand:,} written "
        f"by hand and {budget.ours:,} of ours are {budget.total:,}. In their order these would fit: "
        f"{', '.join(fits) or 'none'}. These would not: {', '.join(rest)}"
    )
    return Overrun(change.path, reason, told)


def _fitting(before: bytes | None, wants: list[Want], room: int) -> list[str]:
    """The first patterns by order that fit into `room` bytes of this file together."""
    ranked = sorted(wants, key=lambda want: (want.order, want.id))
    rest = region.put(before, ()) if before is not None else None

    def size(count: int) -> int:
        return len(region.put(rest, [want.block() for want in ranked[:count]]) or b"")

    fitting = bisect_right(range(1, len(ranked) + 1), room, key=size)
    return [want.id for want in ranked[:fitting]]
