"""What is written down of a rollout: read again, and never silently less than what was written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rolled import REPOS, a_report, a_rollout, happening, progress, result
from session_memory.errors import SessionMemoryError, UsageError
from session_memory.fleet import kept
from session_memory.fleet.order import in_order, steps
from session_memory.rollout import Came, Gate, Kind, Phase, Rollout, Stage, Unit, Verdict

ID = "0001-alpha-1a2b3c"


def sound(id: str = ID, **more: object) -> Rollout:
    """A rollout whose order and steps are those that follow from it."""
    blank = a_rollout(id, **more)
    units = in_order([Unit(repo, "shops") for repo in REPOS], blank.what)
    return a_rollout(id, units=units, steps=steps(units, (25, 100)), **more)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog with a rollout in which something of every kind has happened."""
    kept.begin(tmp_path, rollout := sound())
    first = rollout.step(1).repos[0]
    kept.finish(tmp_path, ID, result(first, Phase.PROPOSED, step=1))
    kept.finish(tmp_path, ID, result(first, step=1))
    kept.report(tmp_path, replace(a_report(Gate(name="drift", verdict=Verdict.PASS))[1], rollout=ID))
    for kind in (Kind.APPROVED, Kind.PROMOTED, Kind.PAUSED):
        kept.happen(tmp_path, ID, happening(kind))
    return tmp_path


def folder(root: Path) -> Path:
    return kept.folder_of(root, ID)


def everything(root: Path) -> list[Path]:
    """The files of the rollout, but for pages that can be made again."""
    return sorted(path for path in folder(root).rglob("*.json"))


def test_all_of_it_is_read_again(root: Path) -> None:
    """The plan, the results, the report, and what people did in the order in which they did it."""
    found = kept.read_one(root, ID)
    assert found.rollout == sound() and found.stage is Stage.PAUSED and found.step == 2
    assert [(r.phase, r.came) for r in found.results] == [(Phase.PROPOSED, Came.DONE), (Phase.APPLIED, Came.DONE)]
    assert [report.step for _, report in found.reports] == [1]
    assert [one.kind for one in found.happenings] == [Kind.APPROVED, Kind.PROMOTED, Kind.PAUSED]
    assert found.happenings[0].parent == "" and all(one.parent for one in found.happenings[1:])


def test_a_damaged_file_is_named(root: Path) -> None:
    """Whichever it is; and nothing of the rollout is changed by reading it."""
    for path in everything(root):
        written = path.read_bytes()
        path.write_bytes(written[: len(written) // 2])
        with pytest.raises(SessionMemoryError) as raised:
            kept.read_one(root, ID)
        assert raised.value.where == path.relative_to(root).as_posix(), path
        assert path.read_bytes() == written[: len(written) // 2]
        path.write_bytes(written)
    assert kept.read_one(root, ID).stage is Stage.PAUSED


@pytest.mark.parametrize("number", [1, 2])
def test_a_happening_that_is_gone_is_missed_by_the_next(root: Path, number: int) -> None:
    """A promotion cannot be taken out of the chain without anybody noticing."""
    sorted((folder(root) / "events").iterdir())[number - 1].unlink()
    with pytest.raises(SessionMemoryError, match="what came before it is missing or was changed"):
        kept.read_one(root, ID)


def test_happenings_in_another_order_are_noticed(root: Path) -> None:
    """Their names hold number and digest, and each names the one before."""
    events = folder(root) / "events"
    first, second, _ = sorted(path.name for path in events.iterdir())
    (events / first).rename(events / "kept")
    (events / second).rename(events / second.replace("0002", "0001"))
    (events / "kept").rename(events / first.replace("0001", "0002"))
    with pytest.raises(SessionMemoryError, match="what came before it is missing or was changed"):
        kept.read_one(root, ID)


def test_a_result_in_another_ones_place_is_refused(root: Path) -> None:
    """As somebody would who wants a repo to look done."""
    done = next(path for path in everything(root) if path.parent.name == Phase.APPLIED)
    done.rename(done.with_name("quay.json"))
    with pytest.raises(SessionMemoryError, match="the result of something else") as raised:
        kept.read_one(root, ID)
    assert raised.value.where.endswith("steps/1/applied/quay.json")


def test_a_result_that_is_gone_is_only_not_done(root: Path) -> None:
    """So it is worked on again; nothing else is lost."""
    next(path for path in everything(root) if path.parent.name == Phase.APPLIED).unlink()
    assert [r.phase for r in kept.read_one(root, ID).results] == [Phase.PROPOSED]


def test_a_rollout_under_another_name_is_refused(root: Path) -> None:
    """A copied folder is no second rollout."""
    folder(root).rename(folder(root).with_name("0002-alpha-1a2b3c"))
    with pytest.raises(SessionMemoryError, match=f"it is the rollout {ID}"):
        kept.read_one(root, "0002")


def test_the_beginning_of_a_name_is_enough(root: Path) -> None:
    """Where it fits one only; else those that there are, or the nearest, are named."""
    assert kept.read_one(root, "0001") == kept.read_one(root, ID)
    kept.begin(root, sound("0001-beta-4d5e6f"))
    with pytest.raises(UsageError, match="may mean more than one"):
        kept.read_one(root, "0001")
    with pytest.raises(UsageError, match="there is no rollout 0007") as raised:
        kept.read_one(root, "0007")
    assert raised.value.hint


@pytest.mark.parametrize("name", ["", ".", "..", "../rollouts/0001-alpha-1a2b3c", "/", "*"])
def test_a_name_leads_nowhere_else(root: Path, name: str) -> None:
    """It is looked up among those that there are, and never taken as a path."""
    with pytest.raises(UsageError, match="there is no rollout"):
        kept.read_one(root, name)


def test_without_any_rollout_the_way_to_one_is_told(tmp_path: Path) -> None:
    """Nothing there is nothing wrong."""
    assert kept.read_all(tmp_path) == ()
    with pytest.raises(UsageError) as raised:
        kept.read_one(tmp_path, "0001")
    assert "make rollout" in raised.value.hint


def test_what_a_killed_writer_left_beside_is_not_read(root: Path) -> None:
    """A temporary file is no result."""
    place = next(path for path in everything(root) if path.parent.name == Phase.APPLIED).parent
    (place / ".session-memory-0123456789abcdef").write_bytes(b"{")
    assert len(kept.read_one(root, ID).results) == 2


def test_the_same_is_the_same_bytes(tmp_path: Path) -> None:
    """On every machine; the digest of the plan is that of its file."""
    for place in ("one", "two"):
        kept.begin(tmp_path / place, sound())
    one, two = (kept.read_one(tmp_path / place, ID) for place in ("one", "two"))
    assert one == two and progress().rollout.id != one.rollout.id and len(one.digest) == 64
