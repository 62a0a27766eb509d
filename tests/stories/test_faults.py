"""A kill, a full disk, an I/O error at every system call that changes something: all is old or new, and run again
it comes out as if nothing had happened.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache

import pytest
from fault_checks import Lie, Reference, lie, reference, restore, torn, unreadable, wrong_again
from fault_scenarios import HAND, NOW, SCENARIOS
from faults import SCRATCH, Fault, Machine, Ran, faults

from session_memory.changes import region

pytestmark = pytest.mark.faults

PARTS = dict.fromkeys(SCENARIOS, 1) | {
    "apply in place": 2, "apply on a branch": 8, "roll back in place": 2, "roll back what was merged": 3,
}  # fmt: skip
"""Into how many tests the runs of a scenario are cut, so that two processes have about the same to do."""


@cache
def planned(name: str, machine: Machine) -> tuple[Fault, ...]:
    """Each fault at each call of a run to which nothing else happens."""
    scenario, known = SCENARIOS[name], reference(name, machine)
    restore(known.prepared, machine)
    ran, own, gits = machine.record(*scenario.arguments, now=NOW)
    assert ran.code == 0 and lie(machine.root) == known.new, ran
    if scenario.scratch:
        return tuple(faults(own, gits))
    there = {number: lines for number, lines in gits.items() if not any(SCRATCH in line for line in lines)}
    return tuple(fault for fault in faults(own, there) if SCRATCH not in fault.call.text)


@pytest.mark.parametrize(("name", "part"), [(name, part) for name in SCENARIOS for part in range(PARTS[name])])
def test_whatever_goes_wrong_nothing_is_lost(
    name: str, part: int, machine: Machine, record_property: Callable[[str, object], None]
) -> None:
    """Every file old or new, the state readable, an honest exit code; and the same command again ends as ever."""
    known = reference(name, machine)
    mine, bad = planned(name, machine)[part :: PARTS[name]], []
    for fault in mine:
        restore(known.prepared, machine)
        ran = machine.disturbed(*SCENARIOS[name].arguments, now=NOW, fault=fault)
        found = [*wrong_after(fault, ran, known, machine), *wrong_again(SCENARIOS[name], known, machine)]
        bad += ["\n  ".join([str(fault), *found, f"it said: {ran.said}"])] if found else []
    assert not bad, f"{len(bad)} of {len(mine)} runs:\n" + "\n".join(bad)
    record_property("faults", len(mine))


def test_there_are_a_thousand_runs(machine: Machine) -> None:
    """Of what the promise names: apply and roll back in both ways, approve, and the registry."""
    named = [name for name in SCENARIOS if not name.startswith(("remove", "release", "reject"))]
    assert sum(len(planned(name, machine)) for name in named) >= 1_000


def wrong_after(fault: Fault, ran: Ran, known: Reference, machine: Machine) -> list[str]:
    """What is wrong after the fault, in words."""
    now = lie(machine.root)
    nobody_tidied = fault.kills or fault.tidying or fault.call.git > 0
    return [
        *torn(known, now, nobody_tidied),
        *unreadable(machine.root, known, now),
        *_dishonest(fault, ran, known, now),
    ]


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
