"""A kill, a full disk, an I/O error at every system call that changes something: all is old or new, and run again
it comes out as if nothing had happened.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from fault_scenarios import HAND, LATER, NOW, SCENARIOS
from faults import SCRATCH, Fault, Machine, Ran, faults

from made import git
from session_memory.changes import region
from session_memory.changes.gate import decisions
from session_memory.changes.record.events import trail
from session_memory.changes.record.registry import read_cells
from session_memory.changes.write import journal
from session_memory.errors import SessionMemoryError

pytestmark = pytest.mark.faults

PARTS = dict.fromkeys(SCENARIOS, 1) | {
    "apply in place": 2, "apply on a branch": 8, "roll back in place": 2, "roll back what was merged": 3,
}  # fmt: skip
"""Into how many tests the runs of a scenario are cut, so that two processes have about the same to do."""

Lie = Mapping[str, tuple[int, bytes]]
"""Path -> mode, and bytes of a file."""


@dataclass(frozen=True)
class Reference:
    """A scenario that nothing happened to."""

    prepared: Path
    faults: tuple[Fault, ...]
    old: Lie
    new: Lie
    ends: tuple[Lie, ...]
    """How it may end: as if the first run had done it all, or the second one, later."""


def lie(root: Path) -> Lie:
    """Everything below `root`, git's own included."""
    found = {}
    for path in sorted(root.rglob("*")):
        mode = path.lstat().st_mode
        found[path.relative_to(root).as_posix()] = (mode, path.read_bytes() if stat.S_ISREG(mode) else b"")
    return found


def restore(reference: Path, machine: Machine) -> None:
    """Everything as it was before the command."""
    shutil.rmtree(machine.root, ignore_errors=True)
    shutil.copytree(reference, machine.root, symlinks=True)


@cache
def reference(name: str, machine: Machine) -> Reference:
    """A scenario made ready, traced, and run at two moments."""
    scenario, kept = SCENARIOS[name], machine.own / name
    shutil.rmtree(machine.root, ignore_errors=True)
    for step in scenario.prepare:
        step(machine)
    shutil.copytree(machine.root, kept, symlinks=True)
    ends = []
    for moment in (LATER, NOW):
        restore(kept, machine)
        ran = machine.run(*scenario.arguments, now=moment)
        assert ran.code == 0, ran
        ends.append(lie(machine.root))
    restore(kept, machine)
    ran, own, gits = machine.record(*scenario.arguments, now=NOW)
    assert ran.code == 0 and lie(machine.root) == ends[-1], ran
    gits = {n: lines for n, lines in gits.items() if scenario.scratch or not any(SCRATCH in x for x in lines)}
    planned = (fault for fault in faults(own, gits) if scenario.scratch or SCRATCH not in fault.call.text)
    return Reference(kept, tuple(planned), lie(kept), ends[-1], tuple(ends))


@pytest.mark.parametrize(("name", "part"), [(name, part) for name in SCENARIOS for part in range(PARTS[name])])
def test_whatever_goes_wrong_nothing_is_lost(
    name: str, part: int, machine: Machine, record_property: Callable[[str, object], None]
) -> None:
    """Every file old or new, the state readable, an honest exit code; and the same command again ends as ever."""
    known = reference(name, machine)
    mine, bad = known.faults[part :: PARTS[name]], []
    for fault in mine:
        restore(known.prepared, machine)
        ran = machine.disturbed(*SCENARIOS[name].arguments, now=NOW, fault=fault)
        found = [*wrong_after(fault, ran, known, machine), *wrong_again(name, known, machine)]
        bad += ["\n  ".join([str(fault), *found, f"it said: {ran.said}"])] if found else []
    assert not bad, f"{len(bad)} of {len(mine)} runs:\n" + "\n".join(bad)
    record_property("faults", len(mine))


def test_there_are_a_thousand_runs(machine: Machine) -> None:
    """Of what the promise names: apply and roll back in both ways, approve, and the registry."""
    named = [name for name in SCENARIOS if not name.startswith(("remove", "release", "reject"))]
    assert sum(len(reference(name, machine).faults) for name in named) >= 1_000


def wrong_after(fault: Fault, ran: Ran, known: Reference, machine: Machine) -> list[str]:
    """What is wrong after the fault, in words."""
    now = lie(machine.root)
    return [*_torn(fault, known, now), *_unreadable(machine.root), *_dishonest(fault, ran, known, now)]


def wrong_again(name: str, known: Reference, machine: Machine) -> list[str]:
    """What is wrong after the same command again."""
    ran = machine.run(*SCENARIOS[name].arguments, now=LATER)
    now = lie(machine.root)
    if ran.code or now not in known.ends:
        end = max(known.ends, key=lambda end: len(end.items() & now.items()))
        differs = sorted({path for path, _ in end.items() ^ now.items()})
        return [f"again, it ends with {ran}, where these are not as they should be: {', '.join(differs)}"]
    return []


def _torn(fault: Fault, known: Reference, now: Lie) -> list[str]:
    """What is neither old nor new. What a run needs to go on, and what nobody could tidy up, may be there."""
    found = []
    for path in sorted({*now, *known.old, *known.new}):
        if now.get(path) not in (known.old.get(path), known.new.get(path)) and not _may_be(path, fault):
            found.append(f"{path} is neither as it was nor as it should be: {now.get(path)}")
    return found


def _may_be(path: str, fault: Fault) -> bool:
    if path == "catalog/registry/shop.json" or path.startswith(".session-memory/repos/shop/journal.json"):
        return True  # see _unreadable
    nobody_tidied = fault.kills or fault.tidying or fault.call.git > 0
    left = re.search(r"/\.session-memory-|/repos/shop/scratch(/|$)|\.lock$", f"/{path}")
    return bool(left) and nobody_tidied


def _unreadable(root: Path) -> list[str]:
    """What the program could not read again, and what git says of the target."""
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
    said = git(root / "targets" / "shop", "fsck", "--strict", "--no-dangling").decode().strip()
    return [*found, said] if said else found


def _dishonest(fault: Fault, ran: Ran, known: Reference, now: Lie) -> list[str]:
    """What is wrong with the exit code and what was said."""
    if fault.kills:
        return [] if ran.code == -9 else [f"it was killed, and ended with {ran.code}"]
    if ran.code == 0:
        return [] if now == known.new else ["it says that all is well, and it is not"]
    if ran.code != 1 or "Traceback" in ran.said:
        return [f"it ended with {ran.code}"]
    return [] if f"{os.sep}run{os.sep}" in ran.said else ["it names no file"]


def test_hand_written_text_is_the_same_before_and_after(machine: Machine) -> None:
    """All files being old or new, this is what makes sure that no byte of a person was lost."""
    for name in SCENARIOS:
        known = reference(name, machine)
        for state in (known.old, *known.ends):
            for path, text in HAND.items():
                there = state[f"targets/shop/{path}"][1]
                assert (region.strip(there) if path.endswith(".md") else there) == text.encode(), (name, path)
