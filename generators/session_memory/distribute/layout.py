"""Where the patterns of every kind go in one repo: the best right choice for one kind after another. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from session_memory.distribute.delivery import Ask, Choice, Kind, Layout, offers
from session_memory.distribute.search import best


@lru_cache(maxsize=4096)
def layout(ask: Ask) -> Layout:
    """A choice for each kind, the most common placed first.

    Where that leaves a flavor without, the kind that suffers is placed first instead. Held against an exhaustive
    search by tests/distribute/test_layout_laws.py.
    """
    order = sorted(ask.kinds, key=lambda k: (-len(k.wanted), k.scoped, k.forms, k.wanted, k.folder))
    chosen: dict[Kind, Choice] = {}
    for _ in range(len(order)):
        made = _in_order(ask, order)
        if not chosen or _unserved(made) < _unserved(chosen):
            chosen = made
        first = next((kind for kind in order if made[kind].unserved), None)
        if first is None or first == order[0]:
            break
        order = [first, *(kind for kind in order if kind != first)]
    return chosen


def _unserved(made: Layout) -> int:
    return sum(len(choice.unserved) for choice in made.values())


def _in_order(ask: Ask, order: Iterable[Kind]) -> dict[Kind, Choice]:
    made: dict[Kind, Choice] = {}
    for kind in order:
        made[kind] = _every_flavor(ask, kind) if ask.every_flavor else best(ask, kind, made)
    return made


def _every_flavor(ask: Ask, kind: Kind) -> Choice:
    own = {flavor: next(iter(offers(ask, kind, flavor)), None) for flavor in kind.wanted}
    spots = {spot for spot in own.values() if spot is not None}
    return Choice(tuple(sorted(spots)), frozenset(flavor for flavor, spot in own.items() if spot is None))
