"""Finished pages of the site, kept under the digest of all that they depend on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from session_memory import files

GENERATIONS = 3
"""How many different sites are kept: one that is built, one that is served, one before a change of the theme."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The pages of one site: those with the same theme, configuration and navigation."""

    folder: Path
    used: set[str] = field(default_factory=set)
    """Names of the pages that this build asked for or kept."""

    def page(self, key: str) -> str | None:
        """The finished page for that key; None when it is not there, or not whole."""
        name = _name(key)
        self.used.add(name)
        try:
            digest, _, page = (self.folder / name).read_bytes().partition(b"\n")
        except FileNotFoundError:
            return None
        return page.decode() if digest == _digest(page) else None

    def keep(self, key: str, page: str) -> None:
        """Keep a finished page."""
        content = page.encode()
        files.write(self.folder / _name(key), _digest(content) + b"\n" + content, durable=False)

    def forget_the_rest(self) -> None:
        """Take away the pages that this build did not use, and the sites that were not built for longest."""
        if not self.folder.is_dir():
            return
        for path in self.folder.iterdir():
            if path.name not in self.used:
                files.remove(path, durable=False)
        sites = sorted(self.folder.parent.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in sites[GENERATIONS:]:
            files.remove_tree(old)


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _digest(content: bytes) -> bytes:
    # A run that is killed leaves no half page; a disk that is full or old might.
    return hashlib.sha256(content).hexdigest().encode()
