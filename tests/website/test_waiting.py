"""What waits for a person."""

from __future__ import annotations

import dataclasses

import pytest
from small_site import SMALL, a_repo

from session_memory.model import CellState, Delivery, Outcome, State
from session_memory.website.across import look_across
from session_memory.website.site_model import RepoView, SiteModel
from session_memory.website.waiting import waiting


def rows(*repos: RepoView) -> list[tuple[str, str, str]]:
    """(kind, told, next) of what waits in some repos."""
    model = SiteModel(today=SMALL.today, repos=repos)
    return [(row.kind, row.told, row.next) for row in waiting(model, look_across(model))]


def quiet(view: RepoView, **plan: object) -> RepoView:
    """A repo without cells, so that only its proposal is told."""
    return dataclasses.replace(view, cells=(), plan=dataclasses.replace(view.plan, **plan))


def test_a_saved_proposal_waits_for_its_reader() -> None:
    """The next command is the one that applies it."""
    assert rows(quiet(a_repo("shop"))) == [("proposal", "read the review: 1 file would change", "git apply shop")]


def test_a_proposal_that_is_out_of_date_or_not_written_is_to_be_made() -> None:
    """By the same command."""
    again = "make distribute REPO=shop"
    assert [row[2] for row in rows(quiet(a_repo("shop", stale=True)))] == [again]
    assert [row[2] for row in rows(quiet(a_repo("shop", saved=False)))] == [again]


def test_nothing_waits_where_nothing_changes() -> None:
    """Neither with nor without a saved proposal."""
    assert rows(quiet(a_repo("shop", saved=False), changes=())) == []
    assert rows(quiet(a_repo("shop"), changes=())) == []


@pytest.mark.parametrize("state", [s for s in State if s not in (State.IN_SYNC, State.SKIPPED, State.PROPOSED)])
def test_each_state_that_needs_somebody_is_told(state: State) -> None:
    """But not what its proposal tells already."""
    view = dataclasses.replace(quiet(a_repo("shop"), changes=()), cells=(CellState("shop", "a", "claude", state),))
    assert rows(view) == [("not in sync", f"1 {state}", "make status REPO=shop")]


def test_what_does_not_arrive_is_told() -> None:
    """A refusal needs somebody even where no cell does."""
    refused = (Delivery("claude", "a", Outcome.REFUSED, reason="too long"),)
    assert rows(quiet(a_repo("shop"), changes=(), outcomes=refused)) == [
        ("not in sync", "1 refused", "make status REPO=shop")
    ]
