"""What stays when not everything fits: the best that there is, held against every other choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations, product
from unittest.mock import patch

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.distribute.samples import sample

from session_memory.changes.measure import after
from session_memory.changes.standing import standing
from session_memory.distribute import packing
from session_memory.distribute.caps import Passed
from session_memory.distribute.deliver import Move, Renderer, Situation, deliver
from session_memory.distribute.fitting import Fitting
from session_memory.distribute.flavors import table
from session_memory.distribute.moving import SEEN, WHOLE
from session_memory.distribute.packing import Option, Puzzle, pack
from session_memory.distribute.tree import tree_of
from session_memory.distribute.worth import worth
from session_memory.model import (
    ON_DEMAND,
    Deliveries,
    Form,
    Hint,
    HostFile,
    Hosts,
    Outcome,
    Policy,
    Repo,
    Scope,
    Section,
    SolutionPattern,
)

NUMBERS = st.integers(0, 12)


@st.composite
def puzzles(draw: st.DrawFn) -> tuple[list[list[Option]], list[int]]:
    """Up to eight items with up to three options, and up to three limits."""
    limits = draw(st.integers(0, 3))
    option = st.builds(Option, NUMBERS, st.tuples(*[NUMBERS] * limits))
    items = draw(st.lists(st.lists(option, min_size=1, max_size=3), max_size=8))
    return items, draw(st.lists(st.integers(-2, 40), min_size=limits, max_size=limits))


def fits(chosen: Sequence[Option], rooms: Sequence[int]) -> bool:
    return all(sum(option.weights[at] for option in chosen) <= room for at, room in enumerate(rooms))


def best_of_all(items: list[list[Option]], rooms: list[int]) -> int | None:
    values = (sum(option.value for option in chosen) for chosen in product(*items) if fits(chosen, rooms))
    return max(values, default=None)


@settings(max_examples=400, deadline=None)
@given(puzzles())
def test_no_choice_that_fits_is_worth_more(puzzle: tuple[list[list[Option]], list[int]]) -> None:
    """Held against all of them."""
    items, rooms = puzzle
    found, best = pack(items, rooms), best_of_all(items, rooms)
    if best is None:
        assert found is None
        return
    assert found is not None
    chosen = [options[number] for options, number in zip(items, found, strict=True)]
    assert fits(chosen, rooms) and sum(option.value for option in chosen) == best
    assert pack(items, rooms, best - 1) is not None and pack(items, rooms, best) is None


@settings(max_examples=100, deadline=None)
@given(puzzles(), st.sampled_from([0, 3, 20]))
def test_what_takes_too_long_is_answered_all_the_same(puzzle: tuple[list[list[Option]], list[int]], work: int) -> None:
    """By something that fits, and is below the best by no more than the docstring says where values were rounded."""
    items, rooms = puzzle
    best = best_of_all(items, rooms)
    with patch.object(packing, "WORK", work):
        found = pack(items, rooms)
    if found is None:
        # A few states at a time may all lead nowhere; what they keep is the most promising, not what surely fits.
        assert best is None or len(rooms) > 0
        return
    assert fits([options[number] for options, number in zip(items, found, strict=True)], rooms)


def test_of_equals_the_lighter_stays_then_the_first() -> None:
    """So that the same patterns stay on every machine."""

    def stays(*items: tuple[int, int], room: int) -> tuple[int, ...] | None:
        return pack([[Option(value, (weight,)), Option(0, (0,))] for value, weight in items], [room])

    assert stays((5, 5), (5, 5), (5, 5), room=10) == (0, 0, 1)
    assert stays((5, 5), (5, 4), (5, 5), room=5) == (1, 0, 1)
    assert stays((5, 5), (5, 4), (3, 1), room=5) == (1, 0, 0)


@pytest.mark.parametrize("limits", [1, 2, 3])
def test_a_thousand_patterns_come_near_what_nobody_can_pass(limits: int) -> None:
    """The bound is that of the fractional knapsack; the exact best lies below it."""
    items = [
        [Option(600 + number * 7919 % 400, weights(number, limits)), Option(0, (0,) * limits)] for number in range(1000)
    ]
    rooms = [20_000 + 3_000 * at for at in range(limits)]
    found = pack(items, rooms)
    assert found is not None
    chosen = [options[number] for options, number in zip(items, found, strict=True)]
    assert fits(chosen, rooms)
    assert sum(option.value for option in chosen) >= 0.99 * Puzzle(items, rooms).most


def weights(number: int, limits: int) -> tuple[int, ...]:
    """Not every pattern counts against every limit."""
    return tuple(200 + number * 104729 % 401 if at == 0 or (number + at) % 3 else 0 for at in range(limits))


# --- in a repository ------------------------------------------------------------------------------------

HAND = {
    "none": {},
    "AGENTS.md": {"AGENTS.md": 900},
    "CLAUDE.md": {"CLAUDE.md": 900},
    "both": {"AGENTS.md": 500, "CLAUDE.md": 700},
    "nested": {"AGENTS.md": 300, "shop/AGENTS.md": 800},
    "windows": {"AGENTS.md": 600},
}
FLAVORS = ("claude", "codex", "grok", "jules")


def hand_written(situation: str) -> Mapping[str, bytes]:
    end = b"\r\n" if situation == "windows" else b"\n"
    return {path: (b"word " * 9 + b"word" + end) * (size // 50) for path, size in HAND[situation].items()}


def pattern(number: int, lines: int, confidence: float, order: int, flavors: tuple[str, ...]) -> SolutionPattern:
    text = "\n".join(f"- Step {line} of what to do there." for line in range(lines))
    return sample(
        id=f"pattern-{number}",
        title=f"Pattern {number}",
        confidence=confidence,
        sections=(Section("Solution", text, 10),),
        scope=Scope(flavors=flavors),
        rendering_hints={flavor: Hint(order=order) for flavor in FLAVORS},
    )


def fitting(situation: str, repo: Repo, patterns: Sequence[SolutionPattern]) -> Fitting:
    contents = hand_written(situation)
    found = standing(Hosts({path: HostFile(path, text) for path, text in contents.items()}), frozenset(contents))
    tree = tree_of(contents, [distributor.contract for distributor in table().values()])
    measure = partial(after, standing=found)
    return Fitting(patterns, Situation(repo, Policy(), tree, {}), Renderer(table()), measure, measure(Deliveries()))


def value(patterns: Sequence[SolutionPattern], repo: Repo, made: Deliveries) -> int:
    """What arrives, in full or as a line."""
    by_id = {pattern.id: pattern for pattern in patterns}
    forms = {(f, p.artifact.pattern_id): p.artifact.form for p in made.placements for f in p.serves}
    arrived = {(d.flavor, d.pattern_id) for d in made.outcomes if d.outcome is not Outcome.REFUSED}
    return sum(
        worth(by_id[id], repo, flavor) * (SEEN if forms[flavor, id] in ON_DEMAND else WHOLE) for flavor, id in arrived
    )


def moves_of(flavors: tuple[str, ...]) -> Iterator[Move]:
    """All that can be asked for a pattern that moves: some of its flavors get it on demand, or not at all."""
    for count in range(1, len(flavors) + 1):
        for some in combinations(flavors, count):
            yield {flavor: Form.INDEX if flavor == "jules" else Form.SKILL for flavor in some}
            if "jules" in some:
                yield {flavor: None if flavor == "jules" else Form.SKILL for flavor in some}


def lost(over: tuple[Passed, ...]) -> bool:
    return any(one.cap.hard and one.total > one.hand for one in over)


def best_of_all_moves(case: Fitting) -> int:
    """Every subset of patterns moved, for every set of flavors."""
    repo, best = case.situation.repo, 0
    for moved in (some for count in range(1, len(case.patterns) + 1) for some in combinations(case.patterns, count)):
        for move in moves_of(repo.flavors):
            moves = {p.id: {f: form for f, form in move.items() if f in p.scope.flavors} for p in moved}
            made = deliver(case.patterns, case.situation, case.renderer, moves)
            if not lost(case.over(made)):
                best = max(best, value(case.patterns, repo, made))
    return best


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, Repo, list[SolutionPattern]]:
    flavors = draw(st.lists(st.sampled_from(FLAVORS), min_size=1, max_size=2, unique=True).map(tuple))
    some = st.sampled_from([flavors, flavors, flavors[:1]])
    made = st.tuples(st.integers(5, 40), st.sampled_from([0.6, 0.8, 0.9]), st.sampled_from([50, 100, 300]), some)
    patterns = [pattern(at, *given) for at, given in enumerate(draw(st.lists(made, min_size=1, max_size=3)))]
    limited = draw(st.lists(st.sampled_from(flavors), min_size=1, unique=True))
    repo = Repo(name="shop", flavors=flavors, budget={flavor: draw(st.integers(300, 5000)) for flavor in limited})
    return draw(st.sampled_from(sorted(HAND))), repo, patterns


@settings(max_examples=60, deadline=None)
@given(cases())
def test_what_arrives_is_worth_as_much_as_anything_that_fits(case: tuple[str, Repo, list[SolutionPattern]]) -> None:
    """Held against every subset of patterns moved; nothing of ours stands where it passes a limit."""
    asked = fitting(*case)
    made = deliver(asked.patterns, asked.situation, asked.renderer)
    assume(lost(asked.over(made)) and all(d.outcome is not Outcome.REFUSED for d in made.outcomes))
    kept = asked.best(made)
    assert not lost(asked.over(kept))
    assert value(asked.patterns, asked.situation.repo, kept) >= best_of_all_moves(asked)
