"""The order in which a run writes, seen from outside: what counts is on the disk before anything rests on it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

import pytest
from fault_scenarios import NOW, SCENARIOS
from faults import CALLS, Machine

pytestmark = pytest.mark.faults

LINE = re.compile(r"(?P<name>[a-z0-9_]+)\((?P<rest>.*)\) += (?:\d|\?).*")
"""A call that succeeded."""
WHERE = re.compile(r'(?:\d+|AT_FDCWD)<(?P<folder>[^>]*)>|"(?P<name>[^"]*)"')
NOT_FOR_GOOD = re.compile(r"/\.cache/|/scratch(/|$)|^(?!.*/run/)|/proposals/shop(/(?!decisions(/|$))|$)")
"""What can be made again by the same command, or is nobody's after it: no need to wait for the disk."""
DELETIONS = ("unlink", "rmdir")


@dataclass(frozen=True)
class Step:
    """One change, by its plain name: `renameat` is a rename."""

    name: str
    paths: tuple[str, ...]
    flags: str = ""

    @property
    def folder(self) -> str:
        """Where the name is that it makes, changes or deletes."""
        return str(PurePosixPath(self.paths[-1]).parent)


def steps(lines: Sequence[str], target: Path) -> Iterator[Step]:
    """The changes that have to last. A relative path is one of git, which works in the target."""
    for line in lines:
        match = LINE.fullmatch(line)
        if match is None or match["name"] not in CALLS:
            continue
        step = Step(_plain(match["name"], match["rest"]), tuple(_paths(match["rest"], target)), match["rest"])
        reading = step.name == "open" and not re.search("O_(WRONLY|RDWR|CREAT|TRUNC)", step.flags)
        if step.paths and not reading and not NOT_FOR_GOOD.search(step.paths[-1]):
            yield step


def _plain(name: str, rest: str) -> str:
    if name == "unlinkat" and "AT_REMOVEDIR" in rest:
        return "rmdir"
    return re.sub("at2?$", "", name)


def _paths(rest: str, target: Path) -> Iterator[str]:
    folder = str(target)
    named = False
    for found in WHERE.finditer(rest):
        if found["folder"] is not None:
            folder = found["folder"]
        elif found["name"] != "":
            named = True
            yield str(PurePosixPath(folder) / found["name"])
    if not named:
        yield folder


@cache
def recorded(name: str, machine: Machine) -> tuple[Step, ...]:
    """What a run does to which nothing happens."""
    scenario = SCENARIOS[name]
    shutil.rmtree(machine.root, ignore_errors=True)
    for step in scenario.prepare:
        step(machine)
    ran, _, _ = machine.record(*scenario.arguments, now=NOW)
    assert ran.code == 0, ran
    return tuple(steps(machine.timeline(), machine.root / "targets" / "shop"))


def complaints(seen: Sequence[Step]) -> Iterator[str]:
    """What is not on the disk before something rests on it, in words."""
    for number, step in enumerate(seen):
        if step.name == "open" and "O_EXCL" not in step.flags:
            yield f"{step.paths[0]} is opened for writing where it stands"
        if step.name in ("rename", "link"):
            yield from _not_whole(step, seen[:number])
        if step.name in ("rename", "mkdir", *DELETIONS) and not _is_last_of_all(step, seen[number:]):
            yield from _not_remembered(step, seen[number + 1 :])


def _not_whole(step: Step, before: Sequence[Step]) -> Iterator[str]:
    """A file that gets its name has its bytes, and they are on the disk."""
    done = [s.name for s in before if s.paths[-1] == step.paths[0]]
    needed = ["write", "fsync"] if step.name == "rename" else ["write"]
    if [name for name in done if name in needed][-len(needed) :] != needed:
        yield f"{step.paths[-1]} gets its name before it has its bytes: {done}"


def _not_remembered(step: Step, after: Sequence[Step]) -> Iterator[str]:
    """The folder is flushed before anything else happens; where it went as well, the one above.

    What is put into a folder that was made may come first: it is nothing without it.
    """
    gone = {step.paths[-1]}
    for other in after:
        if other.name == "fsync" and other.paths[0] == _left(step.folder, gone):
            return
        if other.name in DELETIONS and step.name in DELETIONS:
            gone.add(other.paths[-1])
        elif other.name != "fsync" and not (step.name == "mkdir" and other.paths[-1].startswith(f"{step.paths[-1]}/")):
            break
    yield f"{step.name} {step.paths[-1]} is not flushed before what comes then"


