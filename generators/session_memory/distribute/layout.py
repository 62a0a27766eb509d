"""The best right layout: an exact search, branch and bound over the homes that the contracts offer. Pure.

Right comes first. Then, in this order: flavors served, no skill that nobody asked for, no flavor reached that it is
not for, forms that hints ask for, native scopes kept, scopes kept at least by a folder, agents outside the repo spared,
files touched, copies of the text, new files, and how far each flavor is from its favourite home.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from session_memory.distribute.delivery import (
    Ask,
    Kind,
    Spot,
    Spots,
    bystanders,
    leaks,
    offers,
    reachable,
    tree_with,
    wrong,
)
from session_memory.distribute.reading import At, keeps_scope, loaded
from session_memory.model import Form

MANY = 1000
"""As how many files a home counts that has a file for each pattern."""

Cost = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Where the patterns of one kind go, and why there."""

    spots: tuple[Spot, ...] = ()
    unserved: frozenset[str] = frozenset()
    """Flavors that no placement can serve together with the others."""
    instead: str = ""
    """What is wrong with what would have been cheaper; empty when nothing would have been."""


Layout = Mapping[Kind, Choice]


@lru_cache(maxsize=4096)
def layout(ask: Ask) -> Layout:
    """A choice for each kind. One kind after another is placed, the most common first.

    Where that leaves a flavor without, the kind that suffers is placed first instead.
    """
    order = sorted(ask.kinds, key=lambda k: (-len(k.wanted), k.scoped, k.forms, k.wanted, k.folder))
    best: dict[Kind, Choice] = {}
    for _ in range(len(order)):
        made = _in_order(ask, order)
        if not best or _unserved(made) < _unserved(best):
            best = made
        first = next((kind for kind in order if made[kind].unserved), None)
        if first is None or first == order[0]:
            break
        order = [first, *(kind for kind in order if kind != first)]
    return best


def spots_of(made: Layout) -> Spots:
    """Only where things go."""
    return {kind: choice.spots for kind, choice in made.items()}


def _unserved(made: Layout) -> int:
    return sum(len(choice.unserved) for choice in made.values())


def _in_order(ask: Ask, order: Iterable[Kind]) -> dict[Kind, Choice]:
    made: dict[Kind, Choice] = {}
    for kind in order:
        made[kind] = _every_flavor(ask, kind) if ask.every_flavor else _Search(ask, kind, made).best()
    return made


def _every_flavor(ask: Ask, kind: Kind) -> Choice:
    own = {flavor: next(iter(offers(ask, kind, flavor)), None) for flavor in kind.wanted}
    spots = {spot for spot in own.values() if spot is not None}
    return Choice(tuple(sorted(spots)), frozenset(flavor for flavor, spot in own.items() if spot is None))


