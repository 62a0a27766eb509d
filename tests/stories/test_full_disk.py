"""A disk of 256 KiB that runs full while something is written to it, at every point at which it can."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from fault_checks import Lie, Reference, known_of, lie, restore, torn, unreadable, wrong_again
from fault_scenarios import NOW, SCENARIOS, Scenario, commit
from faults import Machine

from made import git

pytestmark = pytest.mark.faults

SIZE = 256 * 1024
PAGE = os.sysconf("SC_PAGE_SIZE")
FILLER = "filler"
LONG = "A line of somebody's that is here to stay.\n" * 500
"""Hand-written text of some pages."""
NO_ROOM = re.compile("No space left on device|is the disk full|Out of diskspace|(couldn't|failed to|unable to) write")
"""What the system says, or git, which does not always give the reason."""


@dataclass(frozen=True)
class Case:
    """What is done, and which folder is a disk of its own."""

    scenario: str
    disk: str
    points: int
    """At how many points it runs full, at least: each free page more is another one."""
    fill: str = ""
    """The folder on it where what fills it is in nobody's way."""


CASES = (
    Case("apply in place", "targets/shop", 5, ".git"),
    Case("apply on a branch", "targets/shop", 5, ".git"),
    Case("roll back in place", "targets/shop", 5, ".git"),
    Case("apply in place", ".session-memory", 5),
    Case("apply on a branch", ".session-memory", 20),
    Case("apply in place", "catalog/registry", 1),
    Case("apply in place", "catalog/audit", 1),
    Case("roll back what was merged", "catalog/audit", 1),
    Case("rebuild the registry", "catalog/registry", 1),
)


def long(machine: Machine) -> None:
    """The host files are longer than a page."""
    for name in ("AGENTS.md", "CLAUDE.md"):
        path = machine.root / "targets" / "shop" / name
        path.write_bytes(LONG.encode() + path.read_bytes())
    commit(machine)


def packed(machine: Machine) -> None:
    """The target's git takes few pages, so that there is room for it."""
    git(machine.root / "targets" / "shop", "gc", "-q")


@contextlib.contextmanager
def disk(at: Path, size: int = SIZE) -> Iterator[None]:
    """What is in that folder, on a disk of its own of so many bytes. Skips where nobody may mount one."""
    content = at.with_name(f"{at.name}.content")
    at.rename(content)
    at.mkdir(mode=content.stat().st_mode & 0o777)
    options = ["-o", f"size={size},mode={content.stat().st_mode & 0o777:o}"]
    mounted = subprocess.run(["mount", "-t", "tmpfs", *options, "tmpfs", str(at)], capture_output=True, check=False)
    if mounted.returncode != 0:
        pytest.skip(f"nothing can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        shutil.copytree(content, at, symlinks=True, dirs_exist_ok=True)
        shutil.rmtree(content)
        yield
    finally:
        subprocess.run(["umount", str(at)], check=True)


def fill(file: Path, left: int) -> None:
    """Leave so many free pages."""
    room = os.statvfs(file.parent)
    file.write_bytes(bytes(room.f_bavail * room.f_frsize - left * PAGE))


def without_filler(there: Lie) -> Lie:
    """What there is but for what fills the disk."""
    return {path: what for path, what in there.items() if not path.endswith(f"/{FILLER}")}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_disk_that_runs_full_loses_nothing(case: Case, program: Machine, tmp_path: Path) -> None:
    """Exit code 1 that says so, nothing torn, nothing left over; with room again the same command goes through."""
    first, *more = SCENARIOS[case.scenario].prepare
    scenario = replace(SCENARIOS[case.scenario], prepare=(first, long, *more, packed))
    known = known_of(scenario, tmp_path / "kept", program)
    left = 0
    while ran_full(case, scenario, known, program, left):
        left += 1
    assert left >= case.points


def ran_full(case: Case, scenario: Scenario, known: Reference, program: Machine, left: int) -> bool:
    """Whether so many free pages are too few; and whatever is wrong then."""
    restore(known.prepared, program)
    with disk(program.root / case.disk):
        filler = program.root / case.disk / case.fill / FILLER
        fill(filler, left)
        ran = program.run(*scenario.arguments, now=NOW)
        there = without_filler(lie(program.root))
        if ran.code == 0:
            assert there == known.new
            return False
        assert ran.code == 1 and "Traceback" not in ran.said, ran
        assert NO_ROOM.search(ran.said), ran
        assert str(program.root) in ran.said, ran
        found = [*torn(known, there, nobody_tidied=False), *unreadable(program.root, known, there)]
        filler.unlink()
        assert [*found, *wrong_again(scenario, known, program)] == [], (left, ran)
    return True