def _left(folder: str, gone: set[str]) -> str:
    while folder in gone:
        folder = str(PurePosixPath(folder).parent)
    return folder


def _is_last_of_all(step: Step, rest: Sequence[Step]) -> bool:
    """The journal: a note that comes back is of a change that the audit trail knows, and is done with again."""
    return step.name == "unlink" and step.paths[0].endswith("/journal.json") and len(rest) == 1


@pytest.mark.parametrize("name", SCENARIOS)
def test_everything_is_on_the_disk_before_something_rests_on_it(name: str, machine: Machine) -> None:
    """Bytes before their name, a name before the next step, a deletion as well; and no file is written in place."""
    seen = recorded(name, machine)
    assert list(complaints(seen)) == []
    assert any(step.name == "rename" for step in seen)


@pytest.mark.parametrize("name", ["apply in place", "roll back in place", "apply on a branch", "approve"])
def test_the_check_sees_each_flush_that_is_missing(name: str, machine: Machine) -> None:
    """Without any one of them, something is complained about: a check that cannot fail would be none."""
    seen = recorded(name, machine)
    flushes = [number for number, step in enumerate(seen) if step.name == "fsync"]
    unseen = [seen[n] for n in flushes if not list(complaints((*seen[:n], *seen[n + 1 :])))]
    # One flush of a folder stands for two steps in a row; and one that goes itself is remembered by the one above.
    spare = {step.paths[0] for step in (*twice(seen), *(step for step in seen if step.name == "rmdir"))}
    assert len(flushes) > 1 and {step.paths[0] for step in unseen} <= spare
    assert list(complaints([Step("open", ("/run/a",), "O_WRONLY|O_TRUNC")]))


def twice(seen: Sequence[Step]) -> Iterator[Step]:
    """Flushes of what was flushed before and not changed since, be it under another name."""
    done: set[str] = set()
    for step in seen:
        if step.name == "fsync" and step.paths[0] in done:
            yield step
        done = done | {step.paths[0]} if step.name == "fsync" else done - {step.folder}
        if step.name == "rename" and step.paths[0] in done:
            done.add(step.paths[-1])


def places(seen: Sequence[Step], *parts: str) -> list[int]:
    """Where in the run something below a path with one of these parts is changed."""
    return [n for n, step in enumerate(seen) if step.name != "fsync" and any(p in step.paths[-1] for p in parts)]


@pytest.mark.parametrize("name", ["apply in place", "roll back in place", "remove in place"])
def test_in_place_everything_comes_in_its_turn(name: str, machine: Machine) -> None:
    """Images, then the journal, then the target, then the registry, then the audit trail, then the journal's end."""
    seen = recorded(name, machine)
    images, journal = places(seen, "/images/"), places(seen, "/journal.json")
    target, registry, audit = places(seen, "/targets/"), places(seen, "/registry/"), places(seen, "/audit/")
    assert max(images, default=-1) < journal[0] < target[0]
    assert target[-1] < registry[0] and registry[-1] < audit[0]
    assert audit[-1] < journal[-1] == len(seen) - 1


@pytest.mark.parametrize("name", ["apply on a branch", "roll back what was merged"])
def test_on_a_branch_everything_comes_in_its_turn(name: str, machine: Machine) -> None:
    """The journal, then every object of the commit, then the branch that leads to it, then the registry."""
    seen = recorded(name, machine)
    journal, objects = places(seen, "/journal.json"), places(seen, "/.git/objects/")
    branch, registry = places(seen, "/.git/refs/heads/"), places(seen, "/registry/")
    assert journal[0] < objects[0] and objects[-1] < branch[0] and branch[-1] < registry[0]
    assert places(seen, "/.git/index", "/.git/HEAD", "/targets/shop/AGENTS.md") == []
    assert journal[-1] == len(seen) - 1
