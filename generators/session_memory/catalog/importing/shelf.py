"""What the catalog already holds: which ids are taken, and which patterns came from where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from session_memory.catalog.checks.pattern_keys import RESERVED
from session_memory.catalog.importing import keys
from session_memory.catalog.importing.draft import solution
from session_memory.catalog.importing.rule import Refused, Rule

PATTERNS = "catalog/patterns"


@dataclass(frozen=True, slots=True)
class Known:
    """A pattern that was imported before, as it stands now."""

    id: str
    source: str
    commit: str
    body: str

    def holds(self, rule: Rule, source: str, commit: str) -> bool:
        """Whether this is the very rule from there. People edit drafts, so the commit tells as well as the text.

        Outside a checkout a source begins where the person who imports begins, hence `x.md` may be `a/x.md`.
        """
        if self.source == source and commit and commit == self.commit:
            return True
        short, long = sorted((self.source, source), key=len)
        return (short == long or long.endswith((f"/{short}", f":{short}"))) and solution(rule) in self.body


class Shelf:
    """The ids and origins of all patterns; ids are taken as drafts are made, so that no two get the same."""

    def __init__(self, root: Path) -> None:
        texts = {path: path.read_text("utf-8", "replace") for path in sorted((root / PATTERNS).rglob("*.md"))}
        # An id that differs only in case would be the same file on many disks.
        self._ids = {path.stem.casefold() for path in texts} | RESERVED
        self._known: dict[str, list[Known]] = {}
        for path, text in texts.items():
            for known in _imported(path.stem, text):
                self._known.setdefault(_file(known.source), []).append(known)

    def namesakes(self, source: str) -> list[Known]:
        """The patterns that came from a file of this name, whatever became of them."""
        return self._known.get(_file(source), [])

    def take(self, name: str) -> str:
        """`name`, or `name` with the first free number behind it; it is taken from now on."""
        number, free = 1, name
        while free in self._ids:
            number += 1
            free = f"{name}-{number}"
        self._ids.add(free)
        return free


def _file(source: str) -> str:
    return re.split("[/:]", source)[-1]


def _imported(stem: str, text: str) -> Iterator[Known]:
    # A pattern with broken front matter still keeps its id; whatever else it says, `check` tells.
    try:
        front = keys.read(text) if "imported" in text else keys.Front({}, text)
    except Refused:
        return
    origin = front.keys.get("provenance")
    if isinstance(origin, dict) and origin.get("origin") == "imported":
        yield Known(stem, str(origin.get("source", "")), str(origin.get("commit", "")), front.body)
