"""The question of where patterns go in one repo, its possible answers, and what makes an answer right. Pure.

A layout is right when every wanted flavor loads exactly one of a kind's files in every folder that matters, in old
and new versions of the agent, and no agent of the repo loses or gains a hand-written file by it. layout.py looks for
the best right one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from session_memory.contract import Contract, Home
from session_memory.distribute.reading import At, loaded
from session_memory.distribute.tree import Tree
from session_memory.model import Form


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """What placement needs to know of a pattern; patterns of one kind are placed alike."""

    wanted: tuple[str, ...]
    """Flavors that should receive it, sorted."""
    forms: tuple[tuple[str, Form], ...] = ()
    """Forms that its rendering hints ask for: (flavor, form), sorted."""
    scoped: bool = False
    """It has paths."""
    folder: str = ""
    """That all its paths share; empty for the root."""


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A home taken: a file (its path may hold `{id}`), and the import line that makes an agent read it."""

    path: str
    form: Form
    bridge: str = ""
    """Canonical path of the host file whose region imports `path`; empty when none is needed."""
    folder: str = ""
    """In which this nested home is; it is read by agents that work there. Empty for all others."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Everything a placement depends on."""

    tree: Tree
    """The hand-written files: what we added earlier is taken out first, so that asking again answers the same."""
    kinds: tuple[Kind, ...]
    contracts: tuple[tuple[str, Contract], ...]
    """Of the repo's flavors, sorted by name."""
    blocked: frozenset[str] = frozenset()
    """Canonical paths of files that cannot be read or written."""
    settled: frozenset[str] = frozenset()
    """Flavors of which every version in use does what the newest does."""
    bridged: frozenset[tuple[str, str]] = frozenset()
    """Import lines of ours that stand today, as (host file, target): what they bring is not taken away again."""
    every_flavor: bool = False
    """Give each flavor its own copy, read twice or not."""
    others: tuple[tuple[str, Contract], ...] = ()
    """Agents that the repo is not registered for; spared where that costs nothing else."""

    def contract(self, flavor: str) -> Contract:
        """Of one of the repo's flavors."""
        return dict(self.contracts)[flavor]

    def versions(self, flavor: str) -> tuple[bool, ...]:
        """Newest, and old where one may be in use."""
        return (True,) if flavor in self.settled else (True, False)


Spots = Mapping[Kind, tuple[Spot, ...]]
"""Where the patterns of each kind go."""


def tree_with(tree: Tree, made: Spots) -> Tree:
    """The tree after the layout is carried out."""
    spots = [spot for spots in made.values() for spot in spots]
    files = [s.path for s in spots] + [s.bridge for s in spots if s.bridge]
    return tree.plus(files, [(s.bridge, s.path) for s in spots if s.bridge])


def serving(ask: Ask, made: Spots, kind: Kind, flavor: str) -> Spot | None:
    """The spot through which `flavor` receives patterns of that kind."""
    if ask.every_flavor:
        return next((spot for spot in offers(ask, kind, flavor) if spot in made.get(kind, ())), None)
    after = loaded(ask.contract(flavor), tree_with(ask.tree, made), at=At(kind.folder))
    return next((spot for path in after for spot in made.get(kind, ()) if spot.path == path), None)


def leaks(ask: Ask, made: Spots, kind: Kind) -> tuple[str, ...]:
    """Flavors of this repo that receive patterns of that kind though they are not for them."""
    after = tree_with(ask.tree, made)
    others = {flavor for k in ask.kinds for flavor in k.wanted} - set(kind.wanted)
    reads = {f: loaded(contract, after, at=At(kind.folder)) for f, contract in ask.contracts if f in others}
    return tuple(flavor for flavor, files in reads.items() if times(files, made[kind]))


def times(files: tuple[str, ...], spots: tuple[Spot, ...]) -> int:
    """How often an agent that loads these files receives what stands in these spots."""
    return sum(files.count(path) for path in {spot.path for spot in spots})


