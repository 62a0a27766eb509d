"""Which patterns move out of what is loaded whole, and for whom. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from session_memory.contract import Contract
from session_memory.distribute.caps import Cap, Files, Measure, caps
from session_memory.distribute.deliver import Case, Move, Renderer, Situation, moved_kind, open_case
from session_memory.distribute.delivery import INDEXED, Kind, Spot, spots_of
from session_memory.distribute.packing import Option, pack
from session_memory.distribute.weighing import Opening, Scale, Weight, opening
from session_memory.distribute.worth import worth
from session_memory.globs import fits
from session_memory.model import ON_DEMAND, Artifact, Form, Placement, Repo, SolutionPattern

MANY = 3
"""Flavors in one file of which every combination is tried; of more, each together with those before it."""
OPENINGS = 4
"""Regions of which every combination is tried; of more, all together only. One that stays shut saves its frame."""
SEEN, WHOLE = 4, 5
"""What a pattern counts that arrives as a line, and in full: not to arrive at all is far worse than to be shortened."""


STAYS: Move = {}


@dataclass(frozen=True, slots=True)
class Way:
    """One thing that can become of a pattern."""

    move: Move
    """Empty when it stays."""
    value: int
    placed: tuple[tuple[Spot, Placement], ...]

    @property
    def openings(self) -> frozenset[Opening]:
        """The regions that it needs."""
        return frozenset(filter(None, (opening(spot) for spot, _ in self.placed)))


@dataclass(frozen=True)
class Moving:
    """Patterns, limits, and the flavors for which something has to go."""

    patterns: Sequence[SolutionPattern]
    situation: Situation
    renderer: Renderer
    measure: Measure
    hand: Files
    contracts: Mapping[str, Contract]
    full: frozenset[str]
    """Files in which there is no room for everything."""
    all_go: bool = False
    """Nothing that could move stays in a shared file: then what only these need is not there."""

    def best(self) -> dict[str, Move]:
        """Pattern -> its move, for each that has to go so that what stays is worth the most and fits."""
        best: tuple[int, dict[str, Move]] = (-1, {})
        for opened in _subsets({one for ways in self._ways for way in ways for one in way.openings}):
            usable = [[way for way in ways if way.openings <= opened] for ways in self._ways]
            hope = sum(max((way.value for way in ways), default=0) for ways in usable)
            chosen = self._packed(usable, opened, best[0]) if all(usable) and hope > best[0] else None
            if chosen is not None:
                value = sum(way.value for way in chosen)
                best = max(best, (value, self._moves(chosen)), key=lambda one: one[0])
        return best[1] if best[0] >= 0 else self.everything()

    def everything(self) -> dict[str, Move]:
        """Every pattern on demand, for each flavor that could load it whole."""
        return {p.id: {f: self._form(f) for f in self._base.kinds[p.id].wanted} for p in self.patterns}

    def nothing_at_all(self) -> dict[str, Move]:
        """The same without the lines for those that know no skills: there is no room for these either."""
        return {id: {f: _no_line(form) for f, form in move.items()} for id, move in self.everything().items()}

    def _packed(self, usable: list[list[Way]], opened: frozenset[Opening], above: int) -> list[Way] | None:
        frames = self._scale.frames(opened)
        limits = [cap for cap in self._caps(opened) if not _apart(cap)]
        # What is too long by hand has no room, and nothing can be done about what stands there.
        rooms = [max(0, cap.limit.amount - cap.size(self.hand)) - _frame(frames, cap) for cap in limits]
        items = [
            [Option(way.value, tuple(self._weight(way, cap) for cap in limits)) for way in ways] for ways in usable
        ]
        found = pack(items, rooms, above)
        return None if found is None else [ways[number] for ways, number in zip(usable, found, strict=True)]

    def _moves(self, chosen: Iterable[Way]) -> dict[str, Move]:
        return {p.id: way.move for p, way in zip(self._ranked, chosen, strict=True) if way.move}

    @cached_property
    def _ranked(self) -> list[SolutionPattern]:
        """Of two worth the same, the first of these stays."""
        flavors = self.situation.repo.flavors
        return sorted(self.patterns, key=lambda p: (min(p.hint(flavor).order for flavor in flavors), p.id))

    @cached_property
    def _base(self) -> Case:
        return open_case(self.patterns, self.situation, self.renderer)

    @cached_property
    def _moved(self) -> Mapping[Kind, tuple[Move, ...]]:
        """The moves that patterns of each kind can make, with as few flavors as the folders of skills allow."""
        found: dict[Kind, dict[tuple[str, ...], Move]] = {kind: {} for kind in self._base.kinds.values()}
        waiting = {(kind, some): self._wider(kind, some) for kind in found for some in self._sets(kind)}
        while waiting:
            tried = {(kind, some): self._move(wider[0]) for (kind, some), wider in waiting.items()}
            case = self._case(moved_kind(kind, move) for (kind, _), move in tried.items())
            for (kind, some), move in tried.items():
                left = waiting[kind, some][1:]
                if left and not self._works(case, kind, move):
                    waiting[kind, some] = left
                else:
                    found[kind][tuple(sorted(move))] = move
                    del waiting[kind, some]
        return {kind: tuple(self._with_none(moves.values())) for kind, moves in found.items()}

    def _sets(self, kind: Kind) -> Iterator[tuple[str, ...]]:
        """The sets of flavors for which a pattern could move."""
        spots = self._base.spots.get(kind, {})
        some = [f for f, spot in spots.items() if spot.form not in ON_DEMAND and self._is_full(spot)]
        if len(some) > MANY:
            yield from (tuple(some[:count]) for count in range(1, len(some) + 1))
        else:
            yield from (each for count in range(1, len(some) + 1) for each in combinations(some, count))

    def _is_full(self, spot: Spot) -> bool:
        return any(fits(spot.path.replace("{id}", "*"), path) for path in self.full)

    def _wider(self, kind: Kind, some: tuple[str, ...]) -> list[tuple[str, ...]]:
        """These flavors; with those that would see their skills too; and all."""
        places = {folder for flavor in some for folder in self._skill_folders(flavor)}
        read = {flavor for flavor in kind.wanted if places & set(self._scanned(flavor))}
        lines = {self._base.spots[kind][flavor].path for flavor in some if self._form(flavor) is Form.INDEX}
        read |= {flavor for flavor, spot in self._base.spots[kind].items() if spot.path in lines}
        every = [some, tuple(sorted({*some, *read})), kind.wanted]
        return list(dict.fromkeys(every))

    def _skill_folders(self, flavor: str) -> Iterator[str]:
        homes = [home.path for home in self.contracts[flavor].homes if home.form is Form.SKILL]
        yield from (path.removesuffix("/{id}/SKILL.md") for path in homes or [INDEXED])

    def _scanned(self, flavor: str) -> tuple[str, ...]:
        skills = self.contracts[flavor].skills
        return skills.folders if skills else ()

    def _form(self, flavor: str) -> Form:
        homes = self.contracts[flavor].homes
        return Form.SKILL if any(home.form is Form.SKILL for home in homes) else Form.INDEX

    def _move(self, flavors: Iterable[str]) -> Move:
        return {flavor: self._form(flavor) for flavor in flavors}

    def _works(self, case: Case, kind: Kind, move: Move) -> bool:
        """Whether these flavors get it on demand, and all others as before."""
        spots = case.spots.get(moved_kind(kind, move), {})
        return set(spots) >= set(self._base.spots[kind]) and all(spots[flavor].form in ON_DEMAND for flavor in move)

    def _with_none(self, moves: Iterable[Move]) -> Iterator[Move]:
        for move in moves:
            yield move
            if Form.INDEX in move.values():
                yield {flavor: _no_line(form) for flavor, form in move.items()}

    def _case(self, kinds: Iterable[Kind]) -> Case:
        there = [p for p in self.patterns if self._can_stay(self._base.kinds[p.id])]
        return open_case(there, self.situation, self.renderer, others_too=kinds)

    def _can_stay(self, kind: Kind) -> bool:
        shared = any(opening(spot) for spot in self._base.spots.get(kind, {}).values())
        return not (self.all_go and shared) or next(self._sets(kind), None) is None

    @cached_property
    def _all(self) -> Case:
        """With every kind that a pattern could become."""
        return self._case({moved_kind(kind, move) for kind, moves in self._moved.items() for move in moves})

    @cached_property
    def _possible(self) -> list[list[Way]]:
        """For each pattern what can become of it: to stay comes first."""
        return [list(self._ways_of(pattern)) for pattern in self._ranked]

    @cached_property
    def _ways(self) -> list[list[Way]]:
        """The same without what is too long for a file of its own."""
        return [[way for way in ways if self._alone_fits(way)] for ways in self._possible]

    def _ways_of(self, pattern: SolutionPattern) -> Iterator[Way]:
        kind = self._base.kinds[pattern.id]
        found = []
        stays = [STAYS] if self._can_stay(kind) else []
        for move in (*stays, *self._moved[kind]):
            placed = tuple(self._all.place(pattern, moved_kind(kind, move)))
            found.append(Way(self._met(kind, move, placed), self._value(pattern, placed), placed))
        least = min(way.value for way in found)
        yield from (Way(way.move, way.value - least, way.placed) for way in found)

    def _met(self, kind: Kind, move: Move, placed: Iterable[tuple[Spot, Placement]]) -> Move:
        """The move with all whom it takes along, so that it comes out as it was weighed."""
        spots = self._base.spots.get(kind, {})
        along = {flavor for spot, placement in placed if spot.form in ON_DEMAND for flavor in placement.serves}
        along -= {flavor for flavor, spot in spots.items() if spot.form in ON_DEMAND}
        return {flavor: self._form(flavor) for flavor in sorted(along - set(move))} | dict(move)

    def _value(self, pattern: SolutionPattern, placed: Iterable[tuple[Spot, Placement]]) -> int:
        return arriving(pattern, self.situation.repo, (placement for _, placement in placed))

    @cached_property
    def _scale(self) -> Scale:
        placed: dict[str, dict[str, Artifact]] = {}
        for spot, placement in (one for ways in self._possible for way in ways for one in way.placed):
            if opening(spot):
                placed.setdefault(spot.path, {}).setdefault(placement.artifact.pattern_id, placement.artifact)
        return Scale(self.measure, self.hand, {path: tuple(found.values()) for path, found in placed.items()})

    @cached_property
    def _spots(self) -> frozenset[Spot]:
        return frozenset(spot for spots in spots_of(self._all.made).values() for spot in spots)

    def _caps(self, opened: Iterable[Opening]) -> tuple[Cap, ...]:
        """The limits where these regions are there, and no other."""
        opened = frozenset(opened)
        there = [spot for spot in self._spots if opening(spot) is None or opening(spot) in opened]
        files = [path for spot in there for path in (*spot.paths, spot.bridge) if path]
        tree = self.situation.tree.plus(files, [(spot.bridge, spot.path) for spot in there if spot.bridge])
        return tuple(cap for cap in caps(self.contracts, self.situation.repo.budget, tree) if cap.hard)

    @cached_property
    def _each_alone(self) -> tuple[Cap, ...]:
        return tuple(cap for cap in self._caps(filter(None, map(opening, self._spots))) if _apart(cap))

    def _alone_fits(self, way: Way) -> bool:
        return all(self._weight(way, cap) <= cap.limit.amount for cap in self._each_alone)

    def _weight(self, way: Way, cap: Cap) -> int:
        return sum(
            self._scale.weight(placement.artifact)[cap.limit.unit]
            for spot, placement in way.placed
            if spot.path in cap.paths
        )


def arriving(pattern: SolutionPattern, repo: Repo, placements: Iterable[Placement]) -> int:
    """What a pattern is worth that arrives through these."""
    forms: dict[str, Form] = {}
    for placement in placements:
        forms |= dict.fromkeys(placement.serves, placement.artifact.form)
    seen = {flavor: SEEN if form in ON_DEMAND else WHOLE for flavor, form in forms.items()}
    return sum(worth(pattern, repo, flavor) * times for flavor, times in seen.items())


def _apart(cap: Cap) -> bool:
    """Whether the limit is for each of many files of ours, one by one."""
    return len(cap.paths) == 1 and "{id}" in cap.paths[0]


def _frame(frames: Mapping[str, Weight], cap: Cap) -> int:
    return sum(frames[path][cap.limit.unit] for path in cap.paths if path in frames)


def _no_line(form: Form | None) -> Form | None:
    return None if form is Form.INDEX else form


def _subsets(openings: Iterable[Opening]) -> Iterator[frozenset[Opening]]:
    """Every set of regions that may be open, the largest first; of many only all together, and none."""
    every = sorted(openings)
    for count in range(len(every), -1, -1):
        if len(every) <= OPENINGS or count in (len(every), 0):
            yield from map(frozenset, combinations(every, count))
