"""How much was there when: out of the audit trail, as a picture and as a table."""

from __future__ import annotations

import dataclasses
import re

from rolled_site import with_rollouts
from small_site import SMALL, as_html, page, see

from rolled import REPOS, progress, result, stopped
from session_memory.model import Happened, State
from session_memory.rollout import Came, Phase
from session_memory.website.coverage import MOST, Coverage, Point, of_fleet, of_rollout
from session_memory.website.matrix import matrix
from session_memory.website.plot import plot
from session_memory.website.site_model import SiteModel

MODEL = with_rollouts(stopped())


def with_log(*log: Happened) -> SiteModel:
    """The small site with one repo to which all that happened, oldest first."""
    view = MODEL.repos[0]
    return dataclasses.replace(MODEL, repos=(dataclasses.replace(view, log=log[::-1]),))


def happened(day: int, what: str, *patterns: str) -> Happened:
    """An event of the audit trail."""
    return Happened(f"2026-11-{day:02}T10:00:00Z", what, "Ada", patterns)


def numbers(model: SiteModel) -> list[tuple[str, int]]:
    """(day, how many) of the fleet."""
    return [(point.at[8:10], point.done) for point in of_fleet(matrix(model), model.repos).points]


def test_the_fleet_is_covered_as_changes_are_applied() -> None:
    """One more with each repo; all that are wanted count."""
    found = of_fleet(matrix(MODEL), MODEL.repos)
    assert (found.of, [point.done for point in found.points]) == (len(REPOS), [1, 2, 3, 4])
    assert [found.percent(point) for point in found.points] == [25, 50, 75, 100]


def test_what_is_taken_back_counts_no_more() -> None:
    """Until it is applied again; applied twice is there once, and a decision changes nothing."""
    log = (
        happened(1, "applied", "alpha"),
        happened(2, "applied", "alpha"),
        happened(3, "rolled-back", "alpha"),
        happened(4, "approved", "alpha"),
        happened(5, "applied", "alpha"),
    )
    assert numbers(with_log(*log)) == [("01", 1), ("03", 0), ("05", 1)]


def test_what_is_not_wanted_today_does_not_count() -> None:
    """Nor does what is skipped now."""
    view = with_log(happened(1, "applied", "alpha", "other")).repos[0]
    cells = (*view.cells, dataclasses.replace(view.cells[0], pattern_id="other", state=State.SKIPPED))
    model = dataclasses.replace(MODEL, repos=(dataclasses.replace(view, cells=cells),))
    assert numbers(model) == [("01", 1)]


def test_a_moment_that_nobody_knows_is_left_out() -> None:
    """No point is put where it might have been."""
    broken = dataclasses.replace(happened(1, "applied", "alpha"), at="some day")
    assert numbers(with_log(broken)) == []
    assert numbers(with_log(dataclasses.replace(broken, at="2026-11-01"))) == []


def test_a_rollout_counts_its_repos() -> None:
    """By the events that its results name; those that are not meant to get it are no part of the whole."""
    found = of_rollout(stopped(), MODEL.repos)
    assert (found.of, [point.done for point in found.points]) == (3, [1, 2])
    assert [what for _, what in found.marks] == ["approved: canary", "promoted: canary"]
    back = progress(results=(result("shop"), result("mill", Phase.BACK, event="event-mill")))
    assert [point.done for point in of_rollout(back, MODEL.repos).points] == [1, 0]
    assert of_rollout(progress(results=(result("shop", came=Came.WAITS),)), MODEL.repos).points == ()


def test_many_moments_become_few_points() -> None:
    """The last number stays as it is."""
    log = tuple(
        Happened(f"2026-{1 + n // 28:02}-{1 + n % 28:02}T10:00:00Z", ("applied", "removed")[n % 2], "Ada", ("alpha",))
        for n in range(301)
    )
    model = with_log(*log)
    points = of_fleet(matrix(model), model.repos).points
    assert 1 < len(points) <= MOST
    assert (points[0].at <= points[-1].at, points[-1].at, points[-1].done) == (True, log[-1].at, 1)


def test_the_line_goes_up_in_steps() -> None:
    """From left to right over the time, a per cent to a unit."""
    drawn = plot(Coverage(4, (Point("2026-11-01T00:00:00Z", 1), Point("2026-11-02T00:00:00Z", 4))))
    assert drawn is not None
    assert drawn.line == "M0 100H0V75H600V0H600"
    assert drawn.rows == (("2026-11-01T00:00:00Z", 1, 25), ("2026-11-02T00:00:00Z", 4, 100))
    assert plot(Coverage(4)) is plot(Coverage(0, (Point("2026-11-01T00:00:00Z", 0),))) is None


def test_the_picture_says_what_it_shows_and_the_table_says_the_same() -> None:
    """For those who do not see it: a title, a description, and every number."""
    seen = see(as_html(page(MODEL, "fleet/")))
    svg = next(attributes for tag, attributes in seen.tags if tag == "svg")
    ids = {attributes.get("id") for tag, attributes in seen.tags if tag in ("title", "desc")}
    assert svg["role"] == "img" and set((svg["aria-labelledby"] or "").split()) <= ids
    assert "Applied in the fleet: 100 %, 4 of 4" in " ".join(seen.text.split())
    assert re.findall(r"(\d+) %</td>", page(MODEL, "fleet/")) == ["25", "50", "75", "100"]
    assert not [attributes for _, attributes in seen.tags if "style" in attributes]


def test_without_any_change_words_stand_in_its_place() -> None:
    """With the command that begins."""
    assert "<svg" not in page(SMALL, "fleet/") and "Nothing was applied yet" in page(SMALL, "fleet/")
