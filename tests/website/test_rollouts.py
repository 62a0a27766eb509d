"""Rollouts in, their pages out."""

from __future__ import annotations

import dataclasses

import pytest
from rolled_site import with_rollouts
from small_site import SMALL, TEMPLATES, as_html, page, see

from rolled import REPOS, WHY, a_report, a_rollout, happening, progress, result, stopped
from session_memory.rollout import Came, Gate, Kind, Phase, Progress, Stage, Verdict
from session_memory.website.render import render
from session_memory.website.rollouts import CAME, errors_of, next_of, patterns_of, steps_of
from session_memory.website.words import GLYPHS, TONES

PAGE = "rollouts/20261121-alpha/"
ASKED = Gate(name="coverage", verdict=Verdict.INCONCLUSIVE, why="a branch is to be merged", repos=("shop",))
RIGHT = Gate(name="coverage", verdict=Verdict.PASS)


@pytest.mark.parametrize("words", [tuple(Came), tuple(Verdict), tuple(Stage)])
def test_every_outcome_has_a_sign_of_its_own_and_a_colour(words: tuple[str, ...]) -> None:
    """Among those that are shown beside each other no two share a sign."""
    assert len({GLYPHS[word] for word in words}) == len(words)
    assert set(words) <= set(TONES)
    assert set(CAME) == set(Came)


def test_a_page_has_steps_gates_reasons_and_who_decided() -> None:
    """In words; what somebody wrote stays text."""
    html = as_html(page(with_rollouts(stopped()), PAGE))
    text = see(html).text
    for told in (
        "stopped",
        "step 2 of 2, all",
        "1. canary 25 %, 1 repo",
        "2. all 100 %, 3 repos",
        "1 failed",
        "1 skipped",
        "exempt until 2026-12-31",
        "promoted by Grace: looks right",
        "f" * 64,
        "make rollback ROLLOUT=20261121-alpha",
        WHY,
    ):
        assert told in text, told
    assert "<b>hand</b>" not in html
    assert see(html).tags.count(("li", {"aria-current": "step"})) == 1


def test_a_gate_that_fails_comes_before_those_that_pass() -> None:
    """With its verdict as a word, and the repos that it is about."""
    gates = steps_of(stopped())[1].gates
    assert [(gate.name, gate.verdict, gate.repos) for gate in gates] == [
        ("drift", Verdict.FAIL, ("barn",)),
        ("coverage", Verdict.PASS, ()),
    ]
    assert '<a href="../../repos/barn/">barn</a>' in page(with_rollouts(stopped()), PAGE)


def test_a_step_tells_what_came_of_each_phase() -> None:
    """And how many of its repos were not begun."""
    first, second = steps_of(dataclasses.replace(stopped(), results=stopped().results[:-1]))
    assert first.phases == {Phase.PROPOSED: {Came.DONE: 1}, Phase.APPLIED: {Came.DONE: 1}}
    assert (first.left, second.left) == (0, 1)
    assert [(row.came, row.why, row.repos) for row in second.reasons] == [(Came.FAILED, WHY, ("barn",))]


def test_what_a_later_phase_mended_is_no_error() -> None:
    """A repo whose proposal failed and that was taken back since is in order."""
    failed = result("shop", came=Came.FAILED, why="the disk is full")
    assert [one.why for one in errors_of(progress(results=(failed,)))] == ["the disk is full"]
    assert errors_of(progress(results=(result("shop", Phase.BACK), failed))) == ()


NEXT = [
    (progress(Stage.BACK, results=(result("shop"), result("shop", Phase.BACK))), "make release"),
    (progress(), "make approve"),
    (progress(happenings=(happening(Kind.APPROVED),)), "make apply"),
    (progress(Stage.WAITS, happenings=(happening(Kind.APPROVED),), reports=(a_report(ASKED),)), "make apply"),
    (progress(Stage.WAITS, happenings=(happening(Kind.APPROVED),), reports=(a_report(RIGHT),)), "make promote"),
    (progress(Stage.PAUSED, happenings=(happening(Kind.PAUSED),)), "make resume"),
    (progress(Stage.STOPPED), "make rollback"),
    (progress(Stage.ABORTED, results=(result("shop"),)), "make rollback"),
]


