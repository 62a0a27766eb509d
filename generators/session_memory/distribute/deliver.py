"""Patterns for one repo -> placements, import lines, and the outcome for each (flavor, pattern). Pure."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from session_memory.contract import Contract
from session_memory.distribute import render
from session_memory.distribute.base import Distributor
from session_memory.distribute.delivery import (
    INDEXED,
    Ask,
    Kind,
    Layout,
    Spot,
    blocked_for,
    hidden,
    leaks,
    serving,
    spots_of,
)
from session_memory.distribute.layout import layout
from session_memory.distribute.reading import keeps_scope, loaded, loads, settled
from session_memory.distribute.search import named
from session_memory.distribute.tree import Tree
from session_memory.errors import SessionMemoryError
from session_memory.model import (
    ON_DEMAND,
    Artifact,
    Bridge,
    Deliveries,
    Delivery,
    Form,
    Outcome,
    Placed,
    Placement,
    Policy,
    Repo,
    SolutionPattern,
)
from session_memory.scope import flavors_for, shared_folder


@dataclass(frozen=True, slots=True)
class Situation:
    """One repo as delivery sees it."""

    repo: Repo
    policy: Policy
    tree: Tree
    """The hand-written instruction files."""
    problems: Mapping[str, str]
    """Files that cannot be used, and why."""
    bridges: frozenset[tuple[str, str]] = frozenset()
    """Import lines of ours that stand today."""
    guarded: Mapping[str, str] = field(default_factory=dict)
    """Homes where nothing may be written, and why; what stands there is read like any other file."""


@dataclass(frozen=True, slots=True)
class Renderer:
    """Renders each (pattern, flavor, form) once, however many repos ask for it."""

    distributors: Mapping[str, Distributor]
    done: dict[tuple[str, str, Form], Artifact] = field(default_factory=dict)

    def artifact(self, pattern: SolutionPattern, flavor: str, form: Form | None = None) -> Artifact:
        """Raises SessionMemoryError when the pattern cannot take that form."""
        usual = pattern.hint(flavor).form or self.distributors[flavor].contract.homes[0].form
        key = (pattern.id, flavor, form or usual)
        if form is Form.INDEX and key not in self.done:
            self.done[key] = _index(pattern, flavor)
        if key not in self.done:
            asked = pattern if form in (None, usual) else in_form(pattern, flavor, form)
            self.done[key] = self.distributors[flavor].render(asked, pattern.scope)
        return self.done[key]


def _index(pattern: SolutionPattern, flavor: str) -> Artifact:
    """Nothing of it depends on an agent's contract: it goes where a block would."""
    content = render.index(pattern, pattern.scope, INDEXED.format(id=pattern.id))
    order = pattern.hint(flavor).order
    return Artifact(flavor, "", content, pattern.id, Form.INDEX, pattern.version, order)


def _indexed(pattern: SolutionPattern, flavor: str) -> Artifact:
    """The skill of which an index entry tells, for agents that know no skills."""
    content, path = render.skill(pattern, flavor, pattern.scope), INDEXED.format(id=pattern.id)
    order = pattern.hint(flavor).order
    return Artifact(flavor, path, content, pattern.id, Form.SKILL, pattern.version, order, pattern.attachments)


Move = Mapping[str, Form | None]
"""Flavor -> the form that a pattern has to take for it, whatever its hints say; None when there is no room at all."""


def in_form(pattern: SolutionPattern, flavor: str, form: Form) -> SolutionPattern:
    """The pattern with its hint for `flavor` asking for `form`."""
    hint = replace(pattern.hint(flavor), form=form)
    return replace(pattern, rendering_hints={**pattern.rendering_hints, flavor: hint})


