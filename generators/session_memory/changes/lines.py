"""Whose is each line of a host file? Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from session_memory.changes import region
from session_memory.changes.locate import locate
from session_memory.changes.own_file import read_stamp


class Kind(StrEnum):
    """What a stretch of a file is."""

    BLOCK = "block"
    FILE = "file"
    """A file that is wholly ours."""
    FRAME = "frame"
    """Of the region: its own markers, and the empty lines between blocks."""
    HAND = "hand-written"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of lines, counted from 1, both ends included."""

    kind: Kind
    first: int
    last: int
    pattern: str = ""
    """Empty, like version, for what belongs to no pattern."""
    version: str = ""
    edited: bool = False
    """Somebody changed the text since it was written."""


def parts(content: bytes) -> tuple[Part, ...]:
    """What of ours stands in a file, in its order. Raises MalformedHostError when nobody can say."""
    stamp = read_stamp(content)
    if stamp is not None:
        return (Part(Kind.FILE, 1, count(content), stamp.id, stamp.version, stamp.edited),)
    return tuple(_blocks(content))


def part_at(content: bytes, line: int) -> Part:
    """The part that a line belongs to: one of ours, or just that line. Raises MalformedHostError as `parts` does."""
    ours = next((part for part in parts(content) if part.first <= line <= part.last), None)
    if ours is not None:
        return ours
    found = None if read_stamp(content) else locate(content)
    if found is not None and found.begin.line <= line <= found.end.line:
        return Part(Kind.FRAME, found.begin.line, found.end.line)
    return Part(Kind.HAND, line, line)


def count(content: bytes) -> int:
    """How many lines a file has; what stands behind the last line end is one, too."""
    return content.count(b"\n") + (not content.endswith(b"\n") and content != b"")


def _blocks(content: bytes) -> Iterator[Part]:
    found = locate(content)
    if found is not None:
        ends = {begin.line: end.line for begin, end in found.blocks}
        for block in region.read(content):
            edited = region.is_edited(block)
            yield Part(Kind.BLOCK, block.line, ends[block.line], block.id, block.version, edited)
