"""A pattern's file with some of its lines changed and its version raised; every other byte stays. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from session_memory.catalog.kinds import PATTERN
from session_memory.catalog.sheet import Sheet
from session_memory.errors import SessionMemoryError
from session_memory.model import Splice


def spliced(content: bytes, splices: Sequence[Splice]) -> bytes:
    """The file with other lines. New lines end as the first line of the file does."""
    lines = content.split(b"\n")
    end = b"\r" if lines[0].endswith(b"\r") else b""
    for splice in sorted(splices, key=lambda splice: splice.first, reverse=True):
        fresh = [line.encode("utf-8", "surrogateescape") + end for line in splice.lines]
        if splice.last == len(lines) and fresh:
            fresh[-1] = fresh[-1].removesuffix(end)  # the last line of a file that does not end with a line end
            if splice.first == splice.last:
                lines[-1] += end
        lines[splice.first : splice.last] = fresh
    return b"\n".join(lines)


def raised(content: bytes, today: datetime.date) -> bytes:
    """The file with the next patch version and, where it says when it was updated, the day. Its keys are valid."""
    sheet = Sheet(PATTERN, "", content)
    major, minor, patch = str(sheet.data["version"]).split(".")
    content = _with(content, sheet, "version", f"{major}.{minor}.{int(patch) + 1}")
    return _with(content, sheet, "updated", today.isoformat()) if sheet.data.get("updated") else content


def _with(content: bytes, sheet: Sheet, key: str, value: str) -> bytes:
    place, old = sheet.place(key), str(sheet.data[key])
    lines = content.split(b"\n")
    line = lines[place.line - 1].decode()
    # An alias or a text over several lines is a finding, so the value stands where its key says.
    at = line.find(old, place.column - 1)
    if at < 0:
        raise SessionMemoryError(
            f"its {key} is written in a way that cannot be changed here", hint=f"raise {key} by hand"
        )
    lines[place.line - 1] = (line[:at] + value + line[at + len(old) :]).encode()
    return b"\n".join(lines)
