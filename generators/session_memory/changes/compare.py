"""How one pattern stands in one file: what is on disk against what is wanted. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from session_memory.changes import region
from session_memory.changes.own_file import Stamp, read_stamp
from session_memory.changes.standing import Standing
from session_memory.changes.wanted import IN_REGION, Want
from session_memory.model import Action, Block, Form, Item, State


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the catalog knows of a pattern that is on disk but not wanted there."""

    ids: frozenset[str]
    """Every pattern that the catalog has or had, whatever its status."""
    held: frozenset[str]
    """Patterns to leave alone: their file has findings, or they could not be delivered."""
    aside: Mapping[str, str] = field(default_factory=dict)
    """Patterns to leave alone because a person wants it, and why."""
    ours: bool = False
    """Our text comes back where somebody edited it."""


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
            yield _file_item(path, want, stamp, path in standing.rest)
        elif stamp is not None and want is None:
            yield _unwanted(path, id, Form.RULE, stamp.version, stamp.edited, known)
        elif want is None and block is not None:
            yield _unwanted(path, id, Form.BLOCK, block.version, region.is_edited(block), known)
        elif want is not None:
            yield _block_item(path, want, block)


def _block_item(path: str, want: Want, block: Block | None) -> Item:
    if block is None:
        return _item(path, want, State.PROPOSED, Action.ADD)
    same = region.digest(block.body) == region.digest(want.content)
    return _wanted(path, want, block.version, region.is_edited(block), same)


def _file_item(path: str, want: Want, stamp: Stamp | None, theirs: bool) -> Item:
    if stamp is None or stamp.id != want.id:
        if not theirs and stamp is None:
            return _item(path, want, State.PROPOSED, Action.ADD)
        note = "a file that is not ours stands where it would go; move it, or give the pattern another form"
        return _item(path, want, State.FOREIGN, Action.KEEP, note=note)
    fresh = read_stamp(want.content)
    same = fresh is not None and fresh.recorded == stamp.present
    return _wanted(path, want, stamp.version, stamp.edited, same)


def _wanted(path: str, want: Want, version: str, edited: bool, same: bool) -> Item:
    if edited and not same:
        note = "edited by hand; it is left as it is"
        return _item(path, want, State.EDITED, Action.KEEP, version, note)
    if same and version == want.version and not edited:
        return _item(path, want, State.IN_SYNC, Action.KEEP, version)
    return _item(path, want, State.OUTDATED, Action.CHANGE, version)


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
