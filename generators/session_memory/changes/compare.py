"""How one pattern stands in one file: what is on disk against what is wanted. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from session_memory.changes import region
from session_memory.changes.own_file import Stamp, read_stamp
from session_memory.changes.skill_folder import beside, gone, in_the_way
from session_memory.changes.standing import Standing
from session_memory.changes.wanted import IN_REGION, Want
from session_memory.model import Action, Block, Form, Item, State

ADOPTED = "the catalog took the hand edit over; only our marker is brought up to date"
REPLACED = "what was written by hand goes away; REVIEW.md shows it"
LEFT = {
    State.EDITED: "edited by hand; it is left as it is",
    State.CONFLICT: "edited by hand, and its pattern has changed since; it is left as it is",
}


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the catalog knows of a pattern that is on disk but not wanted there."""

    ids: frozenset[str]
    """Every pattern that the catalog has or had, whatever its status."""
    held: frozenset[str]
    """Patterns to leave alone: their file has findings, or they could not be delivered."""
    aside: Mapping[str, str] = field(default_factory=dict)
    """Patterns to leave alone because a person wants it, and why."""
    ours: frozenset[str] = frozenset()
    """Patterns whose text comes back where somebody edited it by hand."""


def compare(standing: Standing, wanted: Mapping[str, Mapping[str, Want]], known: Knowledge) -> tuple[Item, ...]:
    """One item for each pattern that is wanted in a file, or stands there. Malformed files are left out."""
    paths = sorted({*wanted, *standing.blocks, *standing.stamps} - set(standing.problems))
    return tuple(item for path in paths for item in _in_file(path, standing, wanted.get(path, {}), known))


def _in_file(path: str, standing: Standing, wants: Mapping[str, Want], known: Knowledge) -> Iterator[Item]:
    blocks = {block.id: block for block in standing.blocks.get(path, ())}
    stamp = standing.stamps.get(path)
    for id in sorted({*wants, *blocks, *([stamp.id] if stamp else [])}):
        want, block = wants.get(id), blocks.get(id)
        if want is not None and want.form not in IN_REGION:
            yield _skill_item(_file_item(path, want, stamp, path in standing.rest, known), want, stamp, standing)
        elif stamp is not None and want is None:
            yield _unwanted(path, id, Form.RULE, stamp.version, stamp.edited, known)
        elif want is None and block is not None:
            yield _unwanted(path, id, Form.BLOCK, block.version, region.is_edited(block), known)
        elif want is not None:
            yield _block_item(path, want, block, known)


@dataclass(frozen=True, slots=True)
class _Met:
    """What stands where a pattern is wanted; the digests have as many digits as a marker holds."""

    version: str
    applied: str
    """Digest of what we wrote last, as its marker records it."""
    present: str
    wanted: str


def _block_item(path: str, want: Want, block: Block | None, known: Knowledge) -> Item:
    if block is None:
        return _item(path, want, State.PROPOSED, Action.ADD)
    present, wanted = (region.short_digest(body) for body in (block.body, want.content))
    return _wanted(path, want, _Met(block.version, block.recorded, present, wanted), known)


def _file_item(path: str, want: Want, stamp: Stamp | None, theirs: bool, known: Knowledge) -> Item:
    if stamp is None or stamp.id != want.id:
        if not theirs and stamp is None:
            return _item(path, want, State.PROPOSED, Action.ADD)
        note = "a file that is not ours stands where it would go; move it, or give the pattern another form"
        return _item(path, want, State.FOREIGN, Action.KEEP, note=note)
    fresh = read_stamp(want.content)
    wanted = fresh.recorded if fresh else ""
    return _wanted(path, want, _Met(stamp.version, stamp.recorded, stamp.present, wanted), known)


def _skill_item(item: Item, want: Want, stamp: Stamp | None, standing: Standing) -> Item:
    """The same in the light of the files beside it, if it is a skill that has or had any."""
    writes = item.action is not Action.KEEP
    blocked = in_the_way(item.path, stamp, want.attachments, standing.attached) if writes else ""
    if blocked:
        return replace(item, state=State.FOREIGN, action=Action.KEEP, note=blocked)
    missing = gone(item.path, stamp, standing.attached) if stamp and item.state is State.IN_SYNC else ()
    if missing:
        note = f"{', '.join(beside(item.path, path) for path in missing)} is gone"
        return replace(item, state=State.MISSING, action=Action.CHANGE, note=note)
    return item


def _wanted(path: str, want: Want, met: _Met, known: Knowledge) -> Item:
    """The table of the three digests."""
    if met.present == met.wanted != met.applied:
        return _item(path, want, State.ADOPTED, Action.CHANGE, met.version, ADOPTED)
    if met.present != met.applied:
        state = State.EDITED if met.applied == met.wanted else State.CONFLICT
        if want.id in known.ours:
            return _item(path, want, state, Action.CHANGE, met.version, REPLACED)
        return _item(path, want, state, Action.KEEP, met.version, LEFT[state])
    if met.present == met.wanted and met.version == want.version:
        return _item(path, want, State.IN_SYNC, Action.KEEP, met.version)
    return _item(path, want, State.OUTDATED, Action.CHANGE, met.version)


def _item(path: str, want: Want, state: State, action: Action, before: str = "", note: str = "") -> Item:
    return Item(path, want.id, want.form, state, action, want.serves, before, want.version, note)


def _unwanted(path: str, id: str, form: Form, version: str, edited: bool, known: Knowledge) -> Item:
    """An item for text of ours that should not be there, or is not ours at all."""
    if id in known.aside:
        note = f"{known.aside[id]}; what stands is kept{' as somebody edited it' if edited else ''}"
        return Item(path, id, form, State.SKIPPED, Action.KEEP, before=version, note=note)
    if id in known.held:
        note = "its pattern cannot be delivered now; what stands is kept"
        return Item(path, id, form, State.SKIPPED, Action.KEEP, before=version, note=note)
    if id not in known.ids:
        note = "not from this catalog, as far as its history tells; it is left as it is"
        return Item(path, id, form, State.FOREIGN, Action.KEEP, before=version, note=note)
    if edited:
        note = "withdrawn, but edited by hand; it is left as it is"
        return Item(path, id, form, State.EDITED, Action.KEEP, before=version, note=note)
    # Its pattern is ours, and the digest in its marker says that we wrote exactly these bytes.
    return Item(path, id, form, State.ORPHANED, Action.REMOVE, before=version)
