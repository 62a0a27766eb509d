"""Where the region stands in a host file, or why nobody can say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from session_memory.changes import foreign, markers
from session_memory.changes.markers import REPAIR, Marker
from session_memory.errors import MalformedHostError

Pair = tuple[Marker, Marker]


@dataclass(frozen=True, slots=True)
class Region:
    """BEGIN and END of the region, and of each block in it."""

    begin: Marker
    end: Marker
    blocks: tuple[Pair, ...]


def locate(host: bytes) -> Region | None:
    """The region of a host file; None when there is none. Raises MalformedHostError for anything in between."""
    pairs = list(_pairs(host))
    if not pairs:
        return None
    *blocks, (begin, end) = pairs
    _check_single(pairs)
    _check_no_text_between(host, begin, end, blocks)
    check_not_foreign(host, begin.line, end.line)
    return Region(begin, end, tuple(blocks))


def _pairs(host: bytes) -> Iterator[Pair]:
    """Each block's BEGIN and END, then those of the region around them."""
    opened: list[Marker] = []
    for marker in markers.find(host):
        if not marker.begins:
            if not opened or opened[-1].id != marker.id:
                raise _malformed(f"{marker} does not close the marker before it", *opened, marker)
            yield opened.pop(), marker
        elif len(opened) != (1 if marker.id else 0):
            where = f"inside {opened[-1]}" if opened else "outside the region"
            raise _malformed(f"{marker} stands {where}", *opened, marker)
        else:
            opened.append(marker)
    if opened:
        raise _malformed(f"{opened[-1]} has no END", *opened)


def _check_single(pairs: Sequence[Pair]) -> None:
    seen: dict[str, Marker] = {}
    for begin, _ in pairs:
        if begin.id in seen:
            raise _malformed(f"{begin} is there twice", seen[begin.id], begin)
        seen[begin.id] = begin


def _check_no_text_between(host: bytes, begin: Marker, end: Marker, blocks: Sequence[Pair]) -> None:
    above = begin
    for first, last in [*blocks, (end, end)]:
        between = host[above.next_line : first.start]
        text = between.lstrip(b" \t\r\n")
        if text:
            lines_down = between[: -len(text)].count(b"\n")
            raise MalformedHostError(
                "text inside the region, but in none of its blocks, belongs to nobody",
                (above.line + 1 + lines_down,),
                "move it above or below the region, then run again; nothing was written",
            )
        above = last


def check_not_foreign(host: bytes, begin: int, end: int) -> None:
    """Raise MalformedHostError when the region from line `begin` to `end` stands between another tool's markers."""
    for other in foreign.pairs(host):
        if other.begin < begin < other.end or other.begin < end < other.end:
            raise MalformedHostError(
                f"the region stands where another tool writes, between the markers of {other.name}",
                (other.begin, begin, end, other.end),
                "move the region, with its markers, to the end of the file; nothing was written",
            )


def _malformed(message: str, *at: Marker) -> MalformedHostError:
    return MalformedHostError(message, tuple(marker.line for marker in at), REPAIR)
