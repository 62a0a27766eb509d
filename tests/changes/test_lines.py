"""Whose is each line of a host file?"""

from __future__ import annotations

from itertools import groupby

import pytest

from session_memory.changes import region
from session_memory.changes.lines import Kind, Part, count, part_at, parts
from session_memory.changes.own_file import stamp
from session_memory.errors import MalformedHostError
from session_memory.model import Block

BLOCKS = (Block("one", "1.0.0", b"First.\nSecond."), Block("two", "2.0.0", b""))


def host(before: bytes, after: bytes = b"", blocks: tuple[Block, ...] = BLOCKS) -> bytes:
    return (region.put(before, blocks) or b"") + after


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_every_line_has_one_owner(end: bytes, bom: bytes) -> None:
    """Hand, frame, block, frame, block, frame, hand: and a part covers exactly the lines that lead to it."""
    content = bom + host(b"# Mine\n", b"\nMine, too.\n").replace(b"\n", end)
    owners = [part_at(content, line) for line in range(1, count(content) + 1)]
    runs = [(part, len(list(lines))) for part, lines in groupby(owners, key=lambda p: (p.kind, p.pattern))]
    assert [kind for (kind, _), _ in runs] == [
        Kind.HAND, Kind.FRAME, Kind.BLOCK, Kind.FRAME, Kind.BLOCK, Kind.FRAME, Kind.HAND,
    ]  # fmt: skip
    for part in parts(content):
        assert [line for line, owner in enumerate(owners, 1) if owner == part] == list(range(part.first, part.last + 1))
    frame = next(owner for owner in owners if owner.kind is Kind.FRAME)
    assert content.split(b"\n")[frame.first - 1].lstrip(b"\xef\xbb\xbf").startswith(b"<!-- BEGIN session-memory -->")


def test_an_edited_block_says_so() -> None:
    """And only that one."""
    content = host(b"x\n").replace(b"Second.", b"Third.")
    assert [(part.pattern, part.version, part.edited) for part in parts(content)] == [
        ("one", "1.0.0", True), ("two", "2.0.0", False),
    ]  # fmt: skip


def test_a_stamped_file_is_one_part() -> None:
    """Whatever the line, front matter included; and what was edited says so."""
    content = stamp("---\nname: x\n---\n\nText.\n", "one", "1.0.0")
    part = Part(Kind.FILE, 1, count(content), "one", "1.0.0")
    assert parts(content) == (part,) and {part_at(content, line) for line in range(1, part.last + 1)} == {part}
    assert parts(content.replace(b"Text", b"Other"))[0].edited


@pytest.mark.parametrize(("content", "lines"), [(b"", 0), (b"\n", 1), (b"a", 1), (b"a\nb", 2), (b"a\r\nb\r\n", 2)])
def test_lines_are_counted_as_editors_do(content: bytes, lines: int) -> None:
    """A text behind the last line end is a line; a carriage return is none."""
    assert count(content) == lines


def test_a_broken_region_belongs_to_nobody_for_sure() -> None:
    """Neither the list nor a line of it is told then."""
    content = host(b"x\n").replace(b"<!-- END session-memory -->", b"")
    for ask in (parts, lambda content: part_at(content, 1)):
        with pytest.raises(MalformedHostError):
            ask(content)
