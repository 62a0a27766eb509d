"""The question of where patterns go in one repo, its possible answers, and what makes an answer right. Pure.

A layout is right when every wanted flavor loads exactly one of a kind's files in every folder that matters, in old
and new versions of the agent, and no agent of the repo loses or gains a hand-written file by it. layout.py looks for
the best right one, cost.py says what is best.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from session_memory.contract import Contract, Home
from session_memory.distribute.reading import At, loaded
from session_memory.distribute.tree import Tree, working_folder
from session_memory.model import ON_DEMAND, Form


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
    bound: tuple[str, ...] = ()
    """Flavors that have no room for more than the form that is asked for, sorted; for nothing if none is wanted."""


INDEXED = ".agents/skills/{id}/SKILL.md"
"""Where the text is of which an index entry tells."""


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A home taken: a file (its path may hold `{id}`), and the import line that makes an agent read it."""

    path: str
    form: Form
    bridge: str = ""
    """Canonical path of the host file whose region imports `path`; empty when none is needed."""
    folder: str = ""
    """In which this nested home is; it is read by agents that work there. Empty for all others."""

    @property
    def paths(self) -> tuple[str, ...]:
        """The file, and the one of which it tells."""
        return (self.path, INDEXED) if self.form is Form.INDEX else (self.path,)


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
    guarded: frozenset[str] = frozenset()
    """Homes where nothing may be written; whatever stands there is read."""
    settled: frozenset[str] = frozenset()
    """Flavors of which every version in use does what the newest does."""
    bridged: frozenset[tuple[str, str]] = frozenset()
    """Import lines of ours that stand today, as (host file, target): what they bring is not taken away again where
    any placement can keep it."""
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


@dataclass(frozen=True, slots=True)
class Choice:
    """Where the patterns of one kind go, and why there."""

    spots: tuple[Spot, ...] = ()
    unserved: frozenset[str] = frozenset()
    """Flavors that no placement can serve together with the others."""
    instead: str = ""
    """What is wrong with what would have been cheaper; empty when nothing would have been."""


Layout = Mapping[Kind, Choice]


def spots_of(made: Layout) -> Spots:
    """Only where things go."""
    return {kind: choice.spots for kind, choice in made.items()}


def tree_with(tree: Tree, made: Spots) -> Tree:
    """The tree after the layout is carried out."""
    spots = [spot for spots in made.values() for spot in spots]
    files = [path for s in spots for path in s.paths] + [s.bridge for s in spots if s.bridge]
    return tree.plus(files, [(s.bridge, s.path) for s in spots if s.bridge])


def tree_for(tree: Tree, made: Spots, kind: Kind) -> Tree:
    """The same as it is for one pattern of that kind: skills of the other kinds are of other patterns, whose names
    are not its own, and an agent takes one skill of each name."""
    others = ((k, tuple(s for s in spots if s.form is not Form.SKILL)) for k, spots in made.items() if k != kind)
    apart = {k: tuple(replace(s, form=Form.BLOCK) if s.form is Form.INDEX else s for s in spots) for k, spots in others}
    return tree_with(tree, {**apart, kind: made.get(kind, ())})


def serving(ask: Ask, made: Spots, kind: Kind, flavor: str) -> Spot | None:
    """The spot through which `flavor` receives patterns of that kind."""
    if ask.every_flavor:
        return next((spot for spot in offers(ask, kind, flavor) if spot in made.get(kind, ())), None)
    after = loaded(ask.contract(flavor), tree_for(ask.tree, made, kind), at=At(kind.folder))
    read = [spot for path in after for spot in made.get(kind, ()) if spot.path == path]
    own = frozenset(offers(ask, kind, flavor)) if len(read) > 1 else frozenset()
    # The line that tells of a skill is for those that do not see the skill itself; and a file to which two import
    # lines lead comes to each agent through its own.
    return min(read, key=lambda spot: (spot.form is Form.INDEX, spot not in own), default=None)


def leaks(ask: Ask, made: Spots, kind: Kind) -> tuple[str, ...]:
    """Flavors of this repo that receive patterns of that kind though they are not for them."""
    after = tree_for(ask.tree, made, kind)
    others = ((flavor, contract) for flavor, contract in ask.contracts if flavor not in kind.wanted)
    reads = {flavor: loaded(contract, after, at=At(kind.folder)) for flavor, contract in others}
    return tuple(flavor for flavor, files in reads.items() if times(files, made[kind]))


def times(files: tuple[str, ...], spots: tuple[Spot, ...]) -> int:
    """How often an agent that loads these files receives what stands in these spots.

    A line that tells where a skill is, and that skill, are one.
    """
    whole = {spot.path for spot in spots if spot.form not in ON_DEMAND}
    pointers = {path for spot in spots if spot.form in ON_DEMAND for path in spot.paths}
    return sum(files.count(path) for path in whole) + (not pointers.isdisjoint(files))


