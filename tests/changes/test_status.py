"""A plan read as a report: one cell for each pattern and flavor, with where it stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from session_memory.changes.record.registry import Cell
from session_memory.changes.status import Records, states
from session_memory.model import (
    FINE,
    IMPORT_ID,
    Action,
    CellState,
    Delivery,
    Form,
    Item,
    Mark,
    Outcome,
    Plan,
    Skipped,
    State,
)

PATH = "AGENTS.md"
APPLIED = Cell("a", PATH, ("codex",), "1.0.0", "0" * 64)
PROPOSED = frozenset({(PATH, "a")})
NOT_PROPOSED = "not proposed yet: make distribute REPO=shop"
NOTHING = Records()
GONE = "it was applied once and is gone"


def item(state: State, serves: tuple[str, ...] = ("codex",), id: str = "a", note: str = "") -> Item:
    return Item(PATH, id, Form.BLOCK, state, Action.KEEP, serves, "1.0.0", "1.1.0", note)


def refusal(flavor: str = "codex", obstacle: str = "") -> Delivery:
    return Delivery(flavor, "a", Outcome.REFUSED, PATH, "why not", obstacle=obstacle)


def cell(state: State, flavor: str = "codex", note: str = "") -> CellState:
    return CellState("shop", "a", flavor, state, PATH, "1.0.0", note)


@pytest.mark.parametrize("state", [state for state in State if state is not State.PROPOSED])
@pytest.mark.parametrize("proposed", [frozenset(), PROPOSED])
def test_most_states_are_the_items_own(state: State, proposed: frozenset[tuple[str, str]]) -> None:
    """What is on disk decides, with the item's note, whatever was applied or proposed."""
    plan = Plan("shop", items=(item(state, note="as told"),))
    assert states(plan, Records([APPLIED], proposed)) == (cell(state, note="as told"),)


@pytest.mark.parametrize(
    ("cells", "proposed", "note", "expected"),
    [
        ([], PROPOSED, "", cell(State.PROPOSED)),
        ([], PROPOSED, "as told", cell(State.PROPOSED, note="as told")),
        ([], frozenset(), "", cell(State.MISSING, note=NOT_PROPOSED)),
        ([], frozenset(), "as told", cell(State.MISSING, note="as told")),
        ([], frozenset({("CLAUDE.md", "a"), (PATH, "b")}), "", cell(State.MISSING, note=NOT_PROPOSED)),
        ([APPLIED], PROPOSED, "", cell(State.MISSING, note=GONE)),
        ([APPLIED], frozenset(), "as told", cell(State.MISSING, note=GONE)),
        ([Cell("a", "CLAUDE.md", (), "1.0.0", "")], PROPOSED, "", cell(State.PROPOSED)),
        ([Cell("b", PATH, (), "1.0.0", "")], PROPOSED, "", cell(State.PROPOSED)),
    ],
)
def test_what_is_wanted_and_not_there(
    cells: list[Cell], proposed: frozenset[tuple[str, str]], note: str, expected: CellState
) -> None:
    """It is proposed when the saved proposal holds it, and missing when it was applied before or never proposed."""
    assert states(Plan("shop", items=(item(State.PROPOSED, note=note),)), Records(cells, proposed)) == (expected,)


def test_one_cell_for_each_flavor() -> None:
    """A file that serves two flavors gives two cells; one that serves none gives one without a flavor."""
    plan = Plan("shop", items=(item(State.IN_SYNC, ("grok", "codex")), item(State.ORPHANED, (), "b")))
    found = states(plan, NOTHING)
    assert [(c.pattern_id, c.flavor, c.state) for c in found] == [
        ("a", "codex", State.IN_SYNC),
        ("a", "grok", State.IN_SYNC),
        ("b", "", State.ORPHANED),
    ]


@pytest.mark.parametrize(
    ("state", "expected"), [(State.IN_SYNC, []), (State.PROPOSED, [IMPORT_ID]), (State.EDITED, [IMPORT_ID])]
)
def test_an_import_line_that_is_fine_is_not_told(state: State, expected: list[str]) -> None:
    """It is no pattern; only when something is the matter is it worth a line."""
    plan = Plan("shop", items=(item(state, (), IMPORT_ID),))
    assert [c.pattern_id for c in states(plan, Records(proposed=frozenset({(PATH, IMPORT_ID)})))] == expected


@pytest.mark.parametrize(
    ("obstacle", "unreachable", "state"),
    [
        ("", "", State.SKIPPED),
        (PATH, "", State.MALFORMED),
        ("", "no such folder", State.UNREACHABLE),
        (PATH, "no such folder", State.UNREACHABLE),
    ],
)
def test_a_refusal_without_an_item(obstacle: str, unreachable: str, state: State) -> None:
    """What does not arrive and stands nowhere is told with its reason, and whether a person has to mend a file."""
    plan = Plan("shop", outcomes=(refusal(obstacle=obstacle),), unreachable=unreachable)
    assert states(plan, NOTHING) == (CellState("shop", "a", "codex", state, note="why not"),)


def test_text_in_place_that_the_agent_does_not_get() -> None:
    """In sync on disk, but refused for one flavor: edited for it, and in sync for the other."""
    plan = Plan("shop", items=(item(State.IN_SYNC, ("codex", "grok")),), outcomes=(refusal("grok"),))
    assert states(plan, NOTHING) == (cell(State.IN_SYNC), cell(State.EDITED, "grok", "why not"))


