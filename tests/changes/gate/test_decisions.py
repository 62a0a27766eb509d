"""What people said: what does not count, and what is used up, held against the plainest way to tell."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made import write
from session_memory.changes.gate.decisions import Decision, Said, path_of, read, record, unspent
from session_memory.changes.record.events import Event, Trail, id_of

YES = Decision(said=Said.APPROVED, repo="shop", proposal="1" * 64, by="Ada", at="2026-11-20T10:00:00Z", rule="r")
APPLIED = Event(kind="applied", repo="shop", at="2026-11-20T11:00:00Z", by="Ada", proposal=YES.proposal)


@pytest.mark.parametrize(
    "damaged", [b"[]", b"null", b"1", b'""', b"", b"{}", b"\xff", b"[" * 100_000, b'{"a":' * 100_000], ids=range(9)
)
def test_what_is_no_decision_is_named(tmp_path: Path, damaged: bytes) -> None:
    """Whatever lies there, the others are read."""
    digest = record(tmp_path, YES)
    write(tmp_path / "proposals/shop/decisions/x.json", damaged)
    found = read(tmp_path, "shop")
    assert (found.made, found.damaged) == (((digest, YES),), ("proposals/shop/decisions/x.json",))


def test_a_decision_lies_where_it_is_said_to(tmp_path: Path) -> None:
    """Deleted, it was never said."""
    digest = record(tmp_path, YES)
    (tmp_path / path_of(digest, YES)).unlink()
    assert read(tmp_path, "shop").made == ()


def chain(links: list[tuple[str, set[int]]]) -> Trail:
    """A trail of (proposal that was applied, places of the parents)."""
    made: list[tuple[str, Event]] = []
    for place, (proposal, parents) in enumerate(links):
        kind = "applied" if proposal else "released"
        known = tuple(made[parent][0] for parent in sorted(parents) if parent < place)
        event = replace(APPLIED, kind=kind, proposal=proposal, at=f"{place:05}", parents=known)
        made.append((id_of(event), event))
    return tuple(made)


LINKS = st.lists(st.tuples(st.sampled_from(["", "a", "b"]), st.sets(st.integers(0, 7), max_size=2)), max_size=8)


@given(LINKS, st.sets(st.integers(0, 7), max_size=2))
def test_a_yes_is_used_up_by_what_was_applied_since(links: list[tuple[str, set[int]]], known: set[int]) -> None:
    """It still counts when whoever gave it knew of every time that its proposal was applied."""
    events = chain(links)
    yes = replace(YES, proposal="a", parents=tuple(events[place][0] for place in known if place < len(events)))
    seen, by_id = set(yes.parents), dict(events)
    for _ in events:
        seen |= {parent for id in seen for parent in by_id[id].parents}
    counts = all(id in seen for id, event in events if event.proposal == "a")
    assert (unspent([("d", yes)], events) != ()) == counts


def test_a_long_past_needs_little_memory() -> None:
    """Two thousand changes, each with its yes: all but the last one are used up."""
    events = chain([(f"{place}", {max(place - 1, 0)}) for place in range(2000)])
    said = [(f"{n}", replace(YES, proposal=f"{n}", parents=e.parents)) for n, (_, e) in enumerate(events)]
    said.append(("last", replace(YES, proposal="7", parents=(events[-1][0],))))
    tracemalloc.start()
    left = unspent(said, events)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [id for id, _ in left] == ["last"] and most < 8_000_000
