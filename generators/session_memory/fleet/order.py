"""Which repository comes when: every beginning of the order holds its share of each domain. Pure.

Between domains a seat goes to the one whose turn it is by the divisor method of Sainte-Laguë, among those for which it
is not too early. Without that clause one domain of 50 beside 50 of one repository each would take the first 25 seats;
with it no domain is ever a whole seat from its exact share. (The clause is the release time of R. Tijdeman's solution
of the chairman assignment problem, 1980, which also proves the bound.) Inside a domain the SHA-256 of what is rolled
out and of the repository's name decides, so that it is not always the same ones that go first.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush

from session_memory.rollout import LAST, Step, Unit


def in_order(units: Iterable[Unit], what: str) -> tuple[Unit, ...]:
    """The units as they follow each other; `what` names the change, with its versions.

    The same on every machine, whatever order the units are given in.
    """
    waiting: dict[str, list[Unit]] = {}
    for unit in sorted(units, key=lambda unit: _rank(unit, what), reverse=True):
        waiting.setdefault(unit.domain, []).append(unit)
    sizes = {domain: len(there) for domain, there in waiting.items()}
    return tuple(waiting[domain].pop() for domain in turns(sizes))


def _rank(unit: Unit, what: str) -> tuple[str, str]:
    return hashlib.sha256(f"{what}\n{unit.repo}".encode()).hexdigest(), unit.repo


def turns(sizes: Mapping[str, int]) -> Iterator[str]:
    """Which domain has each seat; as many seats as there are repositories. After every seat each domain has less than
    one more or less than its exact share.
    """
    total, last, whole = sum(sizes.values()), max(1, 2 * len(sizes) - 2), math.lcm(*sizes.values())
    taken: Counter[str] = Counter()
    early, due = [(1, domain) for domain in sizes], list[tuple[int, str]]()
    for seat in range(1, total + 1):
        while early and early[0][0] <= seat:
            _, domain = heappop(early)
            # Whose next seat is late first, at (taken + 1 - 1 / last) / size, in whole numbers; then by name.
            heappush(due, (((taken[domain] + 1) * last - 1) * (whole // sizes[domain]), domain))
        _, domain = heappop(due)
        taken[domain] += 1
        if taken[domain] < sizes[domain]:
            # The first seat with seat * size / total - taken >= 1 / last, where `size / total` is the domain's share.
            heappush(early, (-(-total * (taken[domain] * last + 1) // (sizes[domain] * last)), domain))
        yield domain


def seats(number: int, percent: int) -> int:
    """How many of `number` are `percent`, rounded up."""
    return -(-number * percent // LAST)


def steps(order: Sequence[Unit], percents: Iterable[int]) -> tuple[Step, ...]:
    """The steps at these percentages, up to one that reaches all; every critical repository is in the first.

    A step that would reach nobody new is left out.
    """
    found: list[Step] = []
    reached: set[str] = set()
    for percent in sorted({*percents, LAST}):
        first = order[: seats(len(order), percent)]
        critical = [unit for unit in order if unit.critical and not found]
        repos = tuple(dict.fromkeys(unit.repo for unit in (*first, *critical) if unit.repo not in reached))
        reached.update(repos)
        if repos:
            found.append(Step(len(found) + 1, LAST if len(reached) == len(order) else percent, repos))
    return tuple(found)
