"""Which of its options each item takes, so that the whole is worth the most and fits into every limit. Pure.

A knapsack with several limits. It is answered exactly, with states of which none is both worth more and lighter than
another (Nemhauser and Ullmann, 1969), and without those that cannot become better than an answer that is known
already: what all the rest could add at most follows from a price for each limit (Lagrange). See `pack` for what
happens when there are too many such states.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

WORK = 15_000
"""States made and compared, after which values are rounded more coarsely; a tenth of a second or less."""
PARTS = (0, 300, 10)
"""Of the greatest value, to whose multiples values are rounded up; 0 is not at all."""
FEW = 48
"""States that are kept for a first answer."""
CORE = 128
"""Items, those with the most doubt, of which every choice is looked at; the others take what their prices say."""
NEAR = 0.002
"""Of the bound: of more items than CORE, an answer that is no further below is good enough."""
STEPS = 16
"""Halvings of the range in which the price of a limit lies."""


@dataclass(frozen=True, slots=True)
class Option:
    """What can become of an item."""

    value: int
    weights: tuple[int, ...]
    """In each limit; never negative."""


Number = TypeVar("Number", int, float)
Items = Sequence[Sequence[Option]]
State = tuple[int, tuple[int, ...], int]
"""Minus the value, what is used of each limit, minus the choices as digits; the smallest of equals is wanted."""


def pack(items: Items, rooms: Sequence[int], above: int = -1) -> tuple[int, ...] | None:
    """For each item the number of its option; None when nothing that is worth more than `above` fits.

    Of answers of one value the lighter one is taken, then the one in which earlier items take earlier options.
    The answer is the best that there is, unless that takes more than WORK. Then values are rounded up to a
    three-hundredth, or to a tenth of the greatest value at last: what is found is below the best by less than that
    part for each item. Where even this is too much work, it is the best of FEW states at a time, of which nobody
    can say beforehand how far from the best it is. Of more than CORE items, those about which prices leave little
    doubt take what is worth the most at these prices and fits: of a thousand with one to six limits, what was found
    lay 0.1 to 5 thousandths below the bound, in 0.1 to 1 second; a hundred took up to 0.4 seconds. Every answer
    fits, and leaves no room that an item could use.
    """
    puzzle = Puzzle(items, rooms)
    found = puzzle.answer(above)
    return puzzle.choices(found) if found is not None and -found[0] > above else None


@dataclass(frozen=True)
class Puzzle:
    """Items and limits."""

    items: Items
    rooms: Sequence[int]

    def answer(self, above: int) -> State | None:
        """The best state at the end that is worth more than `above`."""
        if self.most < above or any(room < least for room, least in zip(self._limits, self._least[0], strict=True)):
            return None
        first = self._search(1, above, FEW)
        best = self._filled(first[0]) if first else None
        if best and len(self.items) > CORE and -best[0] >= (1 - NEAR) * self.most:
            return best
        greatest = max((o.value for options in self.items for o in options), default=0)
        for parts in PARTS:
            grain = -(-greatest // parts) if parts else 1
            known = -best[0] if best else above
            found = self._search(grain, known if grain == 1 else -1, None)
            if found is not None:
                return min([*map(self._filled, found), *([best] if best else [])], default=None)
        return best

    def _filled(self, state: State) -> State:
        """The same with better options where they still fit, earlier items first: none for the best that there is."""
        minus, used, digits = state
        for at, now in enumerate(self.choices(state)):
            place = self._bits * (len(self.items) - 1 - at)
            value, weights = self._options[at][now]
            for number, (other, heavier) in enumerate(self._options[at]):
                after = tuple(u - w + h for u, w, h in zip(used, weights, heavier, strict=True))
                if other > value and all(map(int.__le__, after, self._limits)):
                    minus, used, digits = minus - other + value, after, digits + ((number - now) << place)
                    now, value, weights = number, other, heavier
        return minus, used, digits

    def choices(self, state: State) -> tuple[int, ...]:
        """The options taken."""
        digits = -state[2]
        last = len(self.items) - 1
        return tuple(self._base - 1 - (digits >> self._bits * (last - at)) % self._base for at in range(last + 1))

    @cached_property
    def _bits(self) -> int:
        return max((len(options) for options in self.items), default=1).bit_length()

    @property
    def _base(self) -> int:
        return 1 << self._bits

    @cached_property
    def _columns(self) -> tuple[int, ...]:
        """The limits that can be passed at all, and of equal ones the tightest."""
        tight: dict[tuple[tuple[int, ...], ...], int] = {}
        for at, room in enumerate(self.rooms):
            weights = tuple(tuple(o.weights[at] for o in options) for options in self.items)
            if sum(max(each) for each in weights) > room and (
                weights not in tight or self.rooms[tight[weights]] > room
            ):
                tight[weights] = at
        return tuple(sorted(tight.values()))

    @cached_property
    def _limits(self) -> tuple[int, ...]:
        return tuple(self.rooms[at] for at in self._columns)

    @cached_property
    def _options(self) -> list[list[tuple[int, tuple[int, ...]]]]:
        return [[(o.value, tuple(o.weights[at] for at in self._columns)) for o in options] for options in self.items]

    @cached_property
    def _prices(self) -> tuple[float, ...]:
        """What a unit of each limit is worth: with these the bound is low. Any would do."""
        prices = [0.0] * len(self._limits)
        for at in [*range(len(prices))] * min(2, len(prices)):
            low = 0.0
            high = max((v / w[at] for options in self._options for v, w in options if w[at]), default=0.0)
            prices[at] = 0.0
            nets = [[(_net(o, prices), o[1][at]) for o in options] for options in self._options]
            for _ in range(STEPS):
                price = prices[at] = (low + high) / 2
                used = -sum(max([(net - price * w, -w) for net, w in options])[1] for options in nets)
                low, high = (prices[at], high) if used > self._limits[at] else (low, prices[at])
        return tuple(prices)

    @cached_property
    def _order(self) -> list[int]:
        """Items about which there is little doubt come first: of them few states are left."""

        def doubt(at: int) -> float:
            nets = sorted((_net(o, self._prices) for o in self._options[at]), reverse=True)
            return nets[1] - nets[0] if len(nets) > 1 else float("-inf")

        return sorted(range(len(self.items)), key=lambda at: (doubt(at), at))

    @cached_property
    def _least(self) -> list[tuple[int, ...]]:
        """What those from each step on weigh at least."""
        lightest = [tuple(map(min, zip(*(w for _, w in self._options[at]), strict=True))) for at in self._order]
        return _sums(lightest, tuple(0 for _ in self._limits))

    @cached_property
    def most(self) -> float:
        """No answer is worth more."""
        best = sum(max(_net(o, self._prices) for o in options) for options in self._options)
        return best + sum(p * room for p, room in zip(self._prices, self._limits, strict=True))

    def _search(self, grain: int, above: int, few: int | None) -> list[State] | None:
        """The best state worth more than `above`, if any; None when it took too long. Its value is not rounded."""
        options = self._rounded(grain)
        bests = [max(_net(o, self._prices) for o in options[at]) for at in self._order]
        rest = [one for (one,) in _sums([(best,) for best in bests], (0.0,))]
        free = sum(p * room for p, room in zip(self._prices, self._limits, strict=True))
        states: list[State] = [(0, tuple(0 for _ in self._limits), 0)]
        work = 0
        for step, at in enumerate(self._order):
            grown = list(self._grown(states, options[at], at, self._least[step + 1]))
            # A hair above, because prices are no whole numbers.
            hope = rest[step + 1] + free + 1e-9 * (1 + abs(rest[0]) + free)
            promising = [s for s in grown if self._bound(s, hope) > above]
            states = list(_best(promising))
            work += len(grown) + len(promising) * (len(states) if len(self._limits) > 1 else 0)
            keep = 1 if step < len(self._order) - CORE else few
            if keep is not None:
                states = sorted(states, key=lambda s: (-self._bound(s, hope), s))[:keep]
            elif work > WORK:
                return None
        return [self._priced(min(states))] if states else []

    def _rounded(self, grain: int) -> list[list[tuple[int, tuple[int, ...]]]]:
        if grain <= 1:
            return self._options
        return [[(-(-value // grain) * grain, w) for value, w in options] for options in self._options]

    def _bound(self, state: State, hope: float) -> float:
        return hope - state[0] - sum(p * used for p, used in zip(self._prices, state[1], strict=True))

    def _grown(
        self, states: list[State], options: list[tuple[int, tuple[int, ...]]], at: int, least: tuple[int, ...]
    ) -> Iterator[State]:
        place = self._bits * (len(self.items) - 1 - at)
        free = tuple(room - later for room, later in zip(self._limits, least, strict=True))
        for number, (value, weights) in enumerate(options):
            digit = (self._base - 1 - number) << place
            for minus, used, digits in states:
                now = tuple(map(int.__add__, used, weights))
                if all(map(int.__le__, now, free)):
                    yield minus - value, now, digits - digit

    def _priced(self, state: State) -> State:
        """With its value as it is without rounding."""
        chosen = self.choices(state)
        value = sum(options[number].value for options, number in zip(self.items, chosen, strict=True))
        return -value, state[1], state[2]


def _net(option: tuple[int, tuple[int, ...]], prices: Sequence[float]) -> float:
    value, weights = option
    return value - sum(p * w for p, w in zip(prices, weights, strict=True))


def _sums(rows: Sequence[tuple[Number, ...]], nothing: tuple[Number, ...]) -> list[tuple[Number, ...]]:
    """The sum of all rows from each on; nothing at the end."""
    found = [nothing]
    for row in reversed(rows):
        found.append(tuple(a + b for a, b in zip(found[-1], row, strict=True)))
    return found[::-1]


def _best(states: list[State]) -> Iterator[State]:
    """Those of which no other is worth as much and nowhere heavier."""
    kept: list[tuple[int, ...]] = []
    for state in sorted(states):
        used = state[1]
        # With one limit the last one kept is the lightest so far.
        others = kept if len(used) > 1 else kept[-1:]
        if not any(all(map(int.__le__, other, used)) for other in others):
            kept.append(used)
            yield state
