"""Layouts in host situations that nobody thought of, against a search through all that could be done there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from session_memory.distribute.delivery import Ask, Layout
from session_memory.distribute.layout import layout
from session_memory.distribute.reading import At, loaded

from .counted import Judge, Layouts, Repo, World, arriving
from .invented import CONTRACTS, FOLDERS, situation

ONE_KIND, SEVERAL = range(700), range(1000, 1300)
AT_ONCE = 50


def batches(seeds: range) -> list[range]:
    return [seeds[at : at + AT_ONCE] for at in range(0, len(seeds), AT_ONCE)]


def asked(seeds: range, most_kinds: int) -> Iterator[tuple[int, Ask, World]]:
    for seed in seeds:
        ask, world = situation(seed, most_kinds)
        if ask.kinds:
            yield seed, ask, world


def chosen(ask: Ask, made: Layout) -> Layouts:
    return tuple(frozenset(made[kind].spots) for kind in ask.kinds)


def promised(made: Layout) -> int:
    return sum(len(kind.wanted) - len(choice.unserved) for kind, choice in made.items())


def most(judge: Judge, enough: int) -> int:
    """How many (flavor, kind) any layout serves; `enough` is when to stop looking."""
    best = 0
    for candidate in judge.layouts():
        best = max(best, judge.served(candidate) or 0)
        if best == enough:
            break
    return best


@pytest.mark.parametrize("seeds", batches(range(200)), ids=str)
def test_what_agents_load_is_the_same_counted_another_way(seeds: range) -> None:
    """Every agent, old and new, in the root and in folders."""
    for seed, ask, world in asked(seeds, 1):
        for name, contract in CONTRACTS.items():
            for folder in ("", *FOLDERS):
                for newest in (True, False):
                    ours = sorted(loaded(contract, ask.tree, newest, At(folder)))
                    assert ours == sorted(arriving(Repo(world), contract, folder, newest)), (seed, name, folder)


@pytest.mark.parametrize("seeds", batches(ONE_KIND), ids=str)
def test_no_layout_at_all_serves_more_or_costs_less(seeds: range) -> None:
    """For patterns of one kind: exactly once wherever any layout can do that, and then the cheapest one."""
    for seed, ask, world in asked(seeds, 1):
        made, judge = layout(ask), Judge(ask, world)
        ours = chosen(ask, made)
        right = (candidate for candidate in judge.layouts() if judge.served(candidate) is not None)
        assert judge.served(ours, strictly=False) == promised(made), seed
        assert judge.cost(ours) <= min(map(judge.cost, right)), (seed, ours)


@pytest.mark.parametrize("seeds", batches(SEVERAL), ids=str)
def test_patterns_of_several_kinds_arrive_wherever_they_can_together(seeds: range) -> None:
    """Two or three kinds in one repository: no joint layout serves more (flavor, kind)."""
    for seed, ask, world in asked(seeds, 3):
        made, judge = layout(ask), Judge(ask, world)
        assert judge.served(chosen(ask, made), strictly=False) == promised(made), seed
        # What each kind could have for itself is a bound for all together; mostly it is met.
        alone = [replace(ask, kinds=(kind,)) for kind in ask.kinds if made[kind].unserved]
        lost = sum(len(made[kind].unserved) for kind in ask.kinds)
        wanted = sum(len(kind.wanted) for kind in ask.kinds)
        if lost != sum(len(one.kinds[0].wanted) - most(Judge(one, world), len(one.kinds[0].wanted)) for one in alone):
            assert promised(made) == most(judge, wanted), seed
