"""Many units of work, several processes: each unit is done once, whoever dies when."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from session_memory.errors import SessionMemoryError
from session_memory.fleet.workers import Work, done

UNITS = tuple(f"unit-{n:03}" for n in range(40))


def work(tmp_path: Path, do: Callable[[str], object] = lambda _: None, units: tuple[str, ...] = UNITS) -> Work:
    """A unit is done when its file is there; each time one is begun is a line in a file of its own."""

    def one(unit: str) -> str:
        with (tmp_path / "begun").open("a") as begun:
            begun.write(f"{unit} {os.getpid()}\n")
        do(unit)
        (tmp_path / unit).write_text("done")
        return "done"

    return Work(units, tmp_path / "claims", lambda unit: (tmp_path / unit).exists(), one)


def begun(tmp_path: Path) -> list[str]:
    return [line.split()[0] for line in (tmp_path / "begun").read_text().splitlines()]


@pytest.mark.parametrize("workers", [1, 2, 8, 100])
def test_each_unit_is_done_once(tmp_path: Path, workers: int) -> None:
    """However many work; and told once."""
    assert sorted(done(work(tmp_path), workers)) == [(unit, "done") for unit in UNITS]
    assert sorted(begun(tmp_path)) == list(UNITS)


def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    """Nor told; a second run finds nothing to do."""
    list(done(work(tmp_path, units=UNITS[:10]), 2))
    assert sorted(unit for unit, _ in done(work(tmp_path), 2)) == list(UNITS[10:])
    assert list(done(work(tmp_path), 2)) == [] and len(begun(tmp_path)) == len(UNITS)


def test_one_works_in_the_order_that_was_given(tmp_path: Path) -> None:
    """The canary's first repo is the first one."""
    assert [unit for unit, _ in done(work(tmp_path, units=UNITS[::-1]), 1)] == list(UNITS[::-1])


def test_several_really_share_it(tmp_path: Path) -> None:
    """A slow unit keeps one of them, and the others go on."""
    list(done(work(tmp_path, lambda _: time.sleep(0.01)), 4))
    assert len({line.split()[1] for line in (tmp_path / "begun").read_text().splitlines()}) > 1


def test_what_a_dead_worker_left_is_done_by_the_others(tmp_path: Path) -> None:
    """Its claim is free with its death."""
    (tmp_path / "deadly").write_text("")

    def die_once(unit: str) -> None:
        if unit == UNITS[3]:
            try:
                (tmp_path / "deadly").unlink()
            except FileNotFoundError:
                return
            os.kill(os.getpid(), signal.SIGKILL)

    list(done(work(tmp_path, die_once), 3))
    assert all((tmp_path / unit).exists() for unit in UNITS)
    assert sorted(begun(tmp_path)) == sorted([*UNITS, UNITS[3]])


def test_where_all_workers_died_it_is_told_what_is_left(tmp_path: Path) -> None:
    """And running again does just that."""
    with pytest.raises(SessionMemoryError, match=r"2 of 2 workers ended early; \d+ are not done: unit-") as raised:
        list(done(work(tmp_path, lambda unit: unit > UNITS[9] and os.kill(os.getpid(), signal.SIGKILL)), 2))
    assert "run it again" in raised.value.hint
    there = [unit for unit in UNITS if (tmp_path / unit).exists()]
    assert sorted([*there, *(unit for unit, _ in done(work(tmp_path), 2))]) == list(UNITS)


def test_an_error_in_a_worker_ends_it_and_is_told(tmp_path: Path) -> None:
    """A defect is no result: it is not swallowed, its place is named, and nothing of the parent runs in the child."""

    def broken(unit: str) -> None:
        raise ValueError(f"a defect\nat {unit} {'x' * 9000}")

    with pytest.raises(SessionMemoryError, match=r"workers ended early.*ValueError: a defect at unit-000 x") as raised:
        list(done(work(tmp_path, broken), 2))
    assert "test_workers.py:" in raised.value.message


def test_an_error_without_workers_is_the_error_itself(tmp_path: Path) -> None:
    """One process is no worker."""

    def broken(unit: str) -> None:
        raise ValueError(unit)

    with pytest.raises(ValueError, match="unit-000"):
        list(done(work(tmp_path, broken), 1))


def test_two_runs_at_the_same_time_share_it(tmp_path: Path) -> None:
    """Two people who call the same command do nothing twice."""
    child = os.fork()
    if child == 0:
        list(done(work(tmp_path, lambda _: time.sleep(0.005)), 2))
        os._exit(0)
    list(done(work(tmp_path, lambda _: time.sleep(0.005)), 2))
    assert os.waitpid(child, 0)[1] == 0
    assert sorted(begun(tmp_path)) == list(UNITS)


def test_workers_end_when_nobody_waits_for_them(tmp_path: Path) -> None:
    """After the unit that each is at: what was stopped is not worked on in secret."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        list(done(work(tmp_path, lambda _: time.sleep(0.02)), 2))
        os._exit(0)
    while not (tmp_path / "begun").exists():
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    time.sleep(0.3)
    there = begun(tmp_path)
    assert len(there) < len(UNITS)
    time.sleep(0.2)
    assert begun(tmp_path) == there and all((tmp_path / unit).exists() for unit in there)


def test_kills_at_random_leave_nothing_twice_and_nothing_stuck(tmp_path: Path) -> None:
    """Workers die between claim and result; whoever runs again finishes. What was killed is begun again, no more."""
    chance, kills = random.Random(6), 0
    for _ in range(30):
        kills += _killed_run(tmp_path, chance)
        if all((tmp_path / unit).exists() for unit in UNITS):
            break
    else:
        list(done(work(tmp_path), 4))
    assert kills > 3 and all((tmp_path / unit).exists() for unit in UNITS)
    assert list(done(work(tmp_path), 4)) == []


def _killed_run(tmp_path: Path, chance: random.Random) -> bool:
    """A run in a group of its own, killed after a moment; whether it was still at work."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        list(done(work(tmp_path, lambda _: time.sleep(0.02)), 4))
        os._exit(0)
    time.sleep(chance.uniform(0.02, 0.08))
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1] != 0
