"""What waits for a person."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import pytest
from small_site import SMALL, a_repo, as_html, page, see, view

from session_memory.model import IMPORT_ID, CellState, Delivery, Mark, Notice, Outcome, Stage, State, Status
from session_memory.website.across import look_across
from session_memory.website.cells import in_sync, unsettled
from session_memory.website.lists.patterns import pattern_table
from session_memory.website.lists.repos import repo_table
from session_memory.website.lists.table import Row, Table
from session_memory.website.machine.rows import proposal
from session_memory.website.pages.home import SHOWN
from session_memory.website.site_model import Contradiction, RepoView, SiteModel
from session_memory.website.waiting import OF_FILES, Kind, groups, of_repo, waiting

AGAIN = "make distribute REPO=shop"
STATUS = "make status REPO=shop"


def rows(*repos: RepoView) -> list[tuple[str, str, str]]:
    """(kind, told, next) of what waits in some repos."""
    model = SiteModel(today=SMALL.today, repos=repos)
    return [(row.kind, row.told, row.next) for row in waiting(model, look_across(model))]


def quiet(view: RepoView, **plan: object) -> RepoView:
    """A repo without cells, so that only its proposal is told."""
    planned = dataclasses.replace(view.plan, **plan)
    saved = view.proposal and dataclasses.replace(view.proposal, files=len(planned.changes))
    return dataclasses.replace(view, cells=(), plan=planned, proposal=saved)


def in_state(state: State, note: str = "", mark: Mark | None = None) -> RepoView:
    """A repo with nothing but one cell."""
    cell = CellState("shop", "a", "claude", state, "CLAUDE.md", note=note, mark=mark)
    return dataclasses.replace(quiet(a_repo("shop"), changes=()), cells=(cell,))


def test_a_saved_proposal_waits_for_its_reader() -> None:
    """The next command is the one that applies it."""
    assert rows(quiet(a_repo("shop"))) == [(Kind.PROPOSAL, "read the review: 1 file would change", "git apply shop")]


def test_a_proposal_that_is_out_of_date_or_not_written_is_to_be_made() -> None:
    """By the same command."""
    assert [row[2] for row in rows(quiet(a_repo("shop", stale=True)))] == [AGAIN]
    assert [row[2] for row in rows(quiet(a_repo("shop", saved=False)))] == [AGAIN]


def test_nothing_waits_where_nothing_changes() -> None:
    """Neither with nor without a saved proposal, nor where somebody said no."""
    assert rows(quiet(a_repo("shop", saved=False), changes=())) == []
    assert rows(quiet(a_repo("shop"), changes=())) == []
    assert rows(dataclasses.replace(quiet(a_repo("shop", saved=False)), rejected="by Ada: not now")) == []


@pytest.mark.parametrize(
    ("more", "kind", "step"),
    [
        (
            {"stage": Stage.APPROVED, "approval": Notice("approved by Ada", "make apply REPO=shop")},
            Kind.APPROVED,
            "make apply",
        ),
        ({"stage": Stage.APPLIED, "approval": Notice("proposal x was applied")}, Kind.BRANCH, "make pr"),
    ],
)
def test_what_became_of_a_yes_says_what_comes_next(more: dict[str, Any], kind: Kind, step: str) -> None:
    """Approved, or on a branch."""
    ((told, _, next),) = rows(dataclasses.replace(quiet(a_repo("shop")), **more))
    assert (told, next) == (kind, f"{step} REPO=shop")


def test_what_a_yes_went_stale_for_is_to_be_reviewed_again() -> None:
    """It is told under both, as somebody has to read what lies there now; the number at the top counts it."""
    waits = Notice("it waits", "make approve REPO=shop")
    view = dataclasses.replace(quiet(a_repo("shop")), approval_stale=True, approval=waits)
    assert [kind for kind, *_ in rows(view)] == [Kind.PROPOSAL, Kind.STALE_YES]
    model = dataclasses.replace(SMALL, repos=(view,))
    assert '<a href="#proposals-to-review">1</a><span>proposals to review</span>' in page(model, "")
    old = dataclasses.replace(view, proposal=dataclasses.replace(a_repo("shop").proposal, stale=True))  # type: ignore[type-var]
    assert [kind for kind, *_ in rows(old)] == [Kind.STALE_YES]


def test_orphans_of_a_repo_are_one_row_as_far_as_no_proposal_takes_them_out() -> None:
    """What a proposal that waits takes out is decided with it; out of date, it takes nothing out."""
    cells = tuple(CellState("shop", id, "claude", State.ORPHANED, "A.md") for id in "abcde")
    view = dataclasses.replace(quiet(a_repo("shop")), cells=cells)
    assert rows(view)[-1] == (Kind.ORPHANED, "a, b, c and 2 more: no longer wanted there", AGAIN)
    for leaving, told in (("ab", "c, d, e: no longer wanted there"), ("abcde", "")):
        proposal = dataclasses.replace(view.proposal, takes_out=frozenset(("A.md", id) for id in leaving))  # type: ignore[type-var]
        found = rows(dataclasses.replace(view, proposal=proposal))
        assert [row[1] for row in found if row[0] is Kind.ORPHANED] == list(filter(None, [told]))
        stale = rows(dataclasses.replace(view, proposal=dataclasses.replace(proposal, stale=True)))
        assert [row[1] for row in stale if row[0] is Kind.ORPHANED] == ["a, b, c and 2 more: no longer wanted there"]


def test_reasons_for_being_out_of_date_are_a_few() -> None:
    """Three, and how many more there are; on the page of the repo too."""
    why = tuple(f"the pattern {id} came" for id in "abcde")
    proposal = dataclasses.replace(a_repo("shop").proposal, stale=True, why=why)  # type: ignore[type-var]
    view = dataclasses.replace(quiet(a_repo("shop")), proposal=proposal)
    told = "the pattern a came; the pattern b came; the pattern c came and 2 more"
    assert rows(view) == [(Kind.DISTRIBUTE, f"its proposal is out of date: {told}", AGAIN)]
    assert told in see(as_html(page(dataclasses.replace(SMALL, repos=(view,)), "repos/shop/"))).text


@pytest.mark.parametrize(
    ("state", "kind", "told", "step"),
    [
        (State.EDITED, Kind.BY_HAND, "edited: a in CLAUDE.md", "make diff REPO=shop PATTERN=a"),
        (State.CONFLICT, Kind.BY_HAND, "conflict: a in CLAUDE.md", "make diff REPO=shop PATTERN=a"),
        (State.FOREIGN, Kind.BY_HAND, "foreign: a in CLAUDE.md", STATUS),
        (State.ORPHANED, Kind.ORPHANED, "a: no longer wanted there", AGAIN),
    ],
)
def test_each_text_that_needs_somebody_is_told(state: State, kind: Kind, told: str, step: str) -> None:
    """With its file, and the command that shows it or takes it out."""
    assert rows(in_state(state)) == [(kind, told, step)]


def test_what_was_taken_out_on_a_branch_waits_to_be_merged() -> None:
    """It stands there all the same."""
    assert rows(in_state(State.SKIPPED, "waits on branch b", Mark.WAITS)) == [
        (Kind.BRANCH, "a in CLAUDE.md: waits on branch b", "make pr REPO=shop")
    ]


def test_a_text_that_is_told_already_is_not_told_to_be_missing_as_well() -> None:
    """A hand edit is why the pattern does not arrive; any other refusal is told, with its patterns together."""
    edited = in_state(State.EDITED, "edited by hand")
    refused = (
        Delivery("claude", "a", Outcome.REFUSED, reason="edited by hand"),
        *(Delivery("claude", id, Outcome.REFUSED, reason="too long") for id in "bcdef"),
    )
    view = dataclasses.replace(edited, plan=dataclasses.replace(edited.plan, outcomes=refused))
    assert [(kind, told) for kind, told, _ in rows(view)] == [
        (Kind.BY_HAND, "a in CLAUDE.md: edited by hand"),
        (Kind.REFUSED, "b, c, d and 2 more: too long"),
    ]


def test_a_malformed_file_is_told_once() -> None:
    """However many patterns it keeps away."""
    view = in_state(State.MALFORMED, "CLAUDE.md: line 3: no END")
    view = dataclasses.replace(view, plan=dataclasses.replace(view.plan, malformed=("CLAUDE.md: line 3: no END",)))
    assert rows(view) == [(Kind.BY_HAND, "malformed: CLAUDE.md: line 3: no END", STATUS)]


def test_a_repo_that_nobody_can_reach_says_why_and_what_would_help() -> None:
    """Or how old the view of it is."""
    gone = quiet(a_repo("shop", saved=False), changes=(), unreachable="no such checkout", here=("next: clone it",))
    assert rows(gone) == [(Kind.UNREACHABLE, "no such checkout; clone it", STATUS)]
    old = quiet(a_repo("shop", saved=False), changes=(), stale_view="seen 3 days ago")
    assert rows(old) == [(Kind.UNREACHABLE, "seen 3 days ago", STATUS)]


def test_what_is_damaged_or_half_done_comes_first_and_hides_what_cannot_be_decided() -> None:
    """Nobody says yes to anything on half of a change."""
    view = dataclasses.replace(
        quiet(a_repo("shop")),
        unfinished=Notice("a change was begun and not finished (applied)", "make apply REPO=shop"),
        damaged=(
            Notice("x.json: not a registry", "make rebuild REPO=shop", "restore it from git, or"),
            Notice("y.json: bad", hint="restore it from git"),
            Notice("z.json: bad"),
        ),
    )
    assert rows(view) == [
        (Kind.UNFINISHED, "a change was begun and not finished (applied)", "make apply REPO=shop"),
        (Kind.DAMAGED, "x.json: not a registry\nrestore it from git, or", "make rebuild REPO=shop"),
        (Kind.DAMAGED, "y.json: bad", "restore it from git"),
        (Kind.DAMAGED, "z.json: bad", STATUS),
    ]


def test_a_registry_that_contradicts_a_file_says_which_says_what() -> None:
    """All that is gone from one file is one line."""
    rebuild = "make rebuild REPO=shop"
    said = [Contradiction("A.md", id, "1.0.0", found, rebuild) for id, found in (("a", "2.0.0"), ("b", ""), ("c", ""))]
    view = dataclasses.replace(quiet(a_repo("shop"), changes=()), contradictions=tuple(said))
    assert rows(view) == [
        (Kind.CONTRADICTED, "the registry says that A.md holds a v1.0.0; it holds v2.0.0", rebuild),
        (
            Kind.CONTRADICTED,
            "the registry says that A.md holds b v1.0.0, c v1.0.0; it holds nothing of them",
            rebuild,
        ),
    ]


def test_only_a_proposal_that_can_be_read_is_to_be_reviewed() -> None:
    """What is not written or out of date is a kind of its own: nobody can read it yet."""
    kinds = [
        kind for view in (a_repo("shop", stale=True), a_repo("shop", saved=False)) for kind, *_ in rows(quiet(view))
    ]
    assert kinds == [Kind.DISTRIBUTE] * 2


def test_the_files_of_a_proposal_are_its_own() -> None:
    """It may have been made of a part of what would change, or of more: hand edits are taken back only on request."""
    one = quiet(a_repo("shop"))
    for changes in (one.plan.changes * 8, ()):
        whole = dataclasses.replace(one, plan=dataclasses.replace(one.plan, changes=changes))
        assert [told for _, told, _ in rows(whole)] == ["read the review: 1 file would change"]
        assert proposal(whole)["files"] == 1


def test_import_lines_are_called_by_their_name() -> None:
    """They are no pattern."""
    cell = CellState("shop", IMPORT_ID, "claude", State.EDITED, "CLAUDE.md")
    view = dataclasses.replace(in_state(State.EDITED), cells=(cell,))
    assert rows(view) == [
        (Kind.BY_HAND, "edited: import lines in CLAUDE.md", f"make diff REPO=shop PATTERN={IMPORT_ID}")
    ]


EVERY_WAY = {
    "unfinished": dataclasses.replace(quiet(a_repo("x")), unfinished=Notice("half")),
    "damaged": dataclasses.replace(quiet(a_repo("x")), damaged=(Notice("bad"),)),
    "unreachable": quiet(a_repo("x", saved=False), changes=(), unreachable="no such checkout"),
    "old": quiet(a_repo("x", saved=False), changes=(), stale_view="seen 3 days ago"),
    "malformed": quiet(a_repo("x"), malformed=("A.md: torn",)),
    "refused": quiet(a_repo("x"), outcomes=(Delivery("claude", "a", Outcome.REFUSED, reason="too long"),)),
    "contradicted": dataclasses.replace(a_repo("x"), contradictions=(Contradiction("A.md", "a", "1.0.0", "", "y"),)),
    **{state: in_state(state) for state in State},
    **{mark: in_state(State.IN_SYNC, mark=mark) for mark in Mark},
    "not written": a_repo("x", saved=False),
    "out of date": a_repo("x", stale=True),
    "to review": quiet(a_repo("x")),
    "approved": dataclasses.replace(quiet(a_repo("x")), stage=Stage.APPROVED, approval=Notice("yes")),
    "applied": dataclasses.replace(quiet(a_repo("x")), stage=Stage.APPLIED, approval=Notice("yes")),
    "stale yes": dataclasses.replace(quiet(a_repo("x")), approval_stale=True, approval=Notice("it waits")),
}
"""Name of a repo -> what waits in it."""


def named(name: str, view: RepoView) -> RepoView:
    """The repo under that name."""
    return dataclasses.replace(view, repo=dataclasses.replace(view.repo, name=name))


def test_see_all_of_them_shows_all_of_them() -> None:
    """The list that a kind leads to, filtered as its address says, has the repos of its rows and no other."""
    repos = tuple(named(name.replace(" ", "-"), view) for name, view in EVERY_WAY.items())
    model = SiteModel(today=SMALL.today, repos=repos)
    table = repo_table(model)
    seen = set()
    for kind in {row.kind for one in repos for row in of_repo(one)}:
        folder, query = kind.everything
        asked = parse_qs(query.removeprefix("?"))
        shown = {row.cells[0][0] for row in table.rows if _fits(table, row, asked)}
        assert (folder, shown) == ("repos/", {v.repo.name for v in repos if kind in {r.kind for r in of_repo(v)}})
        seen.add(kind)
    assert seen == set(Kind) - set(OF_FILES)


def _fits(table: Table, row: Row, asked: Mapping[str, list[str]]) -> bool:
    """As the script of the list chooses rows: any of the values that are asked for, of each facet."""
    facets = {facet.key: at for at, facet in enumerate(table.facets)}
    return all(not set(values).isdisjoint(row.facts[facets[key]]) for key, values in asked.items())


def test_reviews_that_are_due_are_shown_whatever_the_status() -> None:
    """The list leaves some statuses out until somebody asks for them."""
    old = SMALL.today.replace(year=2020)
    patterns = tuple(view(f"p-{status}", status=status, review_by=old) for status in Status)
    model = dataclasses.replace(SMALL, patterns=patterns)
    table = pattern_table(model, look_across(model))
    _, query = Kind.REVIEW.everything
    asked = parse_qs(query.removeprefix("?"))
    due = {row.page for row in waiting(model, look_across(model)) if row.kind is Kind.REVIEW}
    assert {row.page for row in table.rows if _fits(table, row, asked)} == due and len(due) == len(Status)


@pytest.mark.parametrize("mark", [None, *Mark])
@pytest.mark.parametrize("state", State)
def test_site_and_status_agree_on_who_needs_somebody(state: State, mark: Mark | None) -> None:
    """The badge of a repo is green when nothing in it needs somebody, old views and branches included."""
    cells = in_state(state, mark=mark).cells
    assert bool(unsettled(cells)) is cells[0].needs_somebody
    assert in_sync(cells) == (state is State.IN_SYNC and not cells[0].needs_somebody)


def test_kinds_stand_in_the_order_of_what_is_to_be_done() -> None:
    """Findings first, reviews last, whatever repo they are in."""
    kinds = [group.kind for group in groups(SMALL, look_across(SMALL))]
    assert kinds == sorted(kinds, key=list(Kind).index) and kinds[0] is Kind.FINDING and kinds[-1] is Kind.REVIEW


def test_every_count_leads_to_its_rows() -> None:
    """The addresses at the top are the names that the engine gives the headings."""
    html = as_html(page(SMALL, ""))
    ids = {attributes.get("id") for tag, attributes in see(html).tags if tag in ("h2", "h3")}
    anchors = {a["href"][1:] for tag, a in see(html).tags if tag == "a" and (a.get("href") or "").startswith("#")}
    assert anchors and anchors <= ids


def test_many_rows_of_a_kind_end_in_a_link_to_the_list() -> None:
    """Which is filtered already."""
    old = [view(f"old-{n}", review_by=SMALL.today.replace(year=2020)) for n in range(SHOWN + 3)]
    text = page(dataclasses.replace(SMALL, patterns=tuple(old), broken=(), findings=(), repos=SMALL.repos), "")
    seen = see(as_html(text))
    assert "And 3 more" in seen.text and "About old-19" in seen.text and "About old-22" not in seen.text
    assert any((a.get("href") or "").startswith("patterns/?review=due&") for tag, a in seen.tags if tag == "a")


def test_the_front_page_answers_in_one_sentence() -> None:
    """How much waits, or that nothing does."""
    calm = dataclasses.replace(quiet(a_repo("shop", saved=False), changes=()), cells=())
    model = dataclasses.replace(SMALL, patterns=SMALL.patterns[1:], broken=(), findings=(), repos=(calm,))
    assert "Nothing waits for you." in see(as_html(page(model, ""))).text
    one = dataclasses.replace(model, repos=(quiet(a_repo("shop")),))
    assert "1 thing waits for somebody." in see(as_html(page(one, ""))).text


@pytest.mark.parametrize(
    ("model", "told", "not_told"),
    [
        (SiteModel(today=SMALL.today), ("make adopt", "make import", "make check", "make distribute"), ()),
        (dataclasses.replace(SMALL, repos=()), ("make adopt", "make distribute"), ("make import",)),
        (dataclasses.replace(SMALL, patterns=(), broken=()), ("make import", "make check"), ("make adopt",)),
    ],
)
def test_an_empty_catalog_says_what_to_do_first(
    model: SiteModel, told: tuple[str, ...], not_told: tuple[str, ...]
) -> None:
    """As far as it has not been done."""
    seen = see(as_html(page(model, "")))
    steps = seen.text.split("First steps")[1].split("What waits")[0]
    assert all(step in steps for step in told) and not any(step in steps for step in not_told)


def test_at_most_thirty_repos_stand_on_the_front_page() -> None:
    """Those that need somebody most."""
    many = tuple(quiet(a_repo(f"calm-{n:02}", saved=False), changes=()) for n in range(40))
    text = see(as_html(page(dataclasses.replace(SMALL, repos=(*many, a_repo("shop"))), ""))).text
    stands = text.split("Where things stand")[1]
    assert stands.index("shop") < stands.index("calm-00") and "calm-29" not in stands and "all 41 repos" in stands
