"""The region's laws on generated host files; `pytest --hypothesis-profile=full` tries 100,000 cases."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import assume, event, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from region_examples import plain
from region_strategies import blocks, broken_hosts, calm, hosts, texts
from session_memory.changes import region
from session_memory.errors import MalformedHostError, SessionMemoryError
from session_memory.model import Block

COMMONMARK = MarkdownIt("commonmark")
OUR_LINE = re.compile(r"<!-- (BEGIN|END) session-memory[ :][^>]*-->[ \t]*")


def put(host: bytes | None, blocks: list[Block]) -> bytes | None:
    """What `region.put` gives; None when it refuses, which is right now and then, and counted."""
    try:
        result = region.put(host, blocks)
    except SessionMemoryError as error:
        event(f"refused: {type(error).__name__}")
        return None
    event("put")
    return result


def sorted_plain(blocks: list[Block]) -> list[tuple[str, str, bytes]]:
    """What has to be read after `blocks` were put."""
    return plain(tuple(sorted(blocks, key=lambda block: (block.order, block.id))))


@given(hosts(), blocks, st.randoms(use_true_random=False))
def test_putting_again_changes_nothing(host: bytes, blocks: list[Block], random: st.Random) -> None:
    """Twice is once, in whatever order the blocks come."""
    once = put(host, blocks)
    if once is not None:
        assert region.put(once, blocks) == once
        random.shuffle(blocks)
        assert region.put(host, blocks) == once


@given(hosts(), blocks)
def test_what_is_read_was_put(host: bytes, blocks: list[Block]) -> None:
    """Every block comes back, unedited, in the order of its region."""
    once = put(host, blocks)
    if once is not None:
        found = region.read(once)
        assert plain(found) == sorted_plain(blocks)
        assert not any(region.is_edited(block) for block in found)
        assert region.put(once, [replace(block, order=index) for index, block in enumerate(found)]) == once


@given(hosts(), blocks, blocks)
def test_only_the_last_put_counts(host: bytes, first: list[Block], second: list[Block]) -> None:
    """A region that is replaced leaves no trace."""
    once = put(host, first)
    direct = put(host, second)
    if once is not None and direct is not None:
        assert region.put(once, second) == direct


@given(st.none() | hosts(), blocks)
def test_removing_gives_every_byte_back(host: bytes | None, blocks: list[Block]) -> None:
    """Without its region a file is what it was, or is no file if it was none."""
    once = put(host, blocks)
    if once is not None:
        before = region.put(host, [])
        assert region.strip(once) == before
        if host is None or b"BEGIN session-memory" not in host:
            assert before == host
            assert once.startswith(host or b"")


@given(hosts(), blocks, blocks, texts(calm))
def test_text_added_above_stays(host: bytes, first: list[Block], second: list[Block], added: bytes) -> None:
    """Hand-written text that comes later, above the region, is still there after a change and after removal."""
    assume(not host.startswith(b"\xef\xbb\xbf"))
    once = put(host, first)
    above = added + b"\n"
    changed = put(above + once, second) if once is not None else None
    if changed is not None:
        rest = region.strip(changed) or b""
        assert changed.startswith(above)
        assert rest.startswith(above.rstrip(b"\r\n"))
        assert rest.endswith((region.strip(host) or b"").lstrip(b"\r\n"))


@given(hosts(), blocks, blocks, texts(calm))
def test_text_added_below_stays(host: bytes, first: list[Block], second: list[Block], added: bytes) -> None:
    """The same below the region, where at most one empty line is left between the old text and the new."""
    once = put(host, first)
    changed = put(once + b"\n" + added, second) if once is not None else None
    if changed is not None:
        rest = region.strip(changed) or b""
        assert changed.endswith(b"\n" + added)
        assert rest.endswith(added)
        if b"BEGIN session-memory" not in host:
            assert rest.startswith(host.removesuffix(b"\n").removesuffix(b"\r"))
            assert len(rest) <= len(host) + len(added) + 4


@given(broken_hosts, blocks)
def test_accidents_with_markers_lose_nothing(host: bytes, blocks: list[Block]) -> None:
    """A file is refused with lines that it has and a next step, or loses nothing but a whole region of ours."""
    try:
        rest = region.strip(host)
        result = region.put(host, blocks)
    except MalformedHostError as error:
        event("malformed")
        assert error.lines
        assert error.hint
        assert all(1 <= line <= host.count(b"\n") + 1 for line in error.lines)
        return
    except SessionMemoryError:
        return
    assert result is not None
    assert region.strip(result) == rest
    if not region.read(host):
        gone = len(host) - len(rest or b"")
        assert gone <= len(b"<!-- BEGIN session-memory --><!-- END session-memory -->") + 40
        event("put")


@given(st.one_of(hosts(), broken_hosts), blocks)
def test_markdown_as_a_whole_agrees(host: bytes, blocks: list[Block]) -> None:
    """What we read piece by piece is what CommonMark sees in the whole file: our lines, and no others of that look."""
    once = put(host, blocks)
    if once is None:
        return
    source = re.sub(r"\r+\n", "\n", once.removeprefix(b"\xef\xbb\xbf").decode("latin-1")).replace("\r", " ")
    lines = source.split("\n")
    seen = {t.map[0] for t in COMMONMARK.parse(source) if t.type == "html_block" and t.level == 0 and t.map}
    ours = [number for number in sorted(seen) if OUR_LINE.fullmatch(lines[number])]
    assert len(ours) == 2 + 2 * len(blocks)
    assert [number + 1 for number in ours if ":" in lines[number].split("v")[0] and "BEGIN" in lines[number]] == [
        block.line for block in region.read(once)
    ]
