"""Two people apply to the same repo on two branches of the catalog, and git merges them: nothing is lost."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest

from changes.record.happenings import REPO, Place, Target, happen
from made import git
from session_memory.changes.record.events import heads, trail
from session_memory.changes.record.registry import read_cells, write_cells

ATTRIBUTES = Path(__file__).parents[3] / ".gitattributes"


def commit(root: Path, what: str) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", what)


def side(root: Path, name: str, target: Target, random: Random, start: int) -> set[Place]:
    """A branch on which something happens. Returns what was touched there."""
    git(root, "checkout", "-q", "-b", name, "base")
    touched: set[Place] = set()
    for at in range(start, start + 2 * random.randint(1, 4), 2):
        touched |= happen(root, target, random, at)
    commit(root, name)
    return touched


def standing(root: Path) -> dict[Place, str]:
    """What the registry says, each place once."""
    cells = read_cells(root, REPO)
    found = {(cell.pattern, cell.path): cell.version for cell in cells}
    assert len(found) == len(cells)
    return found


def newest(root: Path, place: Place, sides: dict[str, Target]) -> set[str]:
    """The version that the last event in the trail has left there, among the sides that still have the pattern."""
    numbers = {id[:16]: number for number, (id, _) in enumerate(trail(root, REPO))}
    have = [target for target in sides.values() if place in target.versions]
    last = sorted(have, key=lambda target: numbers[target.events[place[1]]])
    return {target.versions[place] for target in last[-1:]}


@pytest.mark.parametrize("seed", range(200))
def test_a_merge_loses_no_cell(seed: int, tmp_path: Path) -> None:
    """What one side touched, added, changed or taken out, comes out as there; what both touched is kept once."""
    random, base = Random(seed), Target()
    git(tmp_path, "init", "-q", "-b", "base")
    shutil.copy(ATTRIBUTES, tmp_path)
    for at in range(random.randint(0, 4)):
        happen(tmp_path, base, random, at)
    commit(tmp_path, "base")
    sides = {name: base.copy() for name in ("ours", "theirs", "third")[: random.choice((2, 2, 3))]}
    touched = {name: side(tmp_path, name, target, random, 10 + n) for n, (name, target) in enumerate(sides.items())}
    git(tmp_path, "checkout", "-q", "ours")
    for name in list(sides)[1:]:
        git(tmp_path, "merge", "-q", "-m", f"merge {name}", name)
    found = standing(tmp_path)
    assert len(heads(trail(tmp_path, REPO))) == len(sides)
    for place in {place for target in (base, *sides.values()) for place in target.versions} | set(found):
        by = {name: sides[name] for name in sides if place in touched[name]}
        here = {found[place]} if place in found else set()
        match len(by):
            case 0:
                assert here == {base.versions[place]}, place
            case 1:
                (target,) = by.values()
                assert here == ({target.versions[place]} if place in target.versions else set()), place
            case _:
                assert here == newest(tmp_path, place, by), place
    assert write_cells(tmp_path, REPO, read_cells(tmp_path, REPO))
    assert standing(tmp_path) == found
