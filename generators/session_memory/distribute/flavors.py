"""THE table of flavors. Adding one is a module beside this one, a row here, and a folder of golden files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points

from session_memory.distribute import claude, codex, grok, plain
from session_memory.distribute.base import Distributor
from session_memory.errors import SessionMemoryError
from session_memory.model import Form

OURS: tuple[Distributor, ...] = (
    claude.DISTRIBUTOR,
    codex.DISTRIBUTOR,
    grok.DISTRIBUTOR,
    plain.DISTRIBUTOR,
)

GROUP = "session_memory.distributors"


@cache
def table() -> Mapping[str, Distributor]:
    """Every flavor by name: ours, then those that other installed packages offer through the entry point.

    Asked once: all that is installed is looked through, which takes longer than all else that a small run does.
    """
    found: dict[str, Distributor] = {d.flavor: d for d in OURS}
    for entry in sorted(entry_points(group=GROUP), key=lambda e: e.name):
        distributor: Distributor = entry.load()
        if distributor.flavor in found:
            raise SessionMemoryError(
                f"two distributors call themselves {distributor.flavor}", f"{GROUP}: {entry.value}"
            )
        found[distributor.flavor] = distributor
    return found


def forms(flavors: Mapping[str, Distributor]) -> Mapping[str, frozenset[Form]]:
    """Which forms each flavor has."""
    return {name: frozenset(home.form for home in d.contract.homes) for name, d in flavors.items()}
