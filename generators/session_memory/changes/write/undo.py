"""A file as it was before us, or without one pattern; what somebody wrote since is kept. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from session_memory.changes import region
from session_memory.changes.own_file import read_stamp
from session_memory.errors import ConflictError, MalformedHostError
from session_memory.model import Block


def restored(path: str, now: bytes | None, before: bytes | None, after: bytes | None) -> bytes | None:
    """The file once the change from `before` to `after` is taken back. None is a file that is not there.

    Where other text changed since, by hand or by a change to other patterns, only what this change did goes back and
    that text stays. Raises ConflictError when somebody edited what this change wrote, MalformedHostError when nobody
    can say what that is.
    """
    if now in (after, before):
        return before
    if now is None or any(content and read_stamp(content) for content in (now, before, after)):
        raise ConflictError("it was changed since it was applied; it is left as it is", path)
    if not _marks(path, before) | _marks(path, after):
        # We write no file without a marker but those that travel with a skill, and of them we write all.
        raise ConflictError("it was changed since it was applied; it is left as it is", path)
    was, should, stands = (_by_id(_blocks(path, content or b"")) for content in (before, after, now))
    changed = [id for id in {**was, **should} if _text(was.get(id)) != _text(should.get(id))]
    # Some of it may be as it was already: then somebody took it back by hand.
    edited = sorted(id for id in changed if _text(stands.get(id)) not in (_text(should.get(id)), _text(was.get(id))))
    if edited:
        hint = "undo the edit, or take the text out by hand"
        raise ConflictError(
            f"{', '.join(edited)} in it was edited since it was applied; it is left as it is", path, hint
        )
    return region.put(now, _in_order(_put_back(was, stands, changed)))


def _put_back(was: Mapping[str, Block], stands: Mapping[str, Block], changed: Sequence[str]) -> list[Block]:
    """What stands, with the blocks that changed as they were; one that comes back stands after its old neighbour."""
    order = [id for id in stands if id not in changed or id in was]
    for place, id in enumerate(was):
        if id in changed and id not in order:
            above = [other for other in list(was)[:place] if other in order]
            order.insert(order.index(above[-1]) + 1 if above else 0, id)
    return [was[id] if id in changed else stands[id] for id in order]


def arrived(path: str, now: bytes | None, before: bytes | None, after: bytes | None) -> bool:
    """Whether the change from `before` to `after` reached the file, whatever was done to it since.

    The markers tell: they stay with a text that somebody edits. Raises MalformedHostError when nobody can read them.
    """
    was, should, stands = _marks(path, before), _marks(path, after), _marks(path, now)
    if should - was:
        return bool((should - was) & stands)
    return now == after or (should != was and not (was - should) & stands)


def without(path: str, now: bytes, pattern: str) -> bytes | None:
    """The file without that pattern. Raises ConflictError when somebody edited the pattern's text."""
    stamp = read_stamp(now)
    if stamp is not None:
        found, edited = stamp.id == pattern, stamp.edited
        rest = None if found else now
    else:
        blocks = _blocks(path, now)
        block = next((block for block in blocks if block.id == pattern), None)
        found, edited = block is not None, block is not None and region.is_edited(block)
        rest = region.put(now, _in_order(b for b in blocks if b.id != pattern)) if found else now
    if found and edited:
        hint = "undo the edit, or take it out by hand"
        raise ConflictError(f"{pattern} was edited by hand there; it is left as it is", path, hint)
    return rest


def text_of(path: str, content: bytes, pattern: str) -> tuple[str, str] | None:
    """Version and digest of what a file holds of that pattern, whatever its line ends; None when it holds nothing."""
    stamp = read_stamp(content)
    if stamp is not None:
        return (stamp.version, stamp.present) if stamp.id == pattern else None
    return next(((b.version, region.digest(b.body)) for b in _blocks(path, content) if b.id == pattern), None)


def stays(path: str, pattern: str, now: bytes | None, before: bytes | None, after: bytes | None) -> bool:
    """Whether a file has the pattern's text of before a change to it, as our markers tell."""
    stands, was, should = ({mark for mark in _marks(path, c) if mark[0] == pattern} for c in (now, before, after))
    return stands == was != should


def _by_id(blocks: Iterable[Block]) -> dict[str, Block]:
    """In the order in which they stand."""
    return {block.id: block for block in blocks}


def _text(block: Block | None) -> tuple[str, str] | None:
    """What makes a block the one that we wrote, whatever its line ends."""
    return (block.version, region.digest(block.body)) if block else None


def _marks(path: str, content: bytes | None) -> set[tuple[str, str, str]]:
    """What our markers in a file say of the texts that we wrote."""
    if content is None:
        return set()
    stamp = read_stamp(content)
    texts = [stamp] if stamp else _blocks(path, content)
    return {(text.id, text.version, text.recorded) for text in texts}


def _blocks(path: str, content: bytes) -> Sequence[Block]:
    """The blocks of a file. Raises MalformedHostError, with the place."""
    try:
        return region.read(content)
    except MalformedHostError as error:
        error.where = ":".join([path, *map(str, error.lines[-1:])])
        raise


def _in_order(blocks: Iterable[Block]) -> list[Block]:
    """At the places that they have now: a file does not say which order their patterns ask for."""
    return [replace(block, order=number) for number, block in enumerate(blocks)]
