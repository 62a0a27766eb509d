"""Our marker lines: how they are written, and which lines of a host file count as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from session_memory.errors import MalformedHostError
from session_memory.markdown import Cover, cover

BOM = b"\xef\xbb\xbf"

BEGIN = b"<!-- BEGIN session-memory -->"
END = b"<!-- END session-memory -->"

EXACT = re.compile(
    rb"<!-- (?:"
    rb"(?P<begins>BEGIN) session-memory"
    rb"(?::(?P<begun>[a-z0-9]+(?:-[a-z0-9]+)*) v(?P<version>\d+\.\d+\.\d+) sha256:(?P<recorded>[0-9a-f]{12}))?"
    rb"|END session-memory(?::(?P<ended>[a-z0-9]+(?:-[a-z0-9]+)*))?"
    rb") -->"
)
LIKE = re.compile(
    rb"(?P<comment><!--(?:(?<![^\n]<!--)|(?<=\A\xef\xbb\xbf<!--))"
    rb"[ \t]*(?:BEGIN|END)[ \t]+session-memory(?=[: \t]|-->)(?:(?!-->).)*-->[ \t]*)"
    rb"(?P<odd>\r(?!\n)[ \t\r]*)?"
    rb"(?:\r?\n|\Z)"
)
"""A line in column 0 that holds nothing but a comment of ours, in order or not, and perhaps an odd line end.

That it is the start of a line is asked behind the first four bytes: looking for those is 20 times as fast.
"""

REPAIR = "repair or delete the marker lines by hand, then run again; nothing was written"


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker line that counts. Offsets are bytes from the start of the file."""

    begins: bool
    id: str
    """Empty for the markers of the region itself."""
    version: str
    recorded: str
    line: int
    """From 1."""
    start: int
    end: int
    """Behind the marker; its line end follows."""
    next_line: int
    """Where the next line starts."""

    def __str__(self) -> str:
        return f"{'BEGIN' if self.begins else 'END'} session-memory{':' if self.id else ''}{self.id}"


def begin_block(id: str, version: str, recorded: str) -> bytes:
    """The line above a block. Raises ValueError for one that could not be read again."""
    line = f"<!-- BEGIN session-memory:{id} v{version} sha256:{recorded} -->".encode()
    if not EXACT.fullmatch(line):
        raise ValueError(f"no marker can hold id {id!r}, version {version!r} and digest {recorded!r}")
    return line


def end_block(id: str) -> bytes:
    """The line below a block."""
    return f"<!-- END session-memory:{id} -->".encode()


def find(host: bytes) -> Iterator[Marker]:
    """The markers of a host file, in its order. Those in code are documentation and left out.

    Raises MalformedHostError for one that HTML or an unclosed fence hides, or that cannot be read.
    """
    # Markdown remembers nothing across one of our markers: a comment in column 0 ends every block. So each
    # stretch between two of them is looked at alone, and a stretch that many repositories share only once.
    settled, line = first_byte(host), 1
    in_code = False
    for like in LIKE.finditer(host):
        over = _cover(host[settled : like.start()])
        here = line + host.count(b"\n", settled, like.start())
        in_code = over is not None and over.code
        if over is None:
            yield _marker(like, here)
            settled, line = like.end(), here + 1
        elif in_code:
            settled, line = _down(host, settled, over.line), line + over.line
        else:
            raise MalformedHostError("a marker of ours stands inside HTML", (line + over.line, here), REPAIR)
    if in_code:
        check_end(host[settled:] + b"\n", "a marker of ours", line)


def check_end(text: bytes, what: str, line: int = 1) -> None:
    """Raise MalformedHostError when `what`, a line right after `text`, would be hidden. `text` begins in `line`."""
    over = _cover(text)
    if over:
        message = f"{over} opens here, is never closed, and would swallow {what}"
        raise MalformedHostError(message, (line + over.line,), "close it, then run again; nothing was written")


def first_byte(host: bytes) -> int:
    """Offset of the first byte that is not of a byte order mark."""
    return len(BOM) if host.startswith(BOM) else 0


def _cover(text: bytes) -> Cover | None:
    # Latin-1 maps every byte to one character, and what opens a block is ASCII.
    return cover(text.decode("latin-1"))


def _down(text: bytes, offset: int, lines: int) -> int:
    for _ in range(lines):
        offset = text.index(b"\n", offset) + 1
    return offset


def _marker(like: re.Match[bytes], line: int) -> Marker:
    exact = EXACT.fullmatch(like["comment"].rstrip(b" \t"))
    if exact is None or like["odd"]:
        raise MalformedHostError("this line looks like a marker of ours but cannot be read", (line,), REPAIR)
    begun, ended, version, recorded = (
        (exact[name] or b"").decode() for name in ("begun", "ended", "version", "recorded")
    )
    start, end = like.span("comment")
    return Marker(bool(exact["begins"]), begun or ended, version, recorded, line, start, end, like.end())
