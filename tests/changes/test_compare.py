"""How one pattern stands in one file: what is on disk against what is wanted and known."""

from __future__ import annotations

import pytest

from session_memory.changes import region
from session_memory.changes.compare import Knowledge, compare
from session_memory.changes.own_file import stamp
from session_memory.changes.standing import standing
from session_memory.changes.wanted import Want
from session_memory.model import Action, Block, Form, HostFile, Hosts, Item, State

HOST, OWN = "AGENTS.md", ".claude/rules/a.md"
KNOWN = Knowledge(frozenset({"a"}), frozenset())
HELD = Knowledge(frozenset({"a"}), frozenset({"a"}))
STRANGER = Knowledge(frozenset({"b"}), frozenset())
BACK = Knowledge(frozenset({"a"}), frozenset(), ours=frozenset({"a"}))
ANOTHER_BACK = Knowledge(frozenset({"a", "b"}), frozenset(), ours=frozenset({"b"}))

SYNC = (State.IN_SYNC, Action.KEEP)
ADD, CHANGE = (State.PROPOSED, Action.ADD), (State.OUTDATED, Action.CHANGE)
EDITED, REMOVE = (State.EDITED, Action.KEEP), (State.ORPHANED, Action.REMOVE)
CONFLICT, ADOPTED = (State.CONFLICT, Action.KEEP), (State.ADOPTED, Action.CHANGE)
EDIT_GOES, CONFLICT_GOES = (State.EDITED, Action.CHANGE), (State.CONFLICT, Action.CHANGE)
FOREIGN, SKIPPED = (State.FOREIGN, Action.KEEP), (State.SKIPPED, Action.KEEP)


def block(body: str, version: str = "1.0.0", id: str = "a") -> bytes:
    return region.put(b"# Ours\n", [Block(id, version, body.encode())]) or b""


def own(body: str, version: str = "1.0.0", id: str = "a") -> bytes:
    return stamp(body, id, version)


def edited(host: bytes) -> bytes:
    return host.replace(b"Text", b"By hand")


def block_want(body: str, version: str = "1.0.0") -> Want:
    return Want("a", version, Form.BLOCK, body.encode(), 100, ("codex",))


def rule_want(body: str, version: str = "1.0.0") -> Want:
    return Want("a", version, Form.RULE, own(body, version), 100, ("claude",))


def compared(path: str, disk: bytes | None, want: Want | None, known: Knowledge) -> tuple[Item, ...]:
    hosts = Hosts({} if disk is None else {path: HostFile(path, disk)})
    return compare(standing(hosts, frozenset({HOST})), {path: {want.id: want}} if want else {}, known)


SAME, NEW = "Text.", "Other text."

IN_A_REGION = [
    # on disk, wanted, known -> state and action
    (None, block_want(SAME), KNOWN, ADD),
    (b"# By hand\n", block_want(SAME), KNOWN, ADD),
    (block(SAME), block_want(SAME), KNOWN, SYNC),
    (block(SAME).replace(b"\n", b"\r\n"), block_want(SAME), KNOWN, SYNC),
    (block(SAME), block_want(NEW), KNOWN, CHANGE),
    (block(SAME), block_want(SAME, "1.0.1"), KNOWN, CHANGE),
    (block(SAME, "2.0.0"), block_want(NEW), KNOWN, CHANGE),
    (edited(block(SAME)), block_want(SAME), KNOWN, EDITED),
    (edited(block(SAME)), block_want(SAME, "1.0.1"), KNOWN, EDITED),
    (edited(block(SAME)), block_want(NEW, "1.0.1"), KNOWN, CONFLICT),
    (edited(block(SAME)), block_want("By hand."), KNOWN, ADOPTED),
    (edited(block(SAME)).replace(b"\n", b"\r\n"), block_want("By hand.", "1.0.1"), KNOWN, ADOPTED),
    (edited(block(SAME)), block_want(SAME), BACK, EDIT_GOES),
    (edited(block(SAME)), block_want(NEW), BACK, CONFLICT_GOES),
    (edited(block(SAME)), block_want("By hand."), BACK, ADOPTED),
    (edited(block(SAME)), block_want(SAME), ANOTHER_BACK, EDITED),
    (edited(block(SAME)), None, BACK, EDITED),
    (block(SAME), block_want(SAME), BACK, SYNC),
    (block(SAME), block_want(SAME), HELD, SYNC),
    (block(SAME), None, KNOWN, REMOVE),
    (edited(block(SAME)), None, KNOWN, EDITED),
    (block(SAME), None, HELD, SKIPPED),
    (edited(block(SAME)), None, HELD, SKIPPED),
    (block(SAME), None, STRANGER, FOREIGN),
    (edited(block(SAME)), None, STRANGER, FOREIGN),
]