def wrong(ask: Ask, made: Spots, unserved: Mapping[Kind, frozenset[str]]) -> str:
    """What is wrong with a layout, in words; empty when it is right. `unserved` are flavors given up for a kind."""
    after = tree_with(ask.tree, made)
    places = sorted({""} | {spot.folder for spots in made.values() for spot in spots})
    for flavor, contract in ask.contracts:
        for newest in ask.versions(flavor):
            for place in places:
                files = loaded(contract, after, newest, At(place))
                said = _hand_text(ask, contract, files, newest, At(place)) or next(
                    _miscounted(made, unserved, flavor, files, place), ""
                )
                if said:
                    version = "" if newest else " in older versions"
                    return f"{flavor}{version} would {said}{f' in {place}' if place else ''}"
    return ""


def _miscounted(
    made: Spots, unserved: Mapping[Kind, frozenset[str]], flavor: str, files: tuple[str, ...], place: str
) -> Iterator[str]:
    for kind, spots in made.items():
        if flavor not in kind.wanted:
            continue
        count = times(files, spots)
        inside = f"{place}/".startswith(f"{kind.folder}/") if kind.folder else True
        if count > 1:
            yield "get it twice"
        elif flavor in unserved.get(kind, ()):
            if count:
                yield "get it in some versions only"
        elif not count and (inside or not any(spot.folder for spot in spots)):
            yield "not get it"


def _hand_text(ask: Ask, contract: Contract, after: tuple[str, ...], newest: bool, at: At) -> str:
    """The newest version loads the same hand-written files as before; an older one loses none."""
    before = set(loaded(contract, ask.tree.plus([], ask.bridged), newest, at))
    now = set(after) & ask.tree.files
    if before - now:
        return f"no longer read the hand-written {min(before - now)}"
    return f"newly read the hand-written {min(now - before)}" if newest and now - before else ""


def bystanders(ask: Ask, after: Tree) -> int:
    """How many agents that the repo is not registered for lose a hand-written file."""
    return sum(not set(loaded(contract, ask.tree)) <= set(loaded(contract, after)) for _, contract in ask.others)


@lru_cache(maxsize=4096)
def offers(ask: Ask, kind: Kind, flavor: str) -> tuple[Spot, ...]:
    """The spots that a flavor's contract allows here, its favourite first."""
    hinted = dict(kind.forms).get(flavor)
    homes = ask.contract(flavor).homes
    # A skill that nobody asked for is the last resort: it is looked up on demand, anything else is always in view.
    fitting = sorted(homes, key=lambda home: (home.form != hinted, home.form is Form.SKILL))
    folders = [("", home) for home in fitting]
    folders += [(kind.folder, home) for home in fitting if home.nested and kind.folder]
    spots = (_spot(ask, home, folder) for folder, home in folders)
    return tuple(dict.fromkeys(spot for spot in spots if spot is not None))


@lru_cache(maxsize=4096)
def reachable(ask: Ask, kind: Kind, flavor: str) -> tuple[Spot, ...]:
    """What it is offered, and what others are offered that it would read too."""
    own = offers(ask, kind, flavor)
    forms = {spot.form for spot in own}
    theirs = {spot for other in kind.wanted for spot in offers(ask, kind, other)} - set(own)
    contract = ask.contract(flavor)

    def reads(spot: Spot) -> bool:
        after = tree_with(ask.tree, {kind: (spot,)})
        skill = spot.form is Form.SKILL and Form.SKILL not in forms
        versions = ask.versions(flavor)
        return not skill and all(spot.path in loaded(contract, after, v, At(spot.folder)) for v in versions)

    return tuple(filter(reads, (*own, *sorted(theirs))))


def _spot(ask: Ask, home: Home, folder: str) -> Spot | None:
    """The home as it is in this tree; None where it cannot be used."""
    inside = f"{folder}/" if folder else ""
    path, bridge = ask.tree.canonical(inside + home.path), ask.tree.canonical(home.bridge)
    if folder and (path != inside + home.path or bridge):
        return None
    if bridge == path or (bridge, path) in ask.tree.imports:
        bridge = ""
    if home.only_existing and path not in ask.tree.files:
        return None
    if bridge and bridge != home.bridge:
        # A link to elsewhere: nobody can say from which folder its import lines would be read.
        return None
    if {path, bridge} & ask.blocked:
        return None
    return Spot(path, home.form, bridge, folder)


def blocked_for(ask: Ask, contract: Contract) -> tuple[str, ...]:
    """Blocked files that this agent loads: nothing can be promised to it before a person mends them."""
    return tuple(path for path in loaded(contract, ask.tree) if path in ask.blocked)
