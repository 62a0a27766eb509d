"""Items -> new bytes for each file of the target. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from session_memory.changes import region, skill_folder
from session_memory.changes.standing import Standing
from session_memory.changes.wanted import IN_REGION, Want
from session_memory.model import Action, Block, FileChange, Hosts, Item, State


def edited_files(
    items: Sequence[Item], wanted: Mapping[str, Mapping[str, Want]], standing: Standing, hosts: Hosts
) -> tuple[FileChange, ...]:
    """The files that are not as the items want them, sorted by path. Raises SessionMemoryError for a text that
    cannot stand in a region."""
    changes = []
    for path, group in groupby(items, key=lambda item: item.path):
        here = list(group)
        file = hosts.files.get(path)
        before = file.content if file else None
        after = _after(path, here, wanted.get(path, {}), standing, before)
        if after != before:
            changes.append(FileChange(path, before, after, executable=bool(file and file.executable)))
        changes += _beside(here, wanted.get(path, {}), standing)
    return tuple(sorted(changes, key=lambda change: change.path))


def _beside(items: list[Item], wants: Mapping[str, Want], standing: Standing) -> Iterator[FileChange]:
    """What becomes of the files beside a skill."""
    for item in items:
        if item.form not in IN_REGION and item.action is not Action.KEEP:
            should = wants[item.pattern_id].attachments if item.action is not Action.REMOVE else ()
            yield from skill_folder.changes(item.path, standing.stamps.get(item.path), should, standing.attached)


def _after(
    path: str, items: list[Item], wants: Mapping[str, Want], standing: Standing, before: bytes | None
) -> bytes | None:
    if all(item.action is Action.KEEP or item.state is State.MISSING for item in items):
        return before
    own = next((item for item in items if item.form not in IN_REGION), None)
    if own is not None:
        return None if own.action is Action.REMOVE else wants[own.pattern_id].content
    on_disk = {block.id: block for block in standing.blocks.get(path, ())}
    untouched = {id: _kept(block, wants.get(id)) for id, block in on_disk.items()}
    blocks = untouched | {i.pattern_id: _block(i, wants.get(i.pattern_id), on_disk.get(i.pattern_id)) for i in items}
    return region.put(before, [block for block in blocks.values() if block is not None])


def _block(item: Item, want: Want | None, standing: Block | None) -> Block | None:
    """The block that the region should hold for an item."""
    if item.action is Action.REMOVE:
        return None
    if item.action is Action.KEEP:
        return _kept(standing, want)
    return want.block() if want else None


def _kept(standing: Block | None, want: Want | None) -> Block | None:
    """What stands, at the place that its pattern would have; text we know nothing of goes last."""
    if standing is None:
        return None
    order = want.order if want else 1_000_000_000
    return Block(standing.id, standing.version, standing.body, standing.recorded, standing.line, order)
