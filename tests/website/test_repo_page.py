"""The page of one repo."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from small_site import SMALL, TEMPLATES, Seen, a_repo, as_html, page, see

from session_memory.arrivals import LeftOut, PatternTold, Times, ToMend
from session_memory.model import IMPORT_ID, Budget, CellState, Happened, Mark, Notice, Skipped, Stage, State
from session_memory.website.cells import counts, in_sync, unsettled
from session_memory.website.in_repo import left_out, loads, rows
from session_memory.website.matrix import matrix
from session_memory.website.render import render
from session_memory.website.site_model import AgentView, FileRow, HandEdit, RepoView

DIFF = "--- applied-last/A.md\n+++ {}/A.md\n@@ -1 +1 @@\n-old\n+{}\n"


def shown(view: RepoView) -> Seen:
    """Its page."""
    return see(as_html(page(dataclasses.replace(SMALL, repos=(view,)), f"repos/{view.repo.name}/")))


def shop(plan: dict[str, Any] | None = None, **more: Any) -> RepoView:
    """A repo with something changed."""
    view = a_repo("shop")
    return dataclasses.replace(view, plan=dataclasses.replace(view.plan, **(plan or {})), **more)


def cell(id: str, state: State, flavor: str = "claude", path: str = "A.md", mark: Mark | None = None) -> CellState:
    """One cell."""
    return CellState("shop", id, flavor, state, path, "1.0.0", mark=mark)


def copied(seen: Seen) -> set[str]:
    """Every command that a button copies."""
    return {attributes["data-clipboard-text"] or "" for tag, attributes in seen.tags if tag == "button"}


def test_rows_that_need_somebody_come_first() -> None:
    """Trouble, then what waits, then the rest by name; texts in two files are one row."""
    found = rows(
        [
            cell("a-fine", State.IN_SYNC),
            cell("b-waits", State.OUTDATED),
            cell("c-edited", State.EDITED),
            cell("c-edited", State.IN_SYNC, "codex", "B.md"),
            cell("d-old", State.IN_SYNC, mark=Mark.STALE_VIEW),
            CellState("shop", "e-not-sent", "", State.SKIPPED),
        ]
    )
    assert [row.pattern_id for row in found] == ["c-edited", "b-waits", "d-old", "a-fine"]
    assert found[0].paths == ("A.md", "B.md") and set(found[0].cells) == {"claude", "codex"}


def test_counts_are_of_states_and_marks() -> None:
    """What needs somebody first."""
    found = counts([cell("a", State.IN_SYNC), cell("b", State.SKIPPED, mark=Mark.HELD), cell("c", State.EDITED)])
    assert dict(found) == {State.EDITED: 1, State.IN_SYNC: 1, State.SKIPPED: 1, Mark.HELD: 1}
    assert next(iter(found)) is State.EDITED


def test_what_is_left_out_is_told_by_its_cause() -> None:
    """What a person decided first."""
    plan = dataclasses.replace(
        a_repo("shop").plan,
        skipped=(Skipped("a", "draft"), Skipped("b", "held", Mark.HELD), Skipped("c", "draft")),
    )
    assert list(left_out(plan)) == [("held", Mark.HELD, ["b"]), ("draft", None, ["a", "c"])]


def test_a_load_is_told_against_its_limit() -> None:
    """In per cent of it, and in tokens as far as anybody can guess."""
    (load,) = loads(a_repo("shop").plan)
    assert (load.now, load.budget.total, load.percent, load.tokens) == (100, 150, 50, 38)
    seen = shown(shop())
    (meter,) = [attributes for tag, attributes in seen.tags if tag == "meter"]
    assert (meter["value"], meter["max"], meter["aria-label"]) == ("150", "300", "claude: 50 % of its limit")


def test_a_load_over_the_limit_says_so() -> None:
    """And one without a known limit has no bar."""
    seen = shown(shop({"budgets": (Budget("claude", 400, 100, 300), Budget("codex", 1, 1, None))}))
    assert "166 % over the limit" in seen.text and "no limit" in seen.text
    assert len([tag for tag, _ in seen.tags if tag == "meter"]) == 1


def test_an_edit_is_shown_three_ways_with_its_ways_out() -> None:
    """What was applied, what stands there, what the catalog wants."""
    ways = {"take ours back, as a proposal": "make distribute REPO=shop PATTERN=alpha OURS=1"}
    edit = HandEdit("A.md", "alpha", State.CONFLICT, DIFF.format("stands-there-now", "<b>mine</b>"), "", ways)
    both = dataclasses.replace(edit, by_catalog=DIFF.format("catalog-wants", "ours"))
    seen = shown(shop(edits=(both,)))
    assert "Changed by hand" in seen.text and "+<b>mine</b>" in seen.text
    assert "Changed by the catalog" in seen.text and "+ours" in seen.text
    assert set(ways.values()) <= copied(seen)
    alone = shown(shop(edits=(edit,))).text
    assert "The catalog changed nothing there since." in alone and "Changed by the catalog" not in alone


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (
            HandEdit("A.md", "a", State.EDITED, DIFF.format("x", "y"), "", remembered=False),
            "from what the catalog wants",
        ),
        (HandEdit("A.md", "a", State.EDITED, "", "", remembered=False, stands="It stands."), "It stands."),
        (HandEdit("A.md", "a", State.EDITED, "", "", remembered=False, stands="a\u202eb"), "a<U+202E>b"),
    ],
)
def test_an_edit_of_which_nobody_remembers_the_beginning_says_so(edit: HandEdit, told: str) -> None:
    """The difference is told from something else, or the text is shown as it stands."""
    text = shown(shop(edits=(edit,))).text
    assert "is not in the catalog's history" in text and told in text
    assert "changed nothing" not in text


@pytest.mark.parametrize(
    ("stage", "commands"),
    [
        (Stage.WAITS, {"git apply shop", "make approve REPO=shop", 'make reject REPO=shop REASON="..."'}),
        (Stage.APPROVED, {"make apply REPO=shop", "make apply REPO=shop IN_PLACE=1"}),
        (Stage.APPLIED, {"make pr REPO=shop", 'make rollback REPO=shop REASON="..."'}),
    ],
)
def test_a_proposal_offers_what_can_be_done_with_it_now(stage: Stage, commands: set[str]) -> None:
    """Each command can be copied."""
    approval = Notice("proposal abc stands so", "make something REPO=shop")
    seen = shown(shop(stage=stage, approval=approval))
    assert commands <= copied(seen) and "This proposal abc stands so." in seen.text


def test_a_proposal_out_of_date_says_why() -> None:
    """And cannot be approved."""
    proposal = dataclasses.replace(a_repo("x").proposal, stale=True, why=("the pattern a changed",))  # type: ignore[type-var]
    seen = shown(shop(proposal=proposal, stage=Stage.STALE))
    assert "out of date" in seen.text and "the pattern a changed" in seen.text
    assert "make distribute REPO=shop" in copied(seen) and "make approve REPO=shop" not in copied(seen)
    folded = page(dataclasses.replace(SMALL, repos=(shop(proposal=proposal),)), "repos/shop/")
    inside = folded.split('<details class="plain outdated">\n<summary>What the outdated proposal would have changed')[1]
    assert "+ours" in see(inside).text and " open>" not in folded and "What would change" not in folded


@pytest.mark.parametrize(
    ("view", "told", "never"),
    [
        (shop({"unreachable": "no such checkout"}), "nobody knows what stands there", "No pattern is for it"),
        (shop({"unreachable": "gone", "changes": ()}, proposal=None), "nobody knows whether", "there is nothing to"),
        (shop({"stale_view": "seen 3 days ago"}), "This is an old view. seen 3 days ago", "nobody knows"),
        (shop(cells=()), "No pattern is for it now.", "In the catalog"),
        (
            shop(known=False, cells=(), damaged=(Notice("x.json: bad"),)),
            "That is not known now.",
            "No pattern is for it",
        ),
        (shop(rejected="rejected by Ada: not now", proposal=None), "Somebody said no", "Not written yet"),
        (shop(unfinished=Notice("half", "make apply REPO=shop")), "That comes first", "make approve REPO=shop"),
        (
            shop(repo=dataclasses.replace(a_repo("shop").repo, enabled=False), cells=(), proposal=None),
            "It is switched off.",
            "No pattern is for it",
        ),
    ],
)
def test_each_situation_of_its_own_is_told(view: RepoView, told: str, never: str) -> None:
    """And none of them looks like another."""
    text = shown(view).text
    assert told in text and never not in text


def test_the_log_is_newest_first_and_the_rest_can_be_opened() -> None:
    """An address is a link only when it is one."""
    events = [
        Happened(f"2026-11-21T10:{n % 60:02}:00Z", "applied", "Ada", ("alpha",), "ab" * 32, "branch", "because")
        for n in range(60)
    ]
    bad = dataclasses.replace(events[0], url="javascript:alert(1)", patterns=("a", "b", "c", "d"))
    good = dataclasses.replace(events[0], url="https://forge.example/1")
    seen = shown(shop(log=(bad, good, *events[2:])))
    assert "10 older events" in seen.text and "abababababab" in seen.text and "4 patterns" in seen.text
    assert "Last applied2026-11-21" in seen.text.replace("\n", "")
    links = [attributes.get("href") or "" for tag, attributes in seen.tags if tag == "a"]
    assert "https://forge.example/1" in links and not any(link.startswith("javascript") for link in links)


def test_a_repo_with_hundreds_of_patterns_stays_light() -> None:
    """A handful of elements for each cell."""
    many = tuple(cell(f"p-{n:03}", State.IN_SYNC, flavor) for n in range(200) for flavor in ("claude", "codex", "grok"))
    few, lots = (len(shown(shop(cells=cells)).tags) for cells in (many[:3], many))
    assert (lots - few) / (len(many) - 3) < 5


def test_states_are_told_by_sign_and_word() -> None:
    """Never by colour alone; what each word means stands below."""
    seen = shown(shop())
    badges = [attributes for tag, attributes in seen.tags if "badge" in (attributes.get("class") or "").split()]
    assert badges and all(attributes.get("data-sign") for attributes in badges)
    assert "The text on disk is the text of the catalog." in seen.text


def test_import_lines_are_told_as_what_they_are() -> None:
    """They are no pattern: not in the counts, not in the matrix, and nothing of the catalog has that name."""
    lines = CellState("shop", IMPORT_ID, "claude", State.EDITED, "CLAUDE.md", "1.0.0", note="edited by hand")
    view = shop(cells=(cell("alpha", State.IN_SYNC), lines))
    text = " ".join(shown(view).text.split())
    assert "import lines" in text and "none" not in text.split("How it stands")[1].split("What the words mean")[0]
    assert dict(counts(view.cells)) == {State.IN_SYNC: 1} and in_sync(view.cells) == 1
    assert unsettled(view.cells) == 1, "somebody is needed all the same"
    model = dataclasses.replace(SMALL, repos=(view,))
    assert IMPORT_ID not in [known.id for known in matrix(model).patterns]


def test_a_hand_edit_of_import_lines_names_no_pattern() -> None:
    """Nor does the page lead to one."""
    text = shown(shop(edits=(HandEdit("CLAUDE.md", IMPORT_ID, State.EDITED, DIFF.format("x", "y"), ""),))).text
    assert "import lines in CLAUDE.md" in text and "This is the pattern" not in text


TOLD = AgentView(
    flavor="codex",
    files=(
        FileRow("AGENTS.md", 32_768, 40_000, 30_000, 12, lost=7_232, cut_by="its limit of 32,768 bytes for all files"),
        FileRow("docs/a.md", 5, 5, 5, 0, depth=1),
        FileRow(".agents/skills/", 900, 900, 0, 9, skill=True, files=9),
    ),
    left=(LeftOut("CLAUDE.md", "hidden", "AGENTS.md", "hidden by AGENTS.md", hand=True),),
    elsewhere=3,
    counts={Times.ONCE: 1_200, Times.CUT: 2},
    wrong=tuple(PatternTold(id, Times.CUT, why="all of it lies behind") for id in ("alpha", "beta")),
    bytes=32_768,
    tokens=8_192,
    limit=32_768,
)


def test_what_each_agent_is_told() -> None:
    """Files in their order, what is cut and hidden, and patterns by the reason for which they do not arrive."""
    mend = ToMend("CLAUDE.md", 3, "`@fixture` is taken for an import by claude", "put it in backticks", ("claude",))
    seen = shown(shop(agents=(TOLD,), to_mend=(mend,)))
    text = " ".join(seen.text.split())
    for told in (
        "32,768 bytes, about 8,192 tokens 100 % 100 % of 32,768 7,232 bytes are cut off 1,200 once 2 cut",
        "AGENTS.md32,768 of 40,00030,00012the last 7,232 bytes are cut off by its limit of 32,768 bytes for all files",
        "docs/a.md5",
        "imported",
        "9 files a skill: name and description first",
        "cut alpha, beta: all of it lies behind",
        "Not told: CLAUDE.md: hidden by AGENTS.md",
        "3 files of ours for other places or other files",
        "CLAUDE.md:3 `@fixture` is taken for an import by claude",
    ):
        assert told in text, told
    assert "make delivered REPO=shop" in copied(seen)


def test_an_agent_that_is_told_nothing() -> None:
    """Said, without an empty table."""
    nothing = AgentView("codex", (), (), 0, {}, (), 0, 0, None)
    assert "Nothing: there is no file that it reads here." in shown(shop(agents=(nothing,))).text
    assert "is told now" not in shown(shop()).text


def test_plain_text_tells_the_same() -> None:
    """In the twin of the page."""
    twin = render(dataclasses.replace(SMALL, repos=(shop(agents=(TOLD,)),)), TEMPLATES).twins["repos/shop/index.md"]
    told = "32,768 bytes, about 8,192 tokens, 100 % of 32,768; 7,232 bytes are cut off. Patterns: 1200 once; 2 cut."
    for line in (
        told,
        "- not told: CLAUDE.md: hidden by AGENTS.md",
        "| `AGENTS.md` | 32768 | 40000 | 30000 | 12 | 1 |",
    ):
        assert line in twin.decode(), line