OF_ITS_OWN = [
    (None, rule_want(SAME), KNOWN, ADD),
    (own(SAME), rule_want(SAME), KNOWN, SYNC),
    (own(SAME).replace(b"\n", b"\r\n"), rule_want(SAME), KNOWN, SYNC),
    (own(SAME), rule_want(NEW), KNOWN, CHANGE),
    (own(SAME), rule_want(SAME, "1.0.1"), KNOWN, CHANGE),
    (edited(own(SAME)), rule_want(SAME), KNOWN, EDITED),
    (edited(own(SAME)), rule_want(NEW), KNOWN, CONFLICT),
    (edited(own(SAME)), rule_want("By hand."), KNOWN, ADOPTED),
    (edited(own(SAME)), rule_want(SAME), BACK, EDIT_GOES),
    (edited(own(SAME)), rule_want(NEW), BACK, CONFLICT_GOES),
    (edited(own(SAME)), rule_want(NEW), ANOTHER_BACK, CONFLICT),
    (edited(own(SAME)), None, BACK, EDITED),
    (b"By hand.\n", rule_want(SAME), KNOWN, FOREIGN),
    (b"", rule_want(SAME), KNOWN, FOREIGN),
    (own(SAME), None, KNOWN, REMOVE),
    (edited(own(SAME)), None, KNOWN, EDITED),
    (own(SAME), None, HELD, SKIPPED),
    (own(SAME), None, STRANGER, FOREIGN),
]


@pytest.mark.parametrize(
    ("path", "disk", "want", "known", "expected"),
    [*((HOST, *row) for row in IN_A_REGION), *((OWN, *row) for row in OF_ITS_OWN)],
)
def test_state_and_action(
    path: str, disk: bytes | None, want: Want | None, known: Knowledge, expected: tuple[State, Action]
) -> None:
    """Every meeting of disk, wish and knowledge has one answer, with the versions on both sides."""
    (item,) = compared(path, disk, want, known)
    assert (item.state, item.action) == expected
    assert (item.path, item.pattern_id) == (path, "a")
    assert item.after == (want.version if want else "")
    assert item.serves == (want.serves if want else ())
    telling = (State.EDITED, State.CONFLICT, State.ADOPTED, State.FOREIGN, State.SKIPPED)
    assert bool(item.note) is (item.state in telling)


def test_the_stamp_of_another_pattern_is_in_the_way() -> None:
    """Where the file of one pattern should go, that of another is neither overwritten nor taken for it."""
    items = compared(OWN, own(SAME, id="b"), rule_want(SAME), STRANGER)
    assert [(i.pattern_id, i.state, i.action) for i in items] == [("a", *FOREIGN), ("b", *REMOVE)]


@pytest.mark.parametrize("disk", [b"", b"# By hand\n", None])
def test_what_nobody_wants_and_is_not_ours_is_no_item(disk: bytes | None) -> None:
    """Files of other people say nothing."""
    assert compared(HOST, disk, None, KNOWN) == ()


@pytest.mark.parametrize("want", [block_want(SAME), None])
def test_a_malformed_file_is_left_out(want: Want | None) -> None:
    """Nobody can say what is ours there, so that nothing is said of it."""
    assert compared(HOST, block(SAME).replace(b"END", b"EN"), want, KNOWN) == ()


def test_each_pattern_of_a_region_stands_for_itself() -> None:
    """One block may be outdated, another orphaned, a third new; sorted by path and id."""
    host = region.put(None, [Block(id, "1.0.0", SAME.encode()) for id in ("b", "a")]) or b""
    hosts = Hosts({HOST: HostFile(HOST, host), OWN: HostFile(OWN, own(SAME))})
    wanted = {HOST: {"a": block_want(NEW), "c": Want("c", "1.0.0", Form.BLOCK, b"c", 1, ())}}
    known = Knowledge(frozenset({"a", "b", "c"}), frozenset())
    items = compare(standing(hosts, frozenset({HOST})), wanted, known)
    assert [(i.path, i.pattern_id, i.state, i.action) for i in items] == [
        (OWN, "a", *REMOVE),
        (HOST, "a", *CHANGE),
        (HOST, "b", *REMOVE),
        (HOST, "c", *ADD),
    ]
