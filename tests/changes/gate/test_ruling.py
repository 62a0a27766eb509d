"""The whole truth table of what may be written: class x approval x grant x exemption x hold x ceiling, and the rest."""

from __future__ import annotations

import datetime
import itertools
from dataclasses import replace

import pytest

from session_memory.changes.gate.decisions import Decision, Mode, Said
from session_memory.changes.gate.grants import Asked
from session_memory.changes.gate.ruling import Gate, Ruling, Verdict, ruling, verdict
from session_memory.model import Grant, GrantScope, Mark, Risk

TODAY = datetime.date(2026, 11, 21)
ASKED = Asked("shop", "default", "a", "1.0.0", ("codex",), "AGENTS.md", Risk.WRITE)
YES = Decision(
    said=Said.APPROVED, repo="shop", proposal="1" * 64, by="Ada <ada@example.com>", at="2026-11-20T10:00:00Z", rule="r"
)
NO = replace(YES, said=Said.REJECTED, reason="too long")
GRANT = Grant(
    id="wide",
    scope=GrantScope(repos=("shop",)),
    expires_at=TODAY,
    created=TODAY,
    by="Bob",
    reason="trusted",
    max_uses=2,
)

CLASSES = {"read": Risk.READ, "write": Risk.WRITE, "danger": Risk.DANGER, "surface": Risk.READ, "guarded": Risk.READ}
APPROVALS = {
    "none": (),
    "all": (("d1", YES),),
    "this": (("d2", replace(YES, patterns=("a",))),),
    "other": (("d3", replace(YES, patterns=("b",))),),
    "by grant": (("d4", replace(YES, mode=Mode.GRANT, grant="wide")),),
}
GRANTS = {
    "none": (),
    "good": ((GRANT, 1),),
    "used up": ((GRANT, 2),),
    "expired": ((replace(GRANT, expires_at=TODAY - datetime.timedelta(days=1), created=TODAY), 0),),
    "revoked": ((replace(GRANT, revoked=TODAY), 0),),
    "of another repo": ((replace(GRANT, scope=GrantScope(repos=("till",))), 0),),
}
EXEMPT = {False: {}, True: {"a": ("exempt until tomorrow", Mark.EXEMPT)}}
HELD = {False: {}, True: {"a": ("held since it was taken back", Mark.HELD)}}
CEILING = {False: (), True: ("9 files, ceiling is 8",)}
TAKES_BACK = (False, True)


def expected(
    risk: str, approval: str, grant: str, exempt: bool, held: bool, ceiling: bool, takes_back: bool
) -> tuple[str, str]:
    """The table as people would write it on a wall, worst first."""
    if risk == "surface":
        return "deny", "danger-path"
    if risk == "danger":
        return "deny", "danger-text"
    if risk == "guarded":
        return "deny", "guarded-path"
    if held:
        return "deny", "held"
    if exempt:
        return "deny", "exempt"
    if ceiling:
        return "deny", "ceiling"
    if takes_back and approval not in ("all", "this"):
        return "ask", "hand-edit-needs-yes"
    if risk == "read" and not takes_back:
        return "allow", "read-by-policy"
    if approval in ("all", "this"):
        return "allow", "approved-once"
    if grant == "good":
        return "allow", "grant"
    return "ask", "write-needs-yes"


TABLE = list(itertools.product(CLASSES, APPROVALS, GRANTS, EXEMPT, HELD, CEILING, TAKES_BACK))


def test_the_table_is_whole() -> None:
    """Every combination is asked."""
    assert len(TABLE) == len(CLASSES) * len(APPROVALS) * len(GRANTS) * 2 * 2 * 2 * 2


@pytest.mark.parametrize("row", TABLE, ids=lambda row: "-".join(map(str, row)))
def test_every_row_of_the_truth_table(row: tuple[str, str, str, bool, bool, bool, bool]) -> None:
    """Deny before ask before allow; every ruling names its rule and says why."""
    risk, approval, grant, exempt, held, ceiling, takes_back = row
    gate = Gate(
        today=TODAY,
        approvals=APPROVALS[approval],
        grants=GRANTS[grant],
        aside=EXEMPT[exempt] | HELD[held],
        exceeded=CEILING[ceiling],
    )
    dangers = ("it is a hook",) if risk == "surface" else ()
    guarded = ("policy never writes there",) if risk == "guarded" else ()
    asked = replace(ASKED, risk=CLASSES[risk], dangers=dangers, guarded=guarded, takes_back=takes_back)
    found = ruling(asked, gate)
    assert (found.verdict, found.rule) == expected(*row)
    assert found.why and found.rule in str(found)