def test_an_item_tells_more_than_its_refusal() -> None:
    """There are not two cells for one pattern and flavor; that of another flavor is still told."""
    plan = Plan("shop", items=(item(State.EDITED, note="by hand"),), outcomes=(refusal(), refusal("grok")))
    found = states(plan, NOTHING)
    assert [(c.flavor, c.state) for c in found] == [("codex", State.EDITED), ("grok", State.SKIPPED)]


@pytest.mark.parametrize("outcome", [Outcome.DELIVERED, Outcome.COVERED])
def test_what_arrives_is_told_by_its_item_only(outcome: Outcome) -> None:
    """A delivery that is no refusal adds no cell."""
    plan = Plan("shop", outcomes=(Delivery("codex", "a", outcome, PATH, "a loss"),))
    assert states(plan, NOTHING) == ()


def test_what_the_policy_holds_back_needs_nobody() -> None:
    """A skipped pattern has one cell with the reason, and its state is a fine one."""
    (found,) = states(Plan("shop", skipped=(Skipped("a", "not ready"),)), NOTHING)
    assert found == CellState("shop", "a", "", State.SKIPPED, note="not ready")
    assert found.state in FINE


@pytest.mark.parametrize("mark", [Mark.HELD, Mark.EXEMPT])
def test_what_a_person_wants_left_alone_needs_nobody(mark: Mark) -> None:
    """Its cells carry the mark, whether text of it stands or not; there are not two cells for one text."""
    plan = Plan("shop", skipped=(Skipped("a", "as they want it", mark), Skipped("b", "as they want it", mark)))
    found = states(replace(plan, items=(item(State.SKIPPED, note="kept"),)), Records())
    assert [(c.pattern_id, c.flavor, c.note, c.mark) for c in found] == [
        ("a", "codex", "kept", mark),
        ("b", "", "as they want it", mark),
    ]
    assert not any(cell.needs_somebody for cell in found)


def test_what_was_seen_some_time_ago_says_so() -> None:
    """Every cell is marked, with the age in words, and needs somebody even where all was well then."""
    plan = Plan("shop", items=(item(State.IN_SYNC), item(State.EDITED, id="b", note="by hand")), stale_view="3 days")
    found = states(plan, Records())
    assert [(c.state, c.mark, c.note) for c in found] == [
        (State.IN_SYNC, Mark.STALE_VIEW, "3 days"),
        (State.EDITED, Mark.STALE_VIEW, "by hand; 3 days"),
    ]
    assert all(cell.needs_somebody for cell in found)


def test_an_exemption_that_is_over_is_told_where_it_matters() -> None:
    """Not on what is in sync, and not on other patterns."""
    plan = Plan("shop", items=(item(State.EDITED, note="by hand"), item(State.IN_SYNC, id="b")))
    found = states(plan, Records(ended={"a": "over", "b": "over", "c": "over"}))
    assert [(c.pattern_id, c.note) for c in found] == [("a", "by hand; over"), ("b", "")]


def test_the_report_is_sorted() -> None:
    """By pattern, then flavor, wherever a cell comes from."""
    plan = Plan(
        "shop",
        items=(item(State.IN_SYNC, ("grok",), "c"), item(State.IN_SYNC, ("grok", "claude"), "b")),
        outcomes=(refusal(),),
        skipped=(Skipped("bb", "not ready"),),
    )
    found = [(c.pattern_id, c.flavor) for c in states(plan, NOTHING)]
    assert found == [("a", "codex"), ("b", "claude"), ("b", "grok"), ("bb", ""), ("c", "grok")]


WAITS = "waits on branch session-memory/1 to be merged"
ON_BRANCH = Cell("a", PATH, ("codex",), "1.1.0", "0" * 64, branch="session-memory/1")


@pytest.mark.parametrize(
    ("records", "state", "expected"),
    [
        (Records([ON_BRANCH]), State.PROPOSED, (State.PROPOSED, WAITS)),
        (Records([ON_BRANCH]), State.OUTDATED, (State.OUTDATED, WAITS)),
        (
            Records([APPLIED, ON_BRANCH]),
            State.OUTDATED,
            (State.OUTDATED, WAITS),
        ),
        (Records(rejected="rejected by Ada"), State.PROPOSED, (State.SKIPPED, "rejected by Ada")),
        (Records(rejected="rejected by Ada"), State.OUTDATED, (State.OUTDATED, "rejected by Ada")),
        (Records([APPLIED]), State.PROPOSED, (State.MISSING, GONE)),
    ],
)
def test_what_people_did_about_a_change(records: Records, state: State, expected: tuple[State, str]) -> None:
    """A branch that waits, and a no, are told; what is merely gone is missing."""
    plan = Plan("shop", items=(replace(item(state), action=Action.CHANGE),))
    (found,) = states(plan, records)
    assert (found.state, found.note) == expected


def test_what_was_applied_is_told_where_nobody_can_look() -> None:
    """The registry remembers it, for each flavor; what waits on a branch was never there."""
    applied = Cell("a", "AGENTS.md", ("codex",), "1.0.0", "0" * 64)
    on_branch = Cell("a", "CLAUDE.md", ("codex",), "2.0.0", "0" * 64, branch="session-memory/x")
    plan = Plan("shop", outcomes=(refusal(flavor="codex"),), unreachable="no such folder")
    (cell,) = states(plan, Records(cells=(applied, on_branch)))
    assert cell.state is State.UNREACHABLE
    assert cell.note.endswith("1.0.0 was applied to AGENTS.md")