@pytest.mark.parametrize(("there", "command"), NEXT)
def test_the_next_command_fits_the_stage(there: Progress, command: str) -> None:
    """It names the rollout; after a yes to the canary alone, the next step is asked for anew."""
    assert next_of(there).command == f"{command} ROLLOUT=20261121-alpha"


def test_a_yes_to_one_step_is_none_to_the_next() -> None:
    """The second step waits for a yes of its own."""
    assert next_of(progress(step=2, happenings=(happening(Kind.APPROVED),))).command.startswith("make approve")


def test_nothing_has_to_be_done_after_the_last_step() -> None:
    """In words, without a command; and what was taken back comes again only when somebody says so."""
    assert next_of(progress(Stage.DONE, 2)).command == ""
    for stage in (Stage.BACK, Stage.ABORTED):
        there = next_of(progress(stage))
        assert "before anything was written" in there.words and there.command == ""
    assert "A new rollout" in page(with_rollouts(progress(Stage.BACK)), PAGE)


def test_the_list_has_the_newest_first() -> None:
    """Each with its stage, its step and its next command; without any, how to make one."""
    older = dataclasses.replace(stopped(), rollout=a_rollout("20261001-beta", at="2026-10-01T09:00:00Z"))
    text = page(with_rollouts(older, stopped()), "rollouts/")
    assert text.index("20261121-alpha") < text.index("20261001-beta")
    assert "make rollout PATTERN=id" in see(as_html(page(SMALL, "rollouts/"))).text


def test_patterns_and_repos_lead_to_their_rollouts() -> None:
    """Those that it was made for; of one for everything, the patterns that it changed."""
    pages = render(with_rollouts(stopped()), TEMPLATES).pages
    link = b'<a href="../../rollouts/20261121-alpha/">20261121-alpha</a>'
    for address in ("p/alpha", *(f"repos/{name}" for name in REPOS)):
        assert link in pages[f"{address}/index.md"], address
    assert link not in pages["p/beta/index.md"]
    assert patterns_of(dataclasses.replace(stopped(), rollout=a_rollout(patterns=()))) == ("alpha",)


def test_the_front_page_says_what_comes_next_of_those_under_way() -> None:
    """With its command; of one that is done it says nothing."""
    assert "make rollback ROLLOUT=20261121-alpha" in see(as_html(page(with_rollouts(stopped()), ""))).text
    assert "20261121-alpha" not in page(with_rollouts(progress(Stage.DONE, 2)), "")


def test_one_that_cannot_be_read_is_named() -> None:
    """With what is wrong; it stops no page."""
    there = dataclasses.replace(SMALL, damaged_rollouts={"20261101-torn": "rollout.json: not what was written"})
    text = page(there, "rollouts/")
    assert "20261101-torn" in text and "not what was written" in text and "There is none yet" not in text


def test_the_fleet_shows_what_is_under_way() -> None:
    """Not what is done."""
    assert "20261121-alpha" in page(with_rollouts(stopped()), "fleet/")
    assert "20261121-alpha" not in page(with_rollouts(progress(Stage.DONE, 2)), "fleet/")


def test_a_rollouts_twin_has_the_facts_of_its_page() -> None:
    """As plain Markdown."""
    text = render(with_rollouts(stopped()), TEMPLATES).twins[f"{PAGE}index.md"].decode()
    for told in (
        "# Rollout 20261121-alpha",
        "- Stage: stopped",
        "| drift | fail |",
        "| barn | applied |",
        "promoted by",
    ):
        assert told in text, told


def test_repos_and_patterns_that_are_gone_are_named_without_a_link() -> None:
    """A rollout stays readable when the catalog has moved on."""
    there = dataclasses.replace(SMALL, repos=(), rollouts=(stopped(),))
    assert "barn" in page(there, PAGE) and "repos/barn" not in page(there, PAGE)
