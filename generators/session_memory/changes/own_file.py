"""Files that are wholly ours (rules, skills, imported files): one stamp line says so, and whether they were edited."""

from __future__ import annotations

import re
from dataclasses import dataclass

from session_memory.attached import listed
from session_memory.changes.markers import first_byte
from session_memory.changes.region import canonical, short_digest

FRONT_MATTER = re.compile(rb"---[ \t]*\n(?:.*\n)*?---[ \t]*(?:\n|\Z)")
STAMP = re.compile(
    rb"<!-- session-memory:(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*) v(?P<version>\d+\.\d+\.\d+) "
    rb"sha256:(?P<recorded>[0-9a-f]{12}) -->[ \t]*(?:\n|\Z)"
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the stamp of a file says, and whether the file is still what was stamped."""

    id: str
    version: str
    recorded: str
    """First 12 hex digits of the SHA-256 that the file without its stamp had when it was written."""
    present: str
    """The same of what stands there now."""
    files: tuple[tuple[str, str], ...] = ()
    """(path relative to its folder, record) of each file beside a skill that is ours, too."""

    @property
    def edited(self) -> bool:
        """Whether the file is no longer what was stamped."""
        return self.recorded != self.present


def stamp(content: str, pattern_id: str, version: str) -> bytes:
    """The file with a stamp as the first line of its text, below front matter; LF line ends, one at the end.

    Raises ValueError for an id or version that no stamp can hold.
    """
    head, text = _parted(canonical(content.encode()))
    line = f"<!-- session-memory:{pattern_id} v{version} sha256:{_recorded(head, text)} -->".encode()
    if not STAMP.fullmatch(line):
        raise ValueError(f"no stamp can hold id {pattern_id!r} and version {version!r}")
    return b"\n\n".join(part for part in (head, line, text) if part) + b"\n"


def read_stamp(content: bytes) -> Stamp | None:
    """The stamp of a file, or None for a file that is not ours: the stamp counts at its own place only."""
    head, text = _parted(canonical(content[first_byte(content) :]))
    found = STAMP.match(text)
    if found is None:
        return None
    id, version, recorded = (found[name].decode() for name in ("id", "version", "recorded"))
    return Stamp(id, version, recorded, _recorded(head, canonical(text[found.end() :])), listed(head))


def unstamped(content: bytes) -> bytes:
    """A file of ours without its stamp, as its digest is taken: what is compared, shown and edited."""
    head, text = _parted(canonical(content[first_byte(content) :]))
    found = STAMP.match(text)
    return canonical(head + b"\n\n" + canonical(text[found.end() :] if found else text))


def _parted(content: bytes) -> tuple[bytes, bytes]:
    """Front matter, empty when there is none, and the text below it; both without outer blank lines."""
    front = FRONT_MATTER.match(content)
    head = front[0] if front else b""
    return canonical(head), canonical(content[len(head) :])


def _recorded(head: bytes, text: bytes) -> str:
    return short_digest(head + b"\n\n" + text)
