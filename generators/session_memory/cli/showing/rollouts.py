"""The rollouts of a catalog, as far as they can be read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from session_memory.errors import SessionMemoryError
from session_memory.fleet.kept import names, read_one
from session_memory.rollout import Progress


def readable(root: Path) -> tuple[tuple[Progress, ...], Mapping[str, str]]:
    """Those that can be read, by id; and of each other one what is wrong with it: it stops nobody."""
    there: list[Progress] = []
    damaged: dict[str, str] = {}
    for id in names(root):
        try:
            there.append(read_one(root, id))
        except SessionMemoryError as error:
            damaged[id] = str(error)
    return tuple(there), damaged
