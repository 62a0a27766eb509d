"""Finished pages of the site, kept under the digest of all that they depend on. One file for each site."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from session_memory import files

GENERATIONS = 3
"""How many different sites are kept: one that is built, one that is served, one before a change of the theme."""
FAST = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """The pages of one site: those with the same theme, configuration and navigation."""

    file: Path
    earlier: Mapping[str, bytes] = field(default_factory=dict)
    """Digest of a page's key -> the page, compressed, as an earlier build left it."""
    now: dict[str, bytes] = field(default_factory=dict)
    """The same of this build."""

    def __contains__(self, key: str) -> bool:
        """Whether that page was built before."""
        return _digest(key.encode()) in self.earlier

    def page(self, key: str) -> str | None:
        """The finished page for that key; None when it was not built before."""
        name = _digest(key.encode())
        if name not in self.earlier:
            return None
        self.now[name] = self.earlier[name]
        return zlib.decompress(self.earlier[name]).decode()

    def keep(self, key: str, page: str) -> None:
        """Keep a finished page for the next build."""
        self.now[_digest(key.encode())] = zlib.compress(page.encode(), FAST)

    def save(self) -> None:
        """Write what this build used or made, and forget the sites that did not change for longest."""
        if self.now.keys() != self.earlier.keys():
            files.write(self.file, _packed(self.now), durable=False)
        sites = sorted(self.file.parent.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in sites[GENERATIONS:]:
            files.remove(old, durable=False)


def kept(file: Path) -> Kept:
    """What an earlier build left in `file`; nothing when it left nothing, or when somebody damaged it."""
    try:
        return Kept(file, _unpacked(file.read_bytes()))
    except FileNotFoundError:
        return Kept(file)


def _packed(pages: Mapping[str, bytes]) -> bytes:
    """A line with the digest of the rest, a line with names and lengths, then the pages one after the other."""
    lengths = json.dumps({name: len(page) for name, page in pages.items()})
    rest = b"".join([lengths.encode(), b"\n", *pages.values()])
    return _digest(rest).encode() + b"\n" + rest


def _unpacked(content: bytes) -> Mapping[str, bytes]:
    digest, _, rest = content.partition(b"\n")
    if digest.decode("ascii", "replace") != _digest(rest):
        return {}
    at = rest.index(b"\n") + 1
    pages: dict[str, bytes] = {}
    for name, length in json.loads(rest[:at]).items():
        pages[name] = rest[at : at + length]
        at += length
    return pages


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
