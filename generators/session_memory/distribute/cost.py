"""What a choice costs, so that of all right ones the cheapest can be taken. Pure.

Right comes first. Then, in this order: flavors served, agents that keep what our import lines bring them today, no
skill that nobody asked for, files below the top that agents still read, no flavor reached that it is not for, forms
that hints ask for, native scopes kept, scopes kept at least by a folder, agents outside the repo spared, files touched,
copies of the text, new files, and how far each flavor is from its favourite home.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from session_memory.distribute.delivery import (
    Ask,
    Kind,
    Spot,
    Spots,
    bystanders,
    hidden,
    leaks,
    losers,
    reachable,
    tree_with,
)
from session_memory.distribute.reading import keeps_scope
from session_memory.model import ON_DEMAND

MANY = 1000
"""As how many files a home counts that has a file for each pattern."""

Cost = tuple[int, ...]
Options = Mapping[str, Collection[Spot | None]]
"""What each flavor could still take; None is to give it up."""


def lowest(ask: Ask, kind: Kind, taken: Mapping[str, Spot | None], open_to: Options, standing: frozenset[str]) -> Cost:
    """What a choice costs that is made for some flavors and open for others, whatever they take.

    `standing` are files that are touched for other patterns anyway.
    """
    losses = [_loss(ask, kind, flavor, spot) for flavor, spot in taken.items() if spot]
    # Each loses as much as with the best that is open to it.
    losses += [min(_loss(ask, kind, flavor, s) for s in some if s) for flavor, some in open_to.items() if any(some)]
    unserved = len(taken) + len(open_to) - len(losses)
    asked, missed, worded, nested, distance = (sum(loss[at] for loss in losses) for at in range(5))
    chosen = merged(taken.values())
    paths = files_of(chosen) - standing
    touched, new = sum(MANY if "{" in path else 1 for path in paths), len(paths - ask.tree.files)
    copies = len({spot.path for spot in chosen})
    return unserved, 0, asked, 0, 0, missed, worded, nested, 0, touched, copies, new, distance


def whole(ask: Ask, kind: Kind, taken: Mapping[str, Spot | None], made: Spots, standing: frozenset[str]) -> Cost:
    """What a finished choice costs; `made` is the layout with it."""
    unserved, _, asked, _, _, missed, worded, nested, _, *rest = lowest(ask, kind, taken, {}, standing)
    dropped, stray, harmed = losers(ask, made), len(leaks(ask, made, kind)), bystanders(ask, tree_with(ask.tree, made))
    below = len({flavor for flavor, _, _ in hidden(ask, made)})
    return unserved, dropped, asked, below, stray, missed, worded, nested, harmed, *rest


def merged(spots: Iterable[Spot | None]) -> set[Spot]:
    """One spot for each file: where one of them needs an import line, that one serves the others too."""
    taken = {spot for spot in spots if spot is not None}
    bridged = {spot.path for spot in taken if spot.bridge}
    return {spot for spot in taken if spot.bridge or spot.path not in bridged}


def files_of(spots: Iterable[Spot]) -> frozenset[str]:
    """Every file that is touched for these spots."""
    return frozenset(path for spot in spots for path in (*spot.paths, spot.bridge) if path)


def _loss(ask: Ask, kind: Kind, flavor: str, spot: Spot) -> tuple[int, ...]:
    """For one flavor: a skill that nobody asked for, a hint not kept, a scope told in words, a scope kept by the
    folder only, how far from its favourite home."""
    hinted = dict(kind.forms).get(flavor)
    asked = spot.form in ON_DEMAND and hinted not in ON_DEMAND
    native = not kind.scoped or keeps_scope(ask.contract(flavor), spot.path)
    nested = not native and bool(spot.folder)
    own = reachable(ask, kind, flavor)
    rank = own.index(spot) if spot in own else len(own)
    return asked, hinted not in (None, spot.form), not (native or nested), nested, rank
