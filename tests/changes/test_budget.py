"""Bytes that each agent loads, and which patterns would fit when they are too many."""

from __future__ import annotations

import pytest

from session_memory.changes import region
from session_memory.changes.budget import Limits, budgets, overruns
from session_memory.changes.standing import Standing, standing
from session_memory.changes.wanted import Want
from session_memory.model import Budget, FileChange, Form, HostFile, Hosts

HAND = b"# By hand\n"
LOADS = {"grok": ("AGENTS.md", "CLAUDE.md"), "codex": ("AGENTS.md",)}


def hosts(**contents: bytes) -> Hosts:
    """Host files by their name without `.md`."""
    return Hosts({f"{name}.md": HostFile(f"{name}.md", content) for name, content in contents.items()})


def want(id: str, size: int = 100, order: int = 100) -> Want:
    return Want(id, "1.0.0", Form.BLOCK, b"x" * size, order, ())


def with_region(host: bytes | None, *wants: Want) -> bytes:
    return region.put(host, [each.block() for each in wants]) or b""


def standing_of(found: Hosts) -> Standing:
    return standing(found, frozenset({"AGENTS.md", "CLAUDE.md"}))


ONE = with_region(HAND, want("a"))


@pytest.mark.parametrize(
    ("found", "changes", "expected"),
    [
        (hosts(), (), {"codex": (0, 0), "grok": (0, 0)}),
        (hosts(AGENTS=HAND), (), {"codex": (10, 0), "grok": (10, 0)}),
        (hosts(AGENTS=ONE), (), {"codex": (10, len(ONE) - 10), "grok": (10, len(ONE) - 10)}),
        (hosts(AGENTS=HAND, CLAUDE=b"12345", README=b"1"), (), {"codex": (10, 0), "grok": (15, 0)}),
        (
            hosts(AGENTS=HAND),
            (FileChange("AGENTS.md", HAND, ONE), FileChange("CLAUDE.md", None, b"123")),
            {"codex": (10, len(ONE) - 10), "grok": (10, len(ONE) - 7)},
        ),
        (hosts(AGENTS=ONE), (FileChange("AGENTS.md", ONE, HAND),), {"codex": (10, 0), "grok": (10, 0)}),
    ],
)
def test_what_each_agent_loads(
    found: Hosts, changes: tuple[FileChange, ...], expected: dict[str, tuple[int, int]]
) -> None:
    """Hand-written bytes and ours, over all files of a flavor, before and after a change."""
    limits = {"codex": 9, "grok": None}
    told = budgets(Limits(LOADS, limits), standing_of(found), found, changes)
    assert told == tuple(Budget(flavor, *sizes, limits[flavor]) for flavor, sizes in expected.items())


AFTER = with_region(HAND, want("a"), want("b"))
GROWS = (FileChange("AGENTS.md", HAND, AFTER),)
WANTED = {"AGENTS.md": {"a": want("a"), "b": want("b")}}


def overrun_at(limit: int | None, changes: tuple[FileChange, ...] = GROWS, **contents: bytes) -> list[str]:
    found = hosts(**({"AGENTS": HAND} | contents))
    return list(overruns(Limits(LOADS, {"codex": limit}), standing_of(found), found, changes, WANTED))


def test_the_limit_itself_is_not_over() -> None:
    """One byte decides, and without a known limit nothing is too long."""
    assert overrun_at(len(AFTER)) == []
    assert overrun_at(len(AFTER) - 1) == ["AGENTS.md"]
    assert overrun_at(None) == []


def test_only_what_makes_a_file_longer_is_refused() -> None:
    """A file that is too long already may be made shorter, and one that the flavor does not load may grow."""
    long = with_region(HAND, want("a"), want("b"), want("c"))
    assert overrun_at(5, (FileChange("AGENTS.md", long, AFTER),), AGENTS=long) == []
    assert overrun_at(5, (FileChange("AGENTS.md", long, None),), AGENTS=long) == []
    assert overrun_at(5, (FileChange("CLAUDE.md", None, AFTER),)) == []
    assert overrun_at(5, ()) == []


@pytest.mark.parametrize(
    ("fitting", "rest"),
    [([], ["first", "second", "third"]), (["first"], ["second", "third"]), (["first", "second"], ["third"])],
)
@pytest.mark.parametrize("other", [b"", b"12345"])
def test_which_would_fit(fitting: list[str], rest: list[str], other: bytes) -> None:
    """Patterns are taken by order, then id, while there is room to the byte beside the flavor's other files."""
    wants = [want("third", order=9), want("second", order=5), want("first", 40, order=5)]
    by_id = {each.id: each for each in wants}
    room = len(with_region(HAND, *(by_id[id] for id in fitting))) if fitting else len(HAND)
    found = hosts(AGENTS=HAND, CLAUDE=other)
    limits = Limits(LOADS, {"grok": room + len(other)})
    changes = [FileChange("AGENTS.md", HAND, with_region(HAND, *wants))]
    told = overruns(limits, standing_of(found), found, changes, {"AGENTS.md": by_id})["AGENTS.md"].told
    assert f"these would fit: {', '.join(fitting) or 'none'}. " in told
    assert set(told.rpartition("These would not: ")[2].split(", ")) == set(rest)


def test_what_stands_already_makes_room_for_itself() -> None:
    """The blocks on disk are among those wanted and are not counted twice."""
    found = hosts(AGENTS=ONE)
    limits = Limits(LOADS, {"codex": len(ONE)})
    told = overruns(limits, standing_of(found), found, [FileChange("AGENTS.md", ONE, AFTER)], WANTED)
    assert "would fit: a. These would not: b" in told["AGENTS.md"].told
    assert told["AGENTS.md"].reason == f"it would put AGENTS.md over the limit of {len(ONE):,} bytes of codex"
