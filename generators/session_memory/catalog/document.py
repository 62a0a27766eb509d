"""What is known of one file of the catalog once it has been read: what the cache keeps, and what is compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from session_memory.catalog.kinds import Kind
from session_memory.catalog.sheet import Key, Sheet
from session_memory.model import Attachment, Finding, Place, Section


@dataclass(frozen=True)
class Document:
    """One file that was read."""

    kind: Kind
    path: str
    content: bytes
    digest: str
    """SHA-256 of `content`, in hex; of a pattern with attachments, of theirs as well."""
    data: Mapping[str, Any]
    """Its keys; empty when they could not be read. What has no finding fits the kind's shape."""
    sections: tuple[Section, ...] = ()
    links: tuple[tuple[int, int, str], ...] = ()
    """(line, column, target) of each link to another file."""
    findings: tuple[Finding, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    """What lies in the folder beside a pattern, as far as it can be read."""

    @cached_property
    def stem(self) -> str:
        """The file's name without its suffix: what it should be called inside, too."""
        return PurePosixPath(self.path).stem

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name under which others may know it: its stem and the one that its keys give."""
        said = self.data.get(self.kind.key)
        return frozenset((self.stem, said) if isinstance(said, str) else (self.stem,))

    @cached_property
    def _sheet(self) -> Sheet:
        return Sheet(self.kind, self.path, self.content)

    def place(self, *keys: Key) -> Place:
        """Where the value at the end of a path of keys stands. Reads the file again: only findings need it."""
        return self._sheet.place(*keys)

    def place_of_key(self, *keys: Key) -> Place:
        """Where the last of these keys stands."""
        return self._sheet.place_of_key(*keys)
