"""(files that exist, flavors wanted) -> where each pattern goes, so that every flavor receives it once. Pure.

For each kind of pattern all small sets of homes that the contracts offer are tried, cheapest first, against the
reader map (reading.py). A set is right when every wanted flavor loads exactly one of its files, in old and new
versions of the agent, and no agent loses or gains a hand-written file by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations

from session_memory.distribute.reading import Tree, keeps_scope, loaded
from session_memory.model import Contract, Form, Home


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """What placement needs to know of a pattern; patterns of one kind are placed alike."""

    wanted: tuple[str, ...]
    """Flavors that should receive it, sorted."""
    forms: tuple[tuple[str, Form], ...] = ()
    """Forms that its rendering hints ask for: (flavor, form), sorted."""
    scoped: bool = False
    """It has paths."""


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A home taken: a file (its path may hold `{id}`), and the import line that makes an agent read it."""

    path: str
    form: Form
    bridge: str = ""
    """Canonical path of the host file whose region imports `path`; empty when none is needed."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Everything a placement depends on."""

    tree: Tree
    """The hand-written files: what we added earlier is taken out first, so that asking again answers the same."""
    kinds: tuple[Kind, ...]
    contracts: tuple[tuple[str, Contract], ...]
    blocked: frozenset[str] = field(default_factory=frozenset)
    """Canonical paths of files that cannot be read or written."""
    settled: frozenset[str] = field(default_factory=frozenset)
    """Flavors of which every version in use does what the newest does."""
    bridged: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """Import lines of ours that stand today, as (host file, target): what they bring is not taken away again."""
    every_flavor: bool = False
    """Give each flavor its own copy, read twice or not."""


Layout = Mapping[Kind, tuple[Spot, ...]]
"""Where the patterns of a kind go. A kind that has no right placement is missing."""


@lru_cache(maxsize=4096)
def layout(ask: Ask) -> Layout:
    """Place one kind after another, the most common first; each choice must leave the earlier ones right."""
    made: dict[Kind, tuple[Spot, ...]] = {}
    for kind in sorted(ask.kinds, key=lambda k: (-len(k.wanted), k.scoped, k.forms, k.wanted)):
        candidates = list(_by_cost(ask, kind, made))
        right = (c for c in candidates if ask.every_flavor or _right(ask, made | {kind: c}))
        private = (c for c in candidates if _right(ask, made | {kind: c}) and not leaks(ask, made | {kind: c}, kind))
        # A pattern for one flavor only should not reach the others; where that cannot be had, it still arrives.
        chosen = next(private, None) or next(right, None)
        if chosen is not None:
            made[kind] = chosen
    return made


def fewer(ask: Ask, kind: Kind) -> Kind:
    """The kind with as many of its flavors as can be served together; with none of them if need be."""
    for size in range(len(kind.wanted) - 1, 0, -1):
        for wanted in combinations(kind.wanted, size):
            less = replace(kind, wanted=wanted, forms=tuple(form for form in kind.forms if form[0] in wanted))
            if less in layout(replace(ask, kinds=tuple(less if k == kind else k for k in ask.kinds))):
                return less
    return replace(kind, wanted=(), forms=())


def tree_with(tree: Tree, made: Layout) -> Tree:
    """The tree after the layout is carried out."""
    spots = [spot for spots in made.values() for spot in spots]
    files = [s.path for s in spots] + [s.bridge for s in spots if s.bridge]
    return tree.plus(files, [(s.bridge, s.path) for s in spots if s.bridge])


def serving(ask: Ask, made: Layout, kind: Kind, flavor: str) -> Spot | None:
    """The spot through which `flavor` receives patterns of that kind."""
    if ask.every_flavor:
        return next((spot for spot in _offers(ask, kind, flavor) if spot in made.get(kind, ())), None)
    after = loaded(dict(ask.contracts)[flavor], tree_with(ask.tree, made))
    return next((spot for path in after for spot in made.get(kind, ()) if spot.path == path), None)


def leaks(ask: Ask, made: Layout, kind: Kind) -> tuple[str, ...]:
    """Flavors of this repo that receive patterns of that kind though they are not for them."""
    after = tree_with(ask.tree, made)
    others = {flavor for k in ask.kinds for flavor in k.wanted} - set(kind.wanted)
    return tuple(
        flavor for flavor, contract in ask.contracts if flavor in others and _times(loaded(contract, after), made[kind])
    )


