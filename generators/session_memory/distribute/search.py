"""The cheapest right choice for the patterns of one kind: branch and bound over what the contracts offer. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from session_memory.distribute.cost import Cost, files_of, lowest, merged, whole
from session_memory.distribute.delivery import (
    Ask,
    Choice,
    Kind,
    Layout,
    Spot,
    Spots,
    offers,
    promised,
    reachable,
    spots_of,
    tree_with,
    wrong,
)
from session_memory.distribute.reading import At, loaded
from session_memory.model import ON_DEMAND, Form

Taken = Mapping[str, Spot | None]
"""What each flavor takes; None is to give it up."""


def best(ask: Ask, kind: Kind, made: Layout) -> Choice:
    """The cheapest right choice beside what was chosen for others; there always is one, if need be nobody's."""
    search = _Search(ask, kind, made)
    search.extend(kind.wanted, {})
    assert search.found is not None
    cost, chosen, unserved = search.found
    cheaper = search.refused is not None and search.refused[0] < cost
    return Choice(chosen, unserved, search.refused[1] if search.refused and cheaper else "")


@dataclass(slots=True)
class _Search:
    ask: Ask
    kind: Kind
    made: Layout
    found: tuple[Cost, tuple[Spot, ...], frozenset[str]] | None = None
    refused: tuple[Cost, str] | None = None
    """The cheapest choice that is wrong, and why."""
    done: set[tuple[frozenset[Spot], frozenset[str]]] = field(default_factory=set)
    sure: dict[tuple[str, Spot], bool] = field(default_factory=dict)
    before: Spots = field(init=False)
    standing: frozenset[str] = field(init=False)
    crowd: frozenset[str] = field(init=False)
    """Every file that could come."""
    useful: frozenset[Spot] = field(init=False)
    """Without those that hide a hand-written file from some agent, whatever else is chosen."""

    def __post_init__(self) -> None:
        self.before = spots_of(self.made)
        self.standing = files_of(spot for spots in self.before.values() for spot in spots)
        every = {spot for flavor in self.kind.wanted for spot in offers(self.ask, self.kind, flavor)}
        self.crowd = files_of(every) | self.standing
        self.useful = frozenset(spot for spot in every if not self._harms(spot, every))
        for spot in sorted(every):
            self._refuse_alone(spot)

    def _refuse_alone(self, spot: Spot) -> None:
        """What would be simplest, one file for everybody, is looked at first: to tell what is wrong with it."""
        newer = [flavor for flavor in self.kind.wanted if self._newer_only(flavor, spot)]
        if newer or spot not in self.useful:
            able = [f for f in self.kind.wanted if f in newer or spot in reachable(self.ask, self.kind, f)]
            taken = {flavor: spot if flavor in able else None for flavor in self.kind.wanted}
            self._refuse(lowest(self.ask, self.kind, taken, {}, self.standing), (spot,), taken)

    def _newer_only(self, flavor: str, spot: Spot) -> bool:
        alone, at = tree_with(self.ask.tree, {self.kind: (spot,)}), At(self.kind.folder)
        reads = spot.path in loaded(self.ask.contract(flavor), alone, at=at)
        return reads and spot not in reachable(self.ask, self.kind, flavor)

    def extend(self, left: tuple[str, ...], taken: Taken) -> None:
        """Try every spot for the next flavor that has none yet: the one with the fewest choices."""
        options = {flavor: self._options(flavor, taken) for flavor in left}
        if self.found and lowest(self.ask, self.kind, taken, options, self.standing) >= self.found[0]:
            return
        if not left:
            self._consider(taken)
            return
        flavor = min(left, key=lambda f: (len(options[f]), f))
        rest = tuple(other for other in left if other != flavor)
        for spot in options[flavor]:
            self.extend(rest, {**taken, flavor: spot})

    def _options(self, flavor: str, taken: Taken) -> tuple[Spot | None, ...]:
        """What is taken already, then new spots, then to give it up."""
        there = {spot for spot in taken.values() if spot is not None}
        own = [spot for spot in reachable(self.ask, self.kind, flavor) if spot in self.useful]
        if read := [spot for spot in there if self._surely(flavor, spot)]:
            # It has it. One that it would not have asked for is no way to serve it, nor can it be given up.
            return tuple(spot for spot in own if spot in read)[:1]
        new = [spot for spot in own if spot not in there and not self._doubles(spot, there)]
        return (*(spot for spot in own if spot in there), *new, None)

    def _doubles(self, spot: Spot, there: Iterable[Spot]) -> bool:
        """Whether some flavor would surely receive two copies, or one file hold the pattern in two forms."""
        pointer = spot.form in ON_DEMAND
        others = [o for o in there if o.path != spot.path and not (pointer and o.form in ON_DEMAND)]
        return any(o.path == spot.path and o.form is not spot.form for o in there) or any(
            self._surely(flavor, spot) and any(self._surely(flavor, other) for other in others)
            for flavor in self.kind.wanted
        )

    def _harms(self, spot: Spot, every: Iterable[Spot]) -> bool:
        """Whether some agent loses a hand-written file by it that no import line here could bring back."""
        hosts = [other for other in every if other.bridge]
        alone = tree_with(self.ask.tree, {**self.before, self.kind: (spot,)})
        helped = alone.plus({host.bridge for host in hosts}, {(host.bridge, host.path) for host in hosts})
        for _, contract in self.ask.contracts:
            for at in map(At, promised(self.ask)):
                hand = set(loaded(contract, self.ask.tree, at=at)) & self.ask.tree.files
                if all(hand - set(loaded(contract, after, at=at)) for after in (alone, helped)):
                    return True
        return False

    def _surely(self, flavor: str, spot: Spot) -> bool:
        """Whether the agent loads this file whatever else is chosen.

        What keeps an agent from a file is another file; so one that it loads with none and with all of the others it
        loads with any of them.
        """
        key = (flavor, spot)
        if key not in self.sure:
            alone = tree_with(self.ask.tree, {self.kind: (spot,)})
            # Of two copies of a skill an agent takes one, which is as good as the other.
            trees = (alone,) if spot.form is Form.SKILL else (alone, alone.plus(self.crowd, ()))
            contract, at = self.ask.contract(flavor), At(self.kind.folder)
            self.sure[key] = all(spot.path in loaded(contract, tree, at=at) for tree in trees)
        return self.sure[key]

    def _consider(self, taken: Taken) -> None:
        """A finished choice: the best one so far, or not right."""
        unserved = frozenset(flavor for flavor, spot in taken.items() if spot is None)
        chosen = frozenset(merged(taken.values()))
        if (chosen, unserved) in self.done:
            return
        self.done.add((chosen, unserved))
        spots = tuple(sorted(chosen))
        cost = whole(self.ask, self.kind, taken, {**self.before, self.kind: spots}, self.standing)
        better = self.found is None or cost < self.found[0]
        if better and not self._refuse(cost, spots, taken):
            self.found = (cost, spots, unserved)

    def _refuse(self, cost: Cost, spots: tuple[Spot, ...], taken: Taken) -> bool:
        """Whether that would be wrong; if so it is remembered, to tell why it was not chosen."""
        gone = {kind: choice.unserved for kind, choice in self.made.items()}
        gone[self.kind] = frozenset(flavor for flavor, spot in taken.items() if spot is None)
        said = wrong(self.ask, {**self.before, self.kind: spots}, gone)
        if said and (self.refused is None or cost < self.refused[0]):
            self.refused = (cost, f"with just {named(spots)}, {said}")
        return bool(said)


def named(spots: Iterable[Spot]) -> str:
    """The files, each with those that have to import it."""
    hosts: dict[str, list[str]] = {}
    for spot in spots:
        hosts.setdefault(spot.path.replace("{id}", "<id>"), []).extend([f"`{spot.bridge}`"] if spot.bridge else [])
    told = [f"`{path}`" + (f" imported by {' and '.join(by)}" if by else "") for path, by in hosts.items()]
    return ", ".join(told[:-1]) + " and " * (len(told) > 1) + told[-1] if told else "nothing"
