"""Where the texts of ours stand in a target's files, to the byte. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from session_memory.arrivals import OurText
from session_memory.changes.locate import locate
from session_memory.changes.region import BLANK, is_edited
from session_memory.changes.standing import Standing
from session_memory.model import Block, Hosts


def our_texts(hosts: Hosts, found: Standing) -> Mapping[str, tuple[OurText, ...]]:
    """Path -> the texts of ours in the file, in their order, import lines included; of every file that has any."""
    owned = {path: (_owned(hosts.files[path].content, path, found),) for path in found.stamps}
    return owned | {path: tuple(_blocks(hosts.files[path].content, path, found)) for path in found.blocks}


def _owned(content: bytes, path: str, found: Standing) -> OurText:
    stamp = found.stamps[path]
    return OurText(stamp.id, stamp.version, stamp.edited, 0, len(content.rstrip(BLANK)))


def _blocks(content: bytes, path: str, found: Standing) -> Iterator[OurText]:
    region = locate(content)
    for block, (begin, end) in zip(found.blocks[path], region.blocks if region else (), strict=True):
        # An agent that gets no more than the marker behind the text misses nothing.
        last = max(begin.next_line, len(content[: end.start].rstrip(BLANK)))
        yield OurText(block.id, block.version, is_edited(block), begin.next_line, last, _is_index(block))


def _is_index(block: Block) -> bool:
    """Whether it is a line that names the pattern's skill; every other text begins with a heading."""
    return block.body.startswith(b"- ") and f"/{block.id}/SKILL.md`".encode() in block.body
