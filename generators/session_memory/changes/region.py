"""The region: the one stretch of a host file that is ours. Pure, bytes -> bytes.

What is added around a region tells how the file was before, so that removing needs no other memory:

    a file that                        becomes
    does not exist                     the region and a line end
    is empty, or only a BOM            the region, a line end and an empty line
    ends with a line end               itself, an empty line, the region and a line end
    ends without one                   itself, a line end, an empty line and the region
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache

from session_memory.changes import markers
from session_memory.changes.locate import Region, check_not_foreign, locate
from session_memory.errors import MalformedHostError, SessionMemoryError
from session_memory.model import Block

RECORDED_DIGITS = 12
BLANK = b" \t\r\n"
LINE_ENDS = (b"\r\n", b"\n")


def read(host: bytes) -> tuple[Block, ...]:
    """The blocks of a host file's region, as they stand there; none when it has no region.

    Raises MalformedHostError when nobody can say what is ours.
    """
    region = locate(host)
    if region is None:
        return ()
    return tuple(
        Block(begin.id, begin.version, _trimmed(host[begin.next_line : end.start]), begin.recorded, begin.line)
        for begin, end in region.blocks
    )


def put(host: bytes | None, blocks: Sequence[Block]) -> bytes | None:
    """The host file with exactly `blocks` in its region, sorted by order and id, and with no region for none.

    None, given or returned, is a file that does not exist. A `recorded` that is set stays, and with it the
    state of a block that was edited. Raises MalformedHostError as `read` does, and when the region would come
    to stand in an open fence or in HTML; SessionMemoryError for a body that cannot stand in a block.
    """
    ordered = _ordered(blocks)
    if host is None:
        return _framed(ordered, b"\n") + b"\n" if ordered else None
    region = locate(host)
    if not ordered:
        return _without(host, region) if region else host
    if region:
        above, below = host[: region.begin.start], host[region.end.end :]
        framed = _framed(ordered, _line_end_at(host, region.begin.end))
    else:
        above, framed, below = _appended(host, ordered)
    result = above + framed + below
    begin = above.count(b"\n") + 1
    # Half of another tool's pair may have come with a new block, and hold the region now.
    check_not_foreign(result, begin, begin + framed.count(b"\n"))
    return result


def strip(host: bytes) -> bytes | None:
    """The hand-written rest of a host file. None when there is none, because we made the file."""
    return put(host, ())


def digest(body: bytes) -> str:
    """SHA-256 in hex of a body, whatever its line ends and outer blank lines: those are a formatter's business."""
    return hashlib.sha256(canonical(body)).hexdigest()


def short_digest(body: bytes) -> str:
    """The digest of a body with as many digits as a marker holds."""
    return digest(body)[:RECORDED_DIGITS]


def canonical(body: bytes) -> bytes:
    """A body with LF line ends and no outer blank lines. Every CR before an LF is part of the line end."""
    return re.sub(rb"\r+\n", b"\n", _trimmed(body))


def is_edited(block: Block) -> bool:
    """Whether the body is no longer what we wrote. Never true of a block that was not read from a file."""
    return block.recorded not in ("", short_digest(block.body))


def _ordered(blocks: Sequence[Block]) -> list[Block]:
    if len({block.id for block in blocks}) < len(blocks):
        raise ValueError("two blocks of one id")
    return sorted(blocks, key=lambda block: (block.order, block.id))


def _framed(blocks: Sequence[Block], line_end: bytes) -> bytes:
    """The region from BEGIN to END, without a line end after it. Formatters keep the empty lines as they are."""
    parts = [markers.BEGIN, *(_framed_block(b.id, b.version, b.recorded, b.body) for b in blocks), markers.END]
    return b"\n\n".join(parts).replace(b"\n", line_end)


# The same blocks go into every repository of a run.
@lru_cache(maxsize=4096)
def _framed_block(id: str, version: str, recorded: str, body: bytes) -> bytes:
    body = canonical(body)
    _check_body(id, body)
    begin = markers.begin_block(id, version, recorded or short_digest(body))
    return b"\n\n".join(part for part in (begin, body, markers.end_block(id)) if part)


def _check_body(id: str, body: bytes) -> None:
    text = b"\n" + body + b"\n\n"
    try:
        found = next(markers.find(text), None)
        markers.check_end(text, "the END marker")
    except MalformedHostError as error:
        raise _unfit(id, error.message) from error
    if found is not None:
        raise _unfit(id, f"it has the line of a marker, {found}, outside code")


def _unfit(id: str, why: str) -> SessionMemoryError:
    return SessionMemoryError(f"the text of {id} cannot stand in a region: {why}", hint="change the pattern's text")


def _appended(host: bytes, blocks: Sequence[Block]) -> tuple[bytes, bytes, bytes]:
    """What stands above a new region at the end of the file, the region, and what stands below."""
    windows = host.count(b"\r\n")
    line_end = b"\r\n" if windows > host.count(b"\n") - windows else b"\n"
    empty = len(host) == markers.first_byte(host)
    ended = host.endswith(b"\n")
    above = host + line_end * (0 if empty else 1 if ended else 2)
    markers.check_end(above[markers.first_byte(host) :], "the region")
    return above, _framed(blocks, line_end), line_end * (2 if empty else 1 if ended else 0)


def _without(host: bytes, region: Region) -> bytes | None:
    """The exact undoing of `_appended`; where somebody wrote below the region, an empty line stays in between."""
    above, below = host[: region.begin.start], host[region.end.end :]
    rest = below.removeprefix(_line_end_at(host, region.end.end))
    empty_line = next((end for end in LINE_ENDS if above.endswith(b"\n" + end)), b"")
    if rest and not rest.startswith(LINE_ENDS):
        return above + rest
    if rest in LINE_ENDS and len(above) == markers.first_byte(host):
        return above
    above = above.removesuffix(empty_line)
    if below:
        return above + rest or None
    return above.removesuffix(empty_line)


def _line_end_at(text: bytes, offset: int) -> bytes:
    return b"\r\n" if text.startswith(b"\r\n", offset) else b"\n"


def _trimmed(body: bytes) -> bytes:
    """Without the blank lines above and below, and without the last line end."""
    text = body.strip(BLANK)
    if not text:
        return b""
    first = body.rfind(b"\n", 0, body.index(text)) + 1
    last = body.find(b"\n", body.index(text) + len(text))
    return body[first : len(body) if last < 0 else last].rstrip(b"\r")
