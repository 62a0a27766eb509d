"""What REVIEW.md says of a plan."""

from __future__ import annotations

from session_memory.changes.review import review
from session_memory.model import Delivery, Moved, Outcome, Placed, Plan, Skipped

IDS = tuple(f"pattern-{number:02}" for number in range(40))
FEW = "pattern-00, pattern-01, pattern-02, pattern-03, pattern-04 and 35 more (list 1)"


def lines(plan: Plan) -> list[str]:
    return review(plan, "0" * 64).splitlines()


def test_a_list_of_dozens_stands_in_one_place() -> None:
    """Refused, moved, skipped or placed: the line names the first few and the number, and which list has them all."""
    plans = [
        Plan("shop", outcomes=tuple(Delivery("codex", id, Outcome.REFUSED, reason="why") for id in IDS)),
        Plan("shop", outcomes=tuple(Delivery("codex", id, Outcome.DELIVERED, "A", "why") for id in IDS)),
        Plan("shop", moved=tuple(Moved("codex", id, "A", "", "why") for id in IDS)),
        Plan("shop", skipped=tuple(Skipped(id, "why") for id in IDS)),
        Plan("shop", choices=(Placed(IDS, ("codex",), "`A`", ""),)),
    ]
    for plan in plans:
        found = lines(plan)
        (line,) = [line for line in found if "more" in line]
        assert FEW in line and found[-3:] == ["## The long lists", "", f"1. {', '.join(IDS)}"]


def test_one_list_for_all_lines_that_need_it() -> None:
    """It has one number; another list has another."""
    moved = tuple(Moved("codex", id, "A", "", "why") for id in IDS)
    choices = (Placed(IDS, ("codex",), "`A`", ""), Placed(IDS[:20], ("codex",), "`B`", ""))
    found = lines(Plan("shop", moved=moved, choices=choices))
    assert sum(FEW in line for line in found) == 2
    assert found[-2:] == [f"1. {', '.join(IDS)}", f"2. {', '.join(IDS[:20])}"]


def test_a_dozen_names_stay_in_their_line() -> None:
    """And there is no section for lists then."""
    text = "\n".join(lines(Plan("shop", skipped=tuple(Skipped(id, "why") for id in IDS[:12]))))
    assert f"- {', '.join(IDS[:12])}: why" in text and "long lists" not in text