@dataclass(slots=True)
class _Search:
    """The choice for one kind beside what was chosen for others."""

    ask: Ask
    kind: Kind
    made: Mapping[Kind, Choice]
    found: tuple[Cost, tuple[Spot, ...], frozenset[str]] | None = None
    refused: list[tuple[Cost, str]] = field(default_factory=list)
    """What was cheap and wrong, and why."""
    done: set[tuple[frozenset[Spot], frozenset[str]]] = field(default_factory=set)
    sure: dict[tuple[str, Spot], bool] = field(default_factory=dict)
    standing: frozenset[str] = frozenset()
    crowd: frozenset[str] = frozenset()
    """Every file that could be chosen."""
    harmful: frozenset[Spot] = frozenset()
    """What hides a hand-written file from some agent, whatever else is chosen."""

    def best(self) -> Choice:
        """The cheapest right choice; there always is one, if need be that nobody is served."""
        spots = [spot for choice in self.made.values() for spot in choice.spots]
        self.standing = frozenset(path for spot in spots for path in (spot.path, spot.bridge))
        every = [spot for flavor in self.kind.wanted for spot in offers(self.ask, self.kind, flavor)]
        self.crowd = frozenset(path for spot in every for path in (spot.path, spot.bridge) if path)
        self.harmful = frozenset(spot for spot in dict.fromkeys(every) if self._harms(spot, every))
        self._extend(self.kind.wanted, {})
        assert self.found is not None
        cost, chosen, unserved = self.found
        cheaper = min((refused for refused in self.refused if refused[0] < cost), default=(cost, ""))
        return Choice(chosen, unserved, cheaper[1])

    def _extend(self, left: tuple[str, ...], assigned: dict[str, Spot | None]) -> None:
        """Try every spot for the next flavor that has none yet: the one with the fewest choices."""
        taken = {spot for spot in assigned.values() if spot is not None}
        options = {flavor: self._options(flavor, taken) for flavor in left}
        if self.found is not None and self._cost(assigned, options) > self.found[0]:
            return
        if not left:
            self._consider(assigned)
            return
        flavor = min(left, key=lambda f: (len(options[f]), f))
        rest = tuple(other for other in left if other != flavor)
        for spot in options[flavor]:
            self._extend(rest, {**assigned, flavor: spot})

    def _options(self, flavor: str, taken: set[Spot]) -> tuple[Spot | None, ...]:
        """What is taken already, then new spots, then to give it up."""
        own = [spot for spot in reachable(self.ask, self.kind, flavor) if spot not in self.harmful]
        for spot in own:
            if spot in taken and self._surely(flavor, spot):
                return (spot,)
        if any(self._surely(flavor, spot) for spot in taken):
            # It reads one that it would not have asked for.
            return ()
        here = [spot for spot in own if spot in taken]
        new = [spot for spot in own if spot not in taken and not self._doubles(spot, taken)]
        return (*here, *new, None)

    def _doubles(self, spot: Spot, taken: set[Spot]) -> bool:
        """Whether some flavor would surely receive two copies."""
        skill = spot.form is Form.SKILL
        others = [o for o in taken if o.path != spot.path and not (skill and o.form is Form.SKILL)]
        return any(
            self._surely(flavor, spot) and any(self._surely(flavor, other) for other in others)
            for flavor in self.kind.wanted
        )

    def _harms(self, spot: Spot, every: Iterable[Spot]) -> bool:
        """Whether some agent loses a hand-written file by it that no import line here could bring back."""
        hosts = [other for other in every if other.bridge]
        alone = tree_with(self.ask.tree, {self.kind: (spot,)})
        helped = alone.plus({other.bridge for other in hosts}, {(other.bridge, other.path) for other in hosts})
        at, before = At(spot.folder), self.ask.tree.plus([], self.ask.bridged)
        for _, contract in self.ask.contracts:
            hand = set(loaded(contract, before, at=at)) & self.ask.tree.files
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
            contract, at = self.ask.contract(flavor), At(spot.folder or self.kind.folder)
            alone = tree_with(self.ask.tree, {self.kind: (spot,)})
            # Of two copies of a skill an agent takes one, which is as good as the other.
            trees = (alone,) if spot.form is Form.SKILL else (alone, alone.plus(self.crowd, ()))
            self.sure[key] = all(spot.path in loaded(contract, tree, at=at) for tree in trees)
        return self.sure[key]

    def _consider(self, assigned: Mapping[str, Spot | None]) -> None:
        unserved = frozenset(flavor for flavor, spot in assigned.items() if spot is None)
        chosen = frozenset(_merged(assigned.values()))
        if (chosen, unserved) in self.done:
            return
        self.done.add((chosen, unserved))
        made = {**spots_of(self.made), self.kind: tuple(sorted(chosen))}
        gone = {kind: choice.unserved for kind, choice in self.made.items()} | {self.kind: unserved}
        cost = self._cost(assigned, {}, made)
        if self.found is not None and cost >= self.found[0]:
            return
        if said := wrong(self.ask, made, gone):
            self.refused.append((cost, f"with {' and '.join(_named(made[self.kind]))} alone {said}"))
        else:
            self.found = (cost, made[self.kind], unserved)

    def _cost(
        self,
        assigned: Mapping[str, Spot | None],
        options: Mapping[str, tuple[Spot | None, ...]],
        made: Spots | None = None,
    ) -> Cost:
        """What a complete choice costs, or at least costs once the rest is chosen among `options`."""
        served = {flavor: spot for flavor, spot in assigned.items() if spot is not None}
        chosen = _merged(assigned.values())
        unserved = len(assigned) - len(served) + sum(not any(some) for some in options.values())
        losses = [self._loss(flavor, spot) for flavor, spot in served.items()]
        # Whatever they choose, they lose as much as with the best of their choices.
        losses += [min(self._loss(flavor, s) for s in some if s) for flavor, some in options.items() if any(some)]
        asked, missed, worded, nested, distance = (sum(loss[at] for loss in losses) for at in range(5))
        paths = {path for spot in chosen for path in (spot.path, spot.bridge) if path} - self.standing
        touched = sum(MANY if "{" in path else 1 for path in paths)
        new = len(paths - self.ask.tree.files)
        stray = spared = 0
        if made is not None:
            stray = len(leaks(self.ask, made, self.kind))
            spared = bystanders(self.ask, tree_with(self.ask.tree, made))
        return (unserved, asked, stray, missed, worded, nested, spared, touched, len(chosen), new, distance)

    def _loss(self, flavor: str, spot: Spot) -> tuple[int, ...]:
        """For one flavor: a skill that nobody asked for, a hint not kept, a scope told in words, a scope kept by the
        folder only, how far from its favourite home."""
        hinted = dict(self.kind.forms).get(flavor)
        hint, asked = hinted or spot.form, spot.form is Form.SKILL and hinted is not Form.SKILL
        native = not self.kind.scoped or keeps_scope(self.ask.contract(flavor), spot.path)
        nested = not native and bool(spot.folder)
        rank = reachable(self.ask, self.kind, flavor).index(spot)
        return asked, hint != spot.form, not (native or nested), nested, rank


def _merged(spots: Iterable[Spot | None]) -> set[Spot]:
    """One spot for each file: where one of them needs an import line, that one serves the others too."""
    taken = {spot for spot in spots if spot is not None}
    bridged = {spot.path for spot in taken if spot.bridge}
    return {spot for spot in taken if spot.bridge or spot.path not in bridged}


def _named(spots: Iterable[Spot]) -> list[str]:
    return [f"`{spot.path}`" for spot in spots] or ["nothing"]
