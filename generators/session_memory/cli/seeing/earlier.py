"""Every text that a pattern has or had, rendered as one file of a target would have got it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from session_memory.catalog.revisions import revisions
from session_memory.changes.drift import Drift, drifts
from session_memory.changes.wanted import IN_REGION, wants
from session_memory.cli.seeing.road import Road, Sight
from session_memory.distribute.deliver import Renderer
from session_memory.distribute.flavors import forms
from session_memory.errors import SessionMemoryError
from session_memory.model import IMPORT_ID, Artifact, Form, Item, SolutionPattern

OF_THEIR_OWN = (Form.RULE, Form.SKILL)


def hand_edits(road: Road, sight: Sight) -> tuple[Drift, ...]:
    """Each place of a repo where somebody edited our text."""
    wanted = wants(sight.request.deliveries)
    return tuple(
        drifts(sight.plan.items, sight.hosts, sight.standing, wanted, lambda item: renderings(road, sight, item))
    )


def renderings(road: Road, sight: Sight, item: Item) -> Iterator[Artifact]:
    """The pattern of `item`, as it is and then as it was, newest first, for each flavor that may own the file."""
    if item.pattern_id == IMPORT_ID:
        return  # it is made of placements, not of a pattern
    likely = owner(sight, item)
    flavors = sorted(road.contracts, key=lambda flavor: (flavor != likely, flavor not in item.serves, flavor))
    there = forms(road.renderer.distributors)
    for pattern in _texts(road, item.pattern_id):
        for flavor in flavors:
            for form in IN_REGION if item.form in IN_REGION else OF_THEIR_OWN:
                if form in there[flavor] or form is Form.INDEX:
                    yield from _rendered(road, pattern, flavor, form)


def owner(sight: Sight, item: Item) -> str:
    """The flavor for which the text of a place is rendered; empty when none is wanted there."""
    here = (a.flavor for a in sight.plan.artifacts if (a.target_path, a.pattern_id) == (item.path, item.pattern_id))
    return next(here, "")


def _texts(road: Road, id: str) -> Iterator[SolutionPattern]:
    yield from (pattern for pattern in road.catalog.patterns if pattern.id == id)
    yield from revisions(road.root, id)


def _rendered(road: Road, pattern: SolutionPattern, flavor: str, form: Form) -> Iterator[Artifact]:
    # What cannot take a form was never applied in it.
    with contextlib.suppress(SessionMemoryError):
        yield Renderer(road.renderer.distributors).artifact(pattern, flavor, form)
