"""Where policy never writes: folders and files of every target, by name and by where a link leads. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from session_memory.model import NeverWrite
from session_memory.paths import spelled_alike


@dataclass(frozen=True, slots=True)
class Guard:
    """The policy's `never_write`, and the links of one target."""

    rows: tuple[NeverWrite, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    """Path of a link -> the canonical path it leads to."""

    def why(self, path: str) -> str:
        """Why nothing may be written at `path`; empty when something may.

        What is written at the end of a link is written where the link is, too, and the other way round.
        """
        if not self.rows:
            return ""
        names = (path, *(end for link, end in self.links.items() if link == path))
        names += tuple(link for link, end in self.links.items() if end == path)
        return next((why for name in names if (why := self._named(name))), "")

    def _named(self, path: str) -> str:
        names = _names(path)
        for row in self.rows:
            prefix = _names(row.path)
            if names[: len(prefix)] == prefix:
                return f"policy never writes to {row.path}" + (f": {row.reason}" if row.reason else "")
        return ""


@lru_cache(maxsize=8192)
def _names(path: str) -> tuple[str, ...]:
    """The names on the way, each spelled as every system would read it that takes two spellings for one file."""
    plain = posixpath.normpath(path.replace("\\", "/"))
    return tuple(spelled_alike(name).rstrip(" .") or name for name in plain.split("/") if name)
