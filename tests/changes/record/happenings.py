"""A target whose files change at random, with the registry and the audit trail that this leaves in a catalog."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from session_memory.changes.record.events import Event, Side, Written, append, heads, id_of, trail
from session_memory.changes.record.registry import Cell, write_cells

REPO = "shop"
PATTERNS = tuple(f"pattern-{letter}" for letter in "abcdefgh")
PATHS = ("AGENTS.md", "CLAUDE.md", ".claude/rules/session-memory/one.md")

Place = tuple[str, str]


@dataclass
class Target:
    """What stands where: (pattern, path) -> version."""

    versions: dict[Place, str] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)
    """Path -> the event that wrote it last, by 16 digits."""

    def copy(self) -> Target:
        """The same for another branch."""
        return Target(dict(self.versions), dict(self.events))

    def cells(self) -> tuple[Cell, ...]:
        """As they are read back."""
        return tuple(
            Cell(id, path, ("codex",), version, sha256(f"{id} {version}"), event=self.events[path])
            for (id, path), version in self.versions.items()
        )


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def happen(root: Path, target: Target, random: Random, at: int) -> frozenset[Place]:
    """One apply that adds, changes and takes out patterns of one file. Returns what it touched."""
    path = random.choice(PATHS)
    touched = random.sample(PATTERNS, random.randint(1, 3))
    for id in touched:
        if (id, path) in target.versions and random.random() < 0.5:
            del target.versions[id, path]
        else:
            target.versions[id, path] = f"1.{at}.{random.randint(0, 1)}"
    event = Event(
        kind="applied",
        repo=REPO,
        at=f"2026-11-21T10:{at // 60:02}:{at % 60:02}Z",
        by="Ada <ada@example.com>",
        parents=heads(trail(root, REPO)),
        proposal=sha256(f"{at} {random.random()}"),
        mode="in-place",
        patterns=tuple(sorted(touched)),
        files=(Written(path, None, Side(sha256(str(random.random())), 0o644, "0" * 40)),),
    )
    target.events[path] = id_of(event)[:16]
    write_cells(root, REPO, target.cells())
    append(root, event)
    return frozenset((id, path) for id in touched)