def _right(ask: Ask, made: Layout) -> bool:
    after = tree_with(ask.tree, made)
    for flavor, contract in ask.contracts:
        for newest in (True,) if flavor in ask.settled else (True, False):
            files = loaded(contract, after, newest)
            if not _hand_text_kept(ask, contract, files, newest):
                return False
            for kind, spots in made.items():
                if flavor in kind.wanted and _times(files, spots) != 1:
                    return False
    return True


def _times(files: tuple[str, ...], spots: tuple[Spot, ...]) -> int:
    return sum(1 for spot in spots if spot.path in files)


def _hand_text_kept(ask: Ask, contract: Contract, after: tuple[str, ...], newest: bool) -> bool:
    """The newest version loads the same hand-written files as before; an older one loses none."""
    before = set(loaded(contract, ask.tree.plus([], ask.bridged), newest))
    now = set(after) & ask.tree.files
    return now == before if newest else now >= before


def _by_cost(ask: Ask, kind: Kind, made: Layout) -> Iterator[tuple[Spot, ...]]:
    """Candidate placements, the one to prefer first."""
    offers = {flavor: _offers(ask, kind, flavor) for flavor in kind.wanted}
    if ask.every_flavor:
        yield tuple(sorted({next(iter(spots)) for spots in offers.values() if spots}))
        return
    every = sorted({spot for spots in offers.values() for spot in spots})
    sets = (chosen for size in range(1, len(kind.wanted) + 1) for chosen in combinations(every, size))
    standing = tree_with(ask.tree, made).files
    yield from sorted(sets, key=lambda chosen: (*_cost(ask, kind, offers, chosen), _new(standing, chosen), chosen))


def _cost(
    ask: Ask, kind: Kind, offers: Mapping[str, tuple[Spot, ...]], chosen: tuple[Spot, ...]
) -> tuple[int, int, int, int]:
    """Hints not kept, native scopes lost, copies of the text, distance from each flavor's favourite home."""
    hints, contracts = dict(kind.forms), dict(ask.contracts)
    missed = lost = 0
    for flavor, spots in offers.items():
        own = [spot for spot in chosen if spot in spots]
        missed += flavor in hints and all(spot.form != hints[flavor] for spot in own)
        lost += kind.scoped and not any(keeps_scope(contracts[flavor], spot.path) for spot in own)
    # How far each flavor is from its favourite, and each file from somebody's.
    distance = sum(next((n for n, s in enumerate(spots) if s in chosen), len(spots)) for spots in offers.values())
    distance += sum(min(spots.index(s) for spots in offers.values() if s in spots) for s in chosen)
    return missed, lost, len(chosen), distance


def _new(standing: frozenset[str], chosen: tuple[Spot, ...]) -> int:
    return len({path for spot in chosen for path in (spot.path, spot.bridge) if path} - standing)


def _offers(ask: Ask, kind: Kind, flavor: str) -> tuple[Spot, ...]:
    """The spots that a flavor's contract allows here, its favourite first."""
    hinted = dict(kind.forms).get(flavor)
    homes = dict(ask.contracts)[flavor].homes
    # Only a hint makes a skill: a skill is looked up on demand, anything else is always in view.
    fitting = [h for h in homes if h.form is not Form.SKILL or hinted is Form.SKILL]
    fitting.sort(key=lambda h: h.form != hinted)
    spots = (_spot(ask, home) for home in fitting)
    return tuple(dict.fromkeys(spot for spot in spots if spot is not None))


def _spot(ask: Ask, home: Home) -> Spot | None:
    """The home as it is in this tree; None where it cannot be used."""
    path, bridge = ask.tree.canonical(home.path), ask.tree.canonical(home.bridge)
    if bridge == path or (bridge, path) in ask.tree.imports:
        bridge = ""
    if home.only_existing and path not in ask.tree.files:
        return None
    if bridge and bridge != home.bridge:
        # A link to elsewhere: nobody can say from which folder its import lines would be read.
        return None
    if {path, bridge} & ask.blocked:
        return None
    return Spot(path, home.form, bridge)


def blocked_for(ask: Ask, contract: Contract) -> tuple[str, ...]:
    """Blocked files that this agent loads: nothing can be promised to it before a person mends them."""
    return tuple(path for path in loaded(contract, ask.tree) if path in ask.blocked)
