"""The audit trail: what was appended comes back in its order, and nothing in it can be changed unseen."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from session_memory.changes.record.events import (
    Event,
    Order,
    Side,
    Written,
    Yes,
    append,
    content,
    heads,
    held,
    id_of,
    trail,
    trails,
)
from session_memory.errors import SessionMemoryError

FULL = Event(
    kind="applied",
    repo="shop",
    at="2026-11-21T10:15:00Z",
    by="Ada <ada@example.com>",
    proposal="ab" * 32,
    mode="branch",
    branch="session-memory/abababababab",
    commit="c" * 40,
    patterns=("alpha", "beta"),
    held=("alpha",),
    files=(Written("AGENTS.md", None, Side("0" * 64, 0o644, "1" * 40)), Written("old.md", Side("2", 0o600, "3"), None)),
    yes=(Yes("alpha", "grant", "Bob", "all-read"),),
    folders=(".claude",),
    reason='größer – "quoted"\n',
    url="https://forge.example.com/1",
)


def event(minute: int, *parents: str, **more: object) -> Event:
    return replace(
        Event(kind="applied", repo="shop", at=f"2026-11-21T10:{minute:02}:00Z", by="Ada", parents=parents), **more
    )  # type: ignore[arg-type]


def test_what_was_appended_comes_back(tmp_path: Path) -> None:
    """Every field, as it was; the id is the digest of the file."""
    id = append(tmp_path, FULL)
    assert trail(tmp_path, "shop") == ((id, FULL),)
    assert id == id_of(FULL)
    (file,) = (tmp_path / "catalog/audit/shop").iterdir()
    assert file.read_bytes() == content(FULL)
    assert file.name == f"20261121T101500Z-applied-{id[:16]}.json"


def test_the_same_event_is_there_once(tmp_path: Path) -> None:
    """A run that was killed after it appended may append again."""
    assert append(tmp_path, FULL) == append(tmp_path, FULL)
    assert len(trail(tmp_path, "shop")) == 1


def test_no_trail_is_an_empty_one(tmp_path: Path) -> None:
    """Nothing has happened yet."""
    assert (trail(tmp_path, "shop"), trails(tmp_path), heads(())) == ((), {}, ())


def test_parents_come_first_whatever_the_clock_says(tmp_path: Path) -> None:
    """On three machines with wrong clocks: order is by parents, then by name; two branches leave two heads."""
    first = append(tmp_path, event(30))
    left, right = append(tmp_path, event(10, first)), append(tmp_path, event(20, first, by="Bob"))
    assert heads(trail(tmp_path, "shop")) == tuple(sorted((left, right)))
    last = append(tmp_path, event(5, left, right))
    found = trail(tmp_path, "shop")
    assert [id for id, _ in found] == [first, left, right, last]
    assert heads(found) == (last,)
    order = Order(found)
    assert [order.past([place]) for place in range(4)] == [{0}, {0, 1}, {0, 2}, {0, 1, 2, 3}]
    assert order.past([1, 2], since=1) == {1, 2}


def test_each_repo_has_a_trail_of_its_own(tmp_path: Path) -> None:
    """By name."""
    append(tmp_path, event(1))
    append(tmp_path, event(2, repo="other"))
    assert {name: len(events) for name, events in trails(tmp_path).items()} == {"other": 1, "shop": 1}


def test_every_changed_byte_is_seen(tmp_path: Path) -> None:
    """One bit of any byte of an event, and the file is named."""
    append(tmp_path, FULL)
    (file,) = (tmp_path / "catalog/audit/shop").iterdir()
    whole = file.read_bytes()
    for place, bit in itertools.product(range(len(whole)), (0, 5)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << bit)]) + whole[place + 1 :])
        with pytest.raises(SessionMemoryError) as error:
            trail(tmp_path, "shop")
        assert error.value.where == f"catalog/audit/shop/{file.name}"


@pytest.mark.parametrize(
    "damaged",
    [
        b"", b"{", b"[]", b"null", b"[" * 100_000, b'{"at": 1}',
        b'{"kind": "applied", "repo": "shop", "at": "x", "by": "y"}',
    ],
    ids=range(7),
)  # fmt: skip
def test_what_is_no_event_is_named(tmp_path: Path, damaged: bytes) -> None:
    """With what to do."""
    append(tmp_path, FULL)
    file = tmp_path / "catalog/audit/shop/20261121T101501Z-applied-0000000000000000.json"
    file.write_bytes(damaged)
    with pytest.raises(SessionMemoryError) as error:
        trail(tmp_path, "shop")
    assert error.value.where.endswith(file.name) and "git" in error.value.hint


@pytest.mark.parametrize("odd", [event(1, kind="invented"), event(1, repo="other")])
def test_another_kind_or_repo_is_no_event_of_this_trail(tmp_path: Path, odd: Event) -> None:
    """Even when its name fits its bytes."""
    folder = tmp_path / "catalog/audit/shop"
    append(tmp_path, odd)
    if odd.repo != "shop":
        (tmp_path / "catalog/audit" / odd.repo).rename(folder)
    with pytest.raises(SessionMemoryError, match="not an event of this repo"):
        trail(tmp_path, "shop")


def test_a_missing_parent_is_seen(tmp_path: Path) -> None:
    """Whoever deletes an event has to delete all that came after it."""
    first = append(tmp_path, event(1))
    append(tmp_path, event(2, first))
    next(path for path in (tmp_path / "catalog/audit/shop").iterdir() if first[:16] in path.name).unlink()
    with pytest.raises(SessionMemoryError, match=f"{first[:16]}, is missing"):
        trail(tmp_path, "shop")


def test_what_a_killed_run_left_is_no_event(tmp_path: Path) -> None:
    """A write that was not finished is not there, and neither is what keeps an empty folder in git."""
    append(tmp_path, FULL)
    (tmp_path / "catalog/audit/shop/.gitkeep").touch()
    (tmp_path / "catalog/audit/shop/.session-memory-abc").write_bytes(b"{")
    assert len(trail(tmp_path, "shop")) == 1


def test_holds_come_and_go(tmp_path: Path) -> None:
    """Held by a roll back, until they are released, or until what held them is itself taken back."""
    back = append(tmp_path, event(1, kind="rolled-back", held=("alpha", "beta", "gamma")))
    free = append(tmp_path, event(2, back, kind="released", patterns=("beta",)))
    out = append(tmp_path, event(3, free, kind="removed", held=("delta",), patterns=("delta",)))
    assert held(trail(tmp_path, "shop")) == {"alpha", "gamma", "delta"}
    append(tmp_path, event(4, out, kind="rolled-back", undoes=out, patterns=("delta",)))
    assert held(trail(tmp_path, "shop")) == {"alpha", "gamma"}
