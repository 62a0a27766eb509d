"""What has to hold whatever went wrong: after it, and after the same command again."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fault_scenarios import LATER, NOW, SCENARIOS, Scenario
from faults import Machine

from made import git
from session_memory.changes.gate import decisions
from session_memory.changes.record.events import trail
from session_memory.changes.record.registry import read_cells
from session_memory.changes.write import journal
from session_memory.errors import SessionMemoryError

Lie = Mapping[str, tuple[int, bytes]]
"""Path -> mode, and bytes of a file."""


@dataclass(frozen=True)
class Reference:
    """A scenario that nothing happened to."""

    prepared: Path
    old: Lie
    new: Lie
    ends: tuple[Lie, ...]
    """How it may end: as if the first run had done it all, or the second one, later."""


def lie(root: Path) -> Lie:
    """Everything below `root`, git's own included."""
    found: dict[str, tuple[int, bytes]] = {}
    for place, folders, names in os.walk(root):
        for path in (f"{place}/{name}" for name in (*folders, *names)):
            mode = os.lstat(path).st_mode
            found[path[len(str(root)) + 1 :]] = (mode, Path(path).read_bytes() if stat.S_ISREG(mode) else b"")
    return found


def restore(prepared: Path, machine: Machine) -> None:
    """Everything as it was before the command."""
    shutil.rmtree(machine.root, ignore_errors=True)
    shutil.copytree(prepared, machine.root, symlinks=True)


@cache
def reference(name: str, machine: Machine) -> Reference:
    """A scenario made ready, and run at two moments."""
    return known_of(SCENARIOS[name], machine.own / name, machine)


def known_of(scenario: Scenario, kept: Path, machine: Machine) -> Reference:
    """The same of any scenario; `kept` is where it is kept as it was made ready."""
    shutil.rmtree(machine.root, ignore_errors=True)
    for step in scenario.prepare:
        step(machine)
    shutil.copytree(machine.root, kept, symlinks=True)
    ends = []
    for moment in (NOW, LATER):
        restore(kept, machine)
        ran = machine.run(*scenario.arguments, now=moment)
        assert ran.code == 0, ran
        ends.append(lie(machine.root))
        assert git(machine.root / "targets" / "shop", "fsck", "--strict", "--no-dangling") == b""
    return Reference(kept, lie(kept), ends[0], tuple(ends))


def wrong_again(scenario: Scenario, known: Reference, machine: Machine) -> list[str]:
    """What is wrong after the same command again."""
    ran = machine.run(*scenario.arguments, now=LATER)
    now = lie(machine.root)
    if ran.code or now not in known.ends:
        end = max(known.ends, key=lambda end: len(end.items() & now.items()))
        differs = sorted({path for path, _ in end.items() ^ now.items()})
        return [f"again, it ends with {ran}, where these are not as they should be: {', '.join(differs)}"]
    return []


def torn(known: Reference, now: Lie, nobody_tidied: bool) -> list[str]:
    """What is neither old nor new, in words.

    What the next run needs to go on may be there; and what a run leaves that could not tidy up after itself.
    """
    found = []
    for path in sorted({*now, *known.old, *known.new}):
        if now.get(path) not in (known.old.get(path), known.new.get(path)) and not _may_be(path, nobody_tidied):
            found.append(f"{path} is neither as it was nor as it should be: {now.get(path)}")
    return found


def _may_be(path: str, nobody_tidied: bool) -> bool:
    if path == "catalog/registry/shop.json" or path.startswith(".session-memory/repos/shop/journal.json"):
        return True  # see unreadable
    left = re.search(r"/\.session-memory-|/repos/shop/scratch(/|$)|\.lock$", f"/{path}")
    return bool(left) and nobody_tidied


def unreadable(root: Path, known: Reference, now: Lie) -> list[str]:
    """What the program could not read again; and what git says of the target, when it is neither old nor new."""
    found = []
    try:
        read_cells(root, "shop")
    except SessionMemoryError as error:
        found += [str(error)] if (root / "catalog/registry/shop.json").read_bytes() != b"{\n" else []
    try:
        trail(root, "shop")
        journal.unfinished(root, "shop")
    except SessionMemoryError as error:
        found.append(str(error))
    found += decisions.read(root, "shop").damaged
    images = root / ".session-memory" / "images"
    for path in images.glob("??/[0-9a-f]*"):
        if hashlib.sha256(path.read_bytes()).hexdigest() != path.name:
            found.append(f"the image {path.name} is not what its name says")
    if _git(now) in (_git(known.old), _git(known.new)):
        return found
    said = git(root / "targets" / "shop", "fsck", "--strict", "--no-dangling").decode().strip()
    return [*found, said] if said else found


def _git(there: Lie) -> Lie:
    """The target's git."""
    return {path: what for path, what in there.items() if path.startswith("targets/shop/.git/")}