def deliver(
    patterns: Sequence[SolutionPattern],
    situation: Situation,
    renderer: Renderer,
    moves: Mapping[str, Move] = MappingProxyType({}),
) -> Deliveries:
    """Decide where `patterns`, already chosen for this repo, go; `moves` are those that take less room than usual."""
    case = open_case(patterns, situation, renderer, moves)
    placements: list[Placement] = []
    outcomes: list[Delivery] = []
    for pattern in patterns:
        placed = [placement for _, placement in case.place(pattern, case.kinds[pattern.id])]
        outcomes += [case.outcome(pattern, flavor, placed) for flavor in flavors_for(pattern, situation.repo)]
        placements += placed
    used = {placement.artifact.target_path for placement in placements}
    bridges = tuple(bridge for bridge in case.bridges() if bridge.target in used)
    return Deliveries(
        placements=tuple(sorted(placements, key=lambda p: (p.artifact.target_path, p.artifact.pattern_id))),
        bridges=bridges,
        outcomes=tuple(sorted(outcomes)),
        loads=case.loads(used, bridges),
        choices=tuple(sorted(case.choices())),
        warnings=tuple(case.warnings()),
    )


def native(patterns: Sequence[SolutionPattern], repo: Repo, renderer: Renderer) -> Iterator[Artifact]:
    """Each pattern as each flavor would have it by itself, whatever the others read."""
    for pattern in patterns:
        for flavor in flavors_for(pattern, repo):
            try:
                yield renderer.artifact(pattern, flavor)
            except SessionMemoryError:
                yield renderer.artifact(pattern, flavor, renderer.distributors[flavor].contract.homes[0].form)


def open_case(
    patterns: Sequence[SolutionPattern],
    situation: Situation,
    renderer: Renderer,
    moves: Mapping[str, Move] = MappingProxyType({}),
    others_too: Iterable[Kind] = (),
) -> Case:
    """The question for one repo with its answer, also for kinds that no pattern is of yet."""
    contracts = {name: d.contract for name, d in sorted(renderer.distributors.items())}
    own = tuple((name, contract) for name, contract in contracts.items() if name in situation.repo.flavors)
    others = tuple((name, contract) for name, contract in contracts.items() if name not in situation.repo.flavors)
    versions = situation.policy.agent_versions
    ask = Ask(
        tree=situation.tree,
        kinds=(),
        contracts=own,
        blocked=frozenset(situation.problems),
        guarded=frozenset(situation.guarded),
        settled=frozenset(name for name, contract in own if settled(contract, versions.get(name, ""))),
        bridged=situation.bridges,
        every_flavor=situation.repo.delivery == "every-flavor",
        others=others,
    )
    served = {name for name, contract in own if not blocked_for(ask, contract)}
    kinds = {p.id: _kind(p, served.intersection(flavors_for(p, situation.repo))) for p in patterns}
    kinds |= {id: moved_kind(kinds[id], move) for id, move in moves.items()}
    ask = replace(ask, kinds=tuple(sorted({kind for kind in (*kinds.values(), *others_too) if kind.wanted})))
    made = layout(ask)
    taken = spots_of(made)
    spots = {kind: {f: spot for f in kind.wanted if (spot := serving(ask, taken, kind, f))} for kind in made}
    strays = {kind: leaks(ask, taken, kind) for kind in made}
    return Case(situation, renderer, ask, contracts, kinds, made, spots, strays)


def _kind(pattern: SolutionPattern, flavors: set[str]) -> Kind:
    hinted = ((flavor, pattern.hint(flavor).form) for flavor in sorted(flavors))
    return Kind(
        wanted=tuple(sorted(flavors)),
        forms=tuple((flavor, form) for flavor, form in hinted if form is not None),
        scoped=bool(pattern.scope.paths),
        folder=shared_folder(pattern.scope),
    )


def moved_kind(kind: Kind, move: Move) -> Kind:
    """The kind of a pattern that takes these forms."""
    wanted = tuple(flavor for flavor in kind.wanted if move.get(flavor, flavor) is not None)
    forms = dict(kind.forms) | {flavor: form for flavor, form in move.items() if form is not None}
    asked = tuple(sorted((flavor, form) for flavor, form in forms.items() if flavor in wanted))
    return replace(kind, wanted=wanted, forms=asked, bound=tuple(sorted(move)))


