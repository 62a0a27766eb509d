"""The canary order: whom a change reaches first."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from session_memory.fleet.order import in_order, seats, steps, turns
from session_memory.rollout import Unit

SIZES = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(1, 40), min_size=1, max_size=9)


def fleet(sizes: dict[str, int], critical: int = 0) -> list[Unit]:
    names = [(domain, f"{domain}-{n}") for domain, size in sorted(sizes.items()) for n in range(size)]
    chosen = set(random.Random(critical).sample(names, min(critical, len(names))))
    return [Unit(name, domain, (domain, name) in chosen) for domain, name in names]


def worst(sizes: dict[str, int]) -> float:
    """How far any domain is from its exact share after any seat."""
    total, taken, found = sum(sizes.values()), Counter[str](), 0.0
    for seat, domain in enumerate(turns(sizes), 1):
        taken[domain] += 1
        found = max(found, *(abs(taken[d] - seat * size / total) for d, size in sizes.items()))
    return found


@settings(max_examples=150, deadline=None)
@given(SIZES)
def test_no_domain_is_a_seat_from_its_share(sizes: dict[str, int]) -> None:
    """After every seat, which is more than the 1.5 that is asked for."""
    assert worst(sizes) < 1


@settings(max_examples=100, deadline=None)
@given(SIZES)
def test_a_seat_goes_to_the_first_that_is_late_among_those_that_are_due(sizes: dict[str, int]) -> None:
    """Seat by seat as the rule has it, looking at every domain each time; names decide between equals."""
    early = Fraction(1, max(1, 2 * len(sizes) - 2))
    share = {domain: Fraction(size, sum(sizes.values())) for domain, size in sizes.items()}
    taken, expected = Counter[str](), []
    for seat in range(1, sum(sizes.values()) + 1):
        due = [d for d in sizes if seat * share[d] - taken[d] >= early and taken[d] < sizes[d]]
        expected.append(min(due, key=lambda d: ((taken[d] + 1 - early) / share[d], d)))
        taken[expected[-1]] += 1
    assert list(turns(sizes)) == expected


def test_many_domains_are_put_in_order_at_once() -> None:
    """Every reading of a rollout does it: looking at each domain for each seat would take minutes."""
    units = [Unit(f"repo-{n}", f"domain-{n % 5000}") for n in range(10_000)]
    began = time.process_time()
    assert len(in_order(units, "one@1.0.0")) == len(units)
    assert time.process_time() - began < 1


def test_one_large_domain_does_not_come_first_beside_many_small_ones() -> None:
    """The plain divisor method gives it all of the first 25 seats."""
    sizes = {"large": 50} | {f"small-{n:02}": 1 for n in range(50)}
    assert worst(sizes) < 1
    plain = sorted((2 * taken + 1, domain) for domain, size in sizes.items() for taken in range(size))
    divided = sorted((weight / sizes[domain], domain) for weight, domain in plain)
    assert [domain for _, domain in divided[:25]] == ["large"] * 25


@settings(max_examples=100, deadline=None)
@given(SIZES, st.integers(0, 8), st.sets(st.integers(1, 99), max_size=4), st.randoms())
def test_steps_are_beginnings_of_one_order(
    sizes: dict[str, int], critical: int, percents: set[int], rng: random.Random
) -> None:
    """Each has its percentage of all, rounded up, and the critical ones; nobody is in two, nobody in none."""
    units = fleet(sizes, critical)
    shuffled = rng.sample(units, len(units))
    order = in_order(shuffled, "one@1.0.0")
    assert order == in_order(units, "one@1.0.0"), "the order in which they are given does not matter"
    first = {unit.repo for unit in units if unit.critical}
    made = steps(order, percents)
    assert sorted(repo for step in made for repo in step.repos) == sorted(unit.repo for unit in units)
    for step, reached in zip(made, accumulate(len(step.repos) for step in made), strict=True):
        beginning = {unit.repo for unit in order[: seats(len(order), step.percent)]}
        assert reached == len(beginning | first)
        assert {repo for one in made[: step.number] for repo in one.repos} == beginning | first
    assert made[-1].percent == 100 and [step.number for step in made] == list(range(1, len(made) + 1))


def test_who_comes_first_depends_on_what_is_rolled_out() -> None:
    """So that the same repositories do not try everything out for the others."""
    units = fleet({"a": 30, "b": 30})
    firsts = {in_order(units, f"p@1.0.{n}")[0].repo for n in range(20)}
    assert len(firsts) > 5


def test_the_order_is_the_same_everywhere() -> None:
    """In another process with another hash seed, and as it was when this was written."""
    code = (
        "from session_memory.fleet.order import in_order; from session_memory.rollout import Unit;"
        "print(*(u.repo for u in in_order([Unit(f'{d}{n}', d) for d in 'abc' for n in range(4)], 'p@1.0.0')))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert said == {GOLDEN + "\n"}


GOLDEN = "a0 b3 c2 a2 b1 c1 a3 b2 c0 a1 b0 c3"


@pytest.mark.parametrize(
    ("number", "percent", "expected"), [(1, 10, 1), (10, 10, 1), (11, 10, 2), (0, 10, 0), (7, 100, 7)]
)
def test_a_percentage_is_rounded_up(number: int, percent: int, expected: int) -> None:
    """One repository of three is the canary, not none."""
    assert seats(number, percent) == expected