def wrong(ask: Ask, made: Spots, unserved: Mapping[Kind, frozenset[str]]) -> str:
    """What is wrong with a layout, in words; empty when it is right. `unserved` are flavors given up for a kind."""
    after = tree_with(ask.tree, made)
    each = {kind: tree_for(ask.tree, made, kind) for kind in made}
    for flavor, contract in ask.contracts:
        for newest in ask.versions(flavor):
            for place in places(ask):
                at = At(place)
                hand = place in promised(ask) and _hand_text(
                    ask, contract, loaded(contract, after, newest, at), newest, at
                )
                said = hand or next(
                    (
                        said
                        for kind, spots in made.items()
                        if flavor in kind.wanted
                        and (said := _count(ask, kind, spots, (flavor, newest, at), each[kind], unserved.get(kind, ())))
                    ),
                    "",
                )
                if said:
                    return f"{flavor}{'' if newest else ' in older versions'} would {said}{_in(place)}"
    return ""


def _in(place: str) -> str:
    return f" in {place}/" if place else ""


@lru_cache(maxsize=1024)
def places(ask: Ask) -> tuple[str, ...]:
    """The folders that matter: those of the promise, and each other one that holds something written by hand, since
    what we add at the top may keep an agent from that. Of folders alike one stands for all."""
    alike: dict[object, str] = {}
    for folder in sorted({working_folder(name) for name in ask.tree.names()}):
        alike.setdefault(ask.tree.shape(folder), folder)
    return tuple(sorted({*promised(ask), *alike.values()}))


@lru_cache(maxsize=1024)
def promised(ask: Ask) -> tuple[str, ...]:
    """The folders in which every pattern arrives once and no hand-written file is lost: the top, and those that
    patterns are for."""
    return tuple(sorted({"", *(kind.folder for kind in ask.kinds)}))


def hidden(ask: Ask, made: Spots) -> tuple[tuple[str, str, str], ...]:
    """(flavor, folder, file): what is written by hand in other folders and no longer read there by the newest agent.

    A CLAUDE.md at the top keeps Claude Code from every AGENTS.md below. That is a price, not a wrong: the person who
    reviews is told, and can put a file beside that one which imports it.
    """
    after, others = tree_with(ask.tree, made), [place for place in places(ask) if place not in promised(ask)]
    return tuple(
        (flavor, place, path)
        for flavor, contract in ask.contracts
        for place in others
        for path in sorted(set(loaded(contract, ask.tree, at=At(place))) - set(loaded(contract, after, at=At(place))))
    )


def _count(
    ask: Ask,
    kind: Kind,
    spots: tuple[Spot, ...],
    who: tuple[str, bool, At],
    after: Tree,
    unserved: Collection[str],
) -> str:
    """What is wrong with how often patterns of one kind arrive, in words."""
    flavor, newest, at = who
    count = times(loaded(ask.contract(flavor), after, newest, at), spots)
    if at.folder not in ("", kind.folder):
        # That it arrives here is not promised; but what is placed for others must not make a difference.
        alone = loaded(ask.contract(flavor), tree_with(ask.tree, {kind: spots}), newest, at)
        return "" if count in (1, times(alone, spots)) else "get it twice" if count else "not get it"
    if count > 1:
        return "get it twice"
    if flavor in unserved:
        return "get it in some versions only" if count else ""
    elsewhere = at.folder != kind.folder and any(spot.folder for spot in spots)
    return "" if count or elsewhere else "not get it"


def _hand_text(ask: Ask, contract: Contract, after: tuple[str, ...], newest: bool, at: At) -> str:
    """The newest version loads the same hand-written files as before; an older one loses none."""
    before, now = set(loaded(contract, ask.tree, newest, at)), set(after) & ask.tree.files
    if before - now:
        return f"no longer read the hand-written {min(before - now)}"
    gained = now - before - set(loaded(contract, ask.tree.plus([], ask.bridged), newest, at)) if newest else set()
    return f"newly read the hand-written {min(gained)}" if gained else ""


def losers(ask: Ask, made: Spots) -> int:
    """How many agents lose a hand-written file that only import lines of ours bring them today."""
    if not ask.bridged:
        return 0
    today, after = ask.tree.plus([], ask.bridged), tree_with(ask.tree, made)
    return sum(not set(loaded(c, today)) <= set(loaded(c, after)) for _, c in ask.contracts)


def bystanders(ask: Ask, after: Tree) -> int:
    """How many agents that the repo is not registered for lose a hand-written file."""
    return sum(not set(loaded(contract, ask.tree)) <= set(loaded(contract, after)) for _, contract in ask.others)


@lru_cache(maxsize=4096)
def offers(ask: Ask, kind: Kind, flavor: str) -> tuple[Spot, ...]:
    """The spots that a flavor's contract allows here, its favourite first."""
    hinted = dict(kind.forms).get(flavor)
    homes = ask.contract(flavor).homes
    if hinted is Form.INDEX:
        # A line of it goes where all of it could go.
        homes = (*(replace(home, form=hinted) for home in homes if home.form is Form.BLOCK), *homes)
    if flavor in kind.bound:
        homes = tuple(home for home in homes if home.form is hinted)
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
        if flavor in kind.bound and spot.form not in ON_DEMAND:
            return False
        return not skill and all(spot.path in loaded(contract, after, v, At(kind.folder)) for v in versions)

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
    spot = Spot(path, home.form, bridge, folder)
    return None if {*spot.paths, bridge} & (ask.blocked | ask.guarded) else spot


def blocked_for(ask: Ask, contract: Contract) -> tuple[str, ...]:
    """Blocked files that this agent loads: nothing can be promised to it before a person mends them."""
    return tuple(path for path in loaded(contract, ask.tree) if path in ask.blocked)