@pytest.mark.parametrize("row", TABLE[:: len(TABLE) // 60], ids=lambda row: "-".join(map(str, row)))
@pytest.mark.parametrize(
    ("more", "rule"),
    [({"unreadable": ("catalog/grants/x.yaml:1:1: SM103",)}, "rules-unreadable"), ({"rejections": (NO,)}, "rejected")],
)
def test_what_forbids_everything(
    row: tuple[str, str, str, bool, bool, bool, bool], more: dict[str, tuple[str, ...]], rule: str
) -> None:
    """Rules that nobody can read, and a no, come before whatever else is said."""
    risk, approval, grant, *_ = row
    gate = Gate(today=TODAY, approvals=APPROVALS[approval], grants=GRANTS[grant])
    found = ruling(replace(ASKED, risk=CLASSES[risk]), replace(gate, **more))  # type: ignore[arg-type]
    assert (found.verdict, found.rule) == (Verdict.DENY, rule)


def test_a_risk_that_no_rule_knows_is_denied() -> None:
    """By default everything is."""
    strange: Risk = "strange"  # type: ignore[assignment]
    found = ruling(replace(ASKED, risk=strange), Gate(today=TODAY, approvals=APPROVALS["all"]))
    assert (found.verdict, found.rule) == (Verdict.DENY, "default-deny")


@pytest.mark.parametrize(
    ("authors", "rule"),
    [
        (None, "approved-once"),
        ({"a": "bob@example.com"}, "approved-once"),
        ({"a": "ADA@example.com"}, "four-eyes"),
        ({}, "four-eyes"),
    ],
)
def test_four_eyes(authors: dict[str, str] | None, rule: str) -> None:
    """Nobody approves their own text, whatever the case of the address; an author nobody knows could be anybody."""
    assert ruling(ASKED, Gate(today=TODAY, approvals=APPROVALS["all"], authors=authors)).rule == rule


def test_four_eyes_are_two_persons_approvals() -> None:
    """The author's own yes does not spoil another person's."""
    other = replace(YES, by="Bob <bob@example.com>")
    gate = Gate(today=TODAY, approvals=(("d1", YES), ("d2", other)), authors={"a": "ada@example.com"})
    found = ruling(ASKED, gate)
    assert (found.verdict, found.by) == (Verdict.ALLOW, other.by)


@pytest.mark.parametrize(
    ("by", "author", "rule"),
    [
        ("Bob <bob@example.com>", "ada@example.com", "grant"),
        ("Bob <bob@example.com>", "BOB@example.com", "four-eyes"),
        ("Bob <bob@example.com>", "", "four-eyes"),
        ("Bob", "ada@example.com", "four-eyes"),
    ],
)
@pytest.mark.parametrize("approved", [False, True])
def test_four_eyes_look_at_who_granted(by: str, author: str, rule: str, approved: bool) -> None:
    """A grant by the author is the author's own yes; beside a useless approval another person's grant still counts."""
    own = ((("d1", replace(YES, by=f"x <{author}>")),) if author else APPROVALS["all"]) if approved else ()
    gate = Gate(today=TODAY, approvals=own, grants=((replace(GRANT, by=by), 0),), authors={"a": author})
    assert ruling(ASKED, gate).rule == rule


def test_who_cannot_be_told_apart_is_told_why() -> None:
    """No author, no mail address, the same one: three messages."""
    for author, by, told in (
        ("", "Ada <ada@example.com>", "nobody can say who wrote the pattern"),
        ("ada@example.com", "Ada", "no mail address"),
        ("ada@example.com", "Ada <ada@example.com>", "Ada <ada@example.com> wrote the pattern last"),
    ):
        gate = Gate(today=TODAY, approvals=(("d1", replace(YES, by=by)),), authors={"a": author})
        assert told in ruling(ASKED, gate).why


def test_a_hand_edit_in_an_import_line_has_to_be_meant() -> None:
    """A yes to the text that it brings is not one to what somebody wrote into it."""
    line = replace(ASKED, pattern="import", takes_back=True)
    assert ruling(line, Gate(today=TODAY, approvals=APPROVALS["this"])).rule == "hand-edit-needs-yes"
    named = (("d", replace(YES, patterns=("import",))),)
    assert ruling(line, Gate(today=TODAY, approvals=named)).verdict is Verdict.ALLOW


def test_an_import_line_comes_with_the_text_that_it_brings() -> None:
    """A yes to one pattern covers it; alone it needs one as anything else."""
    line = replace(ASKED, pattern="import")
    assert ruling(line, Gate(today=TODAY, approvals=APPROVALS["this"])).verdict is Verdict.ALLOW
    assert ruling(line, Gate(today=TODAY)).verdict is Verdict.ASK


def test_the_worst_item_decides() -> None:
    """One that is denied stops all; one that nobody allowed waits for a yes."""
    allow, ask, deny = (Ruling(ASKED, v, "rule", "why") for v in (Verdict.ALLOW, Verdict.ASK, Verdict.DENY))
    assert verdict([allow, ask, deny]) is Verdict.DENY
    assert verdict([allow, ask]) is Verdict.ASK
    assert verdict([allow]) is Verdict.ALLOW
    assert verdict([]) is Verdict.ALLOW


@pytest.mark.parametrize(("risk", "rule"), [(Risk.READ, "read-by-policy"), (Risk.WRITE, "write-needs-yes")])
def test_a_ceiling_that_is_another_one_here_is_told(risk: Risk, rule: str) -> None:
    """Whoever says yes, or sees one, knows that elsewhere this would be too much."""
    found = ruling(replace(ASKED, risk=risk), Gate(today=TODAY, lifted=("9 files, ceiling is 10 here until tomorrow",)))
    assert found.rule == rule and found.why.endswith("; 9 files, ceiling is 10 here until tomorrow")


def test_what_is_denied_is_not_let_through_by_a_higher_ceiling() -> None:
    """And does not speak of one."""
    found = ruling(replace(ASKED, guarded=("not there",)), Gate(today=TODAY, lifted=("more",)))
    assert (found.rule, found.why) == ("guarded-path", "not there")