@dataclass(frozen=True, slots=True)
class Case:
    """The question for one repo with its answer."""

    situation: Situation
    renderer: Renderer
    ask: Ask
    contracts: Mapping[str, Contract]
    kinds: Mapping[str, Kind]
    made: Layout
    spots: Mapping[Kind, Mapping[str, Spot]]
    """Through which spot each flavor receives the patterns of a kind."""
    strays: Mapping[Kind, tuple[str, ...]]
    """Flavors that receive the patterns of a kind without being meant to."""

    def place(self, pattern: SolutionPattern, kind: Kind) -> Iterator[tuple[Spot, Placement]]:
        """The files that hold this pattern as one of that kind, each rendered for the flavor that likes it best.

        One that it cannot be rendered for is left out; `outcome` tells why.
        """
        readers: dict[Spot, list[str]] = {spot: [] for spot in self._chosen(kind)}
        for flavor, spot in self.spots.get(kind, {}).items():
            readers[spot].append(flavor)
        # Of two spots in one file, for two import lines, one may serve nobody by itself.
        for spot, flavors in ((spot, flavors) for spot, flavors in readers.items() if flavors):
            with contextlib.suppress(SessionMemoryError):
                yield spot, self._placement(pattern, spot, flavors)
        for spot, flavors in readers.items():
            if flavors and spot.form is Form.INDEX and all(other.path != INDEXED for other in readers):
                with contextlib.suppress(SessionMemoryError):
                    yield Spot(INDEXED, Form.SKILL), Placement(_indexed(pattern, min(flavors)), tuple(sorted(flavors)))

    def _chosen(self, kind: Kind) -> tuple[Spot, ...]:
        return self.made[kind].spots if kind in self.made else ()

    def _placement(self, pattern: SolutionPattern, spot: Spot, flavors: list[str]) -> Placement:
        owner = min(flavors, key=lambda flavor: (self._rank(flavor, spot), flavor))
        artifact = self.renderer.artifact(pattern, owner, spot.form)
        path = spot.path.format(id=pattern.id)
        if path != artifact.target_path:
            artifact = replace(artifact, target_path=path)
        return Placement(artifact, tuple(sorted(flavors)))

    def _rank(self, flavor: str, spot: Spot) -> int:
        homes = self.contracts[flavor].homes
        tree = self.situation.tree
        inside = f"{spot.folder}/" if spot.folder else ""
        ranks = (n for n, h in enumerate(homes) if (tree.canonical(inside + h.path), h.form) == (spot.path, spot.form))
        return next(ranks, len(homes))

    def outcome(self, pattern: SolutionPattern, flavor: str, placed: Sequence[Placement]) -> Delivery:
        """How this pattern reaches this flavor, or why it does not."""
        if blocked := blocked_for(self.ask, self.contracts[flavor]):
            reason = "; ".join(f"{path}: {self.situation.problems[path]}" for path in blocked)
            return Delivery(flavor, pattern.id, Outcome.REFUSED, reason=reason, obstacle=blocked[0])
        if flavor not in self.kinds[pattern.id].wanted:
            return Delivery(flavor, pattern.id, Outcome.REFUSED, reason="not even a line that tells of it fits")
        artifact = next((p.artifact for p in placed if flavor in p.serves), None)
        if artifact is None:
            return Delivery(flavor, pattern.id, Outcome.REFUSED, reason=self._no_way(pattern, flavor))
        outcome = Outcome.DELIVERED if artifact.flavor == flavor else Outcome.COVERED
        notes = "; ".join(self._notes(pattern, flavor, artifact))
        spot = self.spots[self.kinds[pattern.id]][flavor]
        return Delivery(flavor, pattern.id, outcome, artifact.target_path, notes, self._bridge(flavor, spot))

    def _bridge(self, flavor: str, spot: Spot) -> str:
        """The host file whose import line this flavor needs: without it, it would not read the spot."""
        without = self.situation.tree.plus([spot.path, spot.bridge], []) if spot.bridge else self.situation.tree
        needed = spot.bridge and spot.path not in loaded(self.contracts[flavor], without)
        return spot.bridge if needed else ""

    def _no_way(self, pattern: SolutionPattern, flavor: str) -> str:
        spot = self.spots.get(self.kinds[pattern.id], {}).get(flavor)
        if spot is not None:
            try:
                self._placement(pattern, spot, [flavor])
            except SessionMemoryError as error:
                return error.message
        homes = {path for home in self.contracts[flavor].homes for path in (home.path, home.bridge) if path}
        shut = {**self.situation.guarded, **self.situation.problems}
        unusable = (f"{path}: {why}" for path, why in sorted(shut.items()) if path in homes)
        mend = self.contracts[flavor].mend
        told = [f"no file here can bring it to {flavor} exactly once beside the others", *unusable]
        return "; ".join([*told, mend] if mend else told)

    def _notes(self, pattern: SolutionPattern, flavor: str, artifact: Artifact) -> Iterator[str]:
        """What is lost on the way to this flavor."""
        contract, hinted = self.contracts[flavor], pattern.hint(flavor).form
        spot = self.spots[self.kinds[pattern.id]].get(flavor)
        if spot is not None and spot.folder:
            yield f"it arrives where {flavor} works in {spot.folder}/ or below"
        elif (
            pattern.scope.paths and artifact.form is not Form.SKILL and not keeps_scope(contract, artifact.target_path)
        ):
            yield "its paths are told in words, because this agent always loads the file"
        if pattern.attachments and artifact.form not in ON_DEMAND:
            yield "the files beside it stay behind: they travel with a skill only"
        if artifact.form is Form.INDEX:
            yield f"a line there tells of `{INDEXED.format(id=pattern.id)}`"
        elif hinted not in (None, artifact.form):
            yield f"its hint asks for the form {hinted}, it arrives as {artifact.form}"
        elif artifact.form is Form.SKILL and hinted is None:
            yield f"it arrives as a skill, looked up on demand: no file that {flavor} always loads can bring it"
        if artifact.flavor == flavor:
            if others := self.strays[self.kinds[pattern.id]]:
                yield f"also read by {', '.join(others)}, for which it is not meant"
        elif self._differs(pattern, flavor, artifact):
            yield f"it arrives in the wording for {artifact.flavor}"

    def _differs(self, pattern: SolutionPattern, flavor: str, artifact: Artifact) -> bool:
        if all(home.form != artifact.form for home in self.contracts[flavor].homes):
            return False
        return self.renderer.artifact(pattern, flavor, artifact.form).content != artifact.content

    def warnings(self) -> Iterator[str]:
        """What is written by hand below the top and is no longer read there."""
        for flavor, folder, path in hidden(self.ask, spots_of(self.made)):
            mend = "import it from a file beside it that the agent reads there"
            yield f"{flavor} will no longer read {path} where it works in {folder}/, nor its like elsewhere: {mend}"

    def bridges(self) -> tuple[Bridge, ...]:
        """The import lines that the layout needs."""
        spots = (spot for choice in self.made.values() for spot in choice.spots)
        return tuple(sorted({Bridge(spot.bridge, spot.path) for spot in spots if spot.bridge}))

    def choices(self) -> Iterator[Placed]:
        """Where the patterns of each kind go, for whom, and why there."""
        for kind, choice in self.made.items():
            alike = tuple(sorted(id for id, own in self.kinds.items() if own == kind))
            if alike and choice.spots and not self.ask.every_flavor:
                flavors = tuple(flavor for flavor in kind.wanted if flavor not in choice.unserved)
                yield Placed(alike, flavors, named(choice.spots), choice.instead)

    def loads(self, used: set[str], bridges: tuple[Bridge, ...]) -> Mapping[str, tuple[str, ...]]:
        """What each flavor of the repo loads in full once everything is in place."""
        after = self.situation.tree.plus(used | {b.host for b in bridges}, [(b.host, b.target) for b in bridges])
        return loads({flavor: self.contracts[flavor] for flavor in self.situation.repo.flavors}, after)
