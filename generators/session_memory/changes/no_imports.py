"""What is left of a plan where a person wants no more import lines: those that stand stay as they are. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from session_memory.changes.standing import Standing
from session_memory.changes.wanted import import_targets
from session_memory.model import IMPORT_ID, Action, Delivery, Item, State

Way = tuple[str, str]
"""A flavor and a pattern that reaches it."""


def cut_off(items: Sequence[Item], outcomes: Sequence[Delivery], standing: Standing) -> frozenset[Way]:
    """What reaches its flavor only by an import line that does not stand yet."""
    waiting = {i.path for i in items if i.pattern_id == IMPORT_ID and i.action is not Action.KEEP}
    return frozenset(
        (d.flavor, d.pattern_id)
        for d in outcomes
        if d.bridge in waiting and d.path not in _imported(standing, d.bridge)
    )


def left_as_they_are(items: Sequence[Item], away: Collection[Way], why: str) -> tuple[Item, ...]:
    """The items without any change to import lines, and without the flavors that are cut off by that."""
    return tuple(_left(item, away, why) for item in items)


def _left(item: Item, away: Collection[Way], why: str) -> Item:
    serves = tuple(flavor for flavor in item.serves if (flavor, item.pattern_id) not in away)
    # For nobody nothing is added.
    idle = item.action is Action.ADD and item.serves and not serves
    if (item.pattern_id == IMPORT_ID and item.action is not Action.KEEP) or idle:
        return replace(item, action=Action.KEEP, state=State.SKIPPED, serves=serves, note=why)
    return replace(item, serves=serves)


def _imported(standing: Standing, host: str) -> frozenset[str]:
    blocks = (block for block in standing.blocks.get(host, ()) if block.id == IMPORT_ID)
    return frozenset(target for block in blocks for target in import_targets(block.body))
