"""Checks of a file as it lies on disk, before its text is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from session_memory.catalog.checks.check import Hit
from session_memory.catalog.find import Entry
from session_memory.catalog.kinds import POLICY
from session_memory.model import Place

UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def unreadable_file(entry: Entry) -> Iterator[Hit]:
    """A link, a pipe, a file that is too large or that we may not read."""
    if entry.problem:
        yield Hit(Place(entry.path), f"this {entry.problem}", "put an ordinary file of text in its place")


def wrong_file_name(entry: Entry) -> Iterator[Hit]:
    """A file that was meant for the catalog, under a name that nothing reads."""
    if entry.kind is POLICY and entry.path != POLICY.place:
        # At the place of the policy: whoever asks whether the policy can be trusted has to hear of it.
        yield Hit(Place(POLICY.place), f"nothing reads {entry.path}", f"rename it to {POLICY.place}")
    elif entry.kind is not POLICY and not entry.problem and not entry.path.endswith(entry.kind.suffix):
        new = PurePosixPath(entry.path).with_suffix(entry.kind.suffix).name
        yield Hit(Place(entry.path), f"only files ending in {entry.kind.suffix} are read", f"rename it to {new}")


def not_utf8(entry: Entry) -> Iterator[Hit]:
    """Bytes that are no UTF-8 text."""
    if entry.content.startswith(UTF_16):
        yield Hit(Place(entry.path), "this is UTF-16, not UTF-8", "save it as UTF-8")
        return
    try:
        entry.content.decode("utf-8")
        offset = entry.content.index(b"\0") if b"\0" in entry.content else None
    except UnicodeDecodeError as error:
        offset = error.start
    if offset is not None:
        byte = f"byte 0x{entry.content[offset]:02x} at offset {offset:,} is not UTF-8 text"
        yield Hit(_place(entry, offset), byte, "save the file as UTF-8")


def _place(entry: Entry, offset: int) -> Place:
    line_start = entry.content.rfind(b"\n", 0, offset) + 1
    before = entry.content[line_start:offset].decode("utf-8-sig")
    return Place(entry.path, entry.content.count(b"\n", 0, offset) + 1, len(before) + 1)
