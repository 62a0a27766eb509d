"""Versions of a pattern and changes of the catalog, and the pages that tell of them."""

from __future__ import annotations

import dataclasses
import datetime
import html
import json
import re

from lives import GONE, LONG, PAST, lived, only, revision
from small_site import SMALL, TEMPLATES, a_repo, as_html, links, page, see, view

from session_memory.model import CellState, Happened, State
from session_memory.website.addresses import pattern_page
from session_memory.website.render import render
from session_memory.website.site_model import BrokenPattern, GonePattern, SiteModel
from session_memory.website.timeline import Kind, changes, current, versions


def told(model: SiteModel) -> list[tuple[int, str, str]]:
    return [(change.revision.date.day, change.line.id, str(change)) for change in changes(model)]


def data(model: SiteModel, path: str) -> dict[str, object]:
    """What a script would read there."""
    text = render(model, TEMPLATES).files[path].decode()
    value = text.partition(" = ")[2].removesuffix(";\n")
    return dict(json.loads(value))


def test_a_version_is_all_revisions_with_its_number() -> None:
    """It came with the first, has the text of the last, and is compared with the version before."""
    newest, middle, first = current(LONG)
    assert [version.number for version in (newest, middle, first)] == ["2.0.0", "1.1.0", "1.0.0"]
    assert "Do 1.0.0." in first.text and first.compared is None
    assert first.since is not None and first.since.date.day == 1
    assert [(date.day, word) for date, word in first.events] == [(1, "draft"), (3, "approved")]
    assert middle.compared is not None
    assert (middle.compared.added, middle.compared.removed) == (2, 2)
    assert "-Do 1.0.0.\n+Do 1.1.0.\n" in see(middle.compared.html).text


def test_what_no_commit_has_yet_is_a_version_too() -> None:
    """With the text that stands on disk; so is the current one where git remembers nothing."""
    edited = dataclasses.replace(LONG, source="other\n")
    assert current(edited)[0].text == "other\n"
    raised = dataclasses.replace(edited, pattern=dataclasses.replace(LONG.pattern, version="3.0.0"))
    newest, *rest = current(raised)
    assert (newest.number, newest.text, newest.since, newest.before) == ("3.0.0", "other\n", None, rest[0].text)
    assert len(rest) == 3
    assert [version.number for version in current(view("fresh"))] == ["1.0.0"]


def test_a_version_that_was_taken_out_or_taken_up_again_is_one_row() -> None:
    """What happened to it is told there."""
    (only_one,) = versions((revision(4, "1.0.0"), revision(3), revision(1, "1.0.0")))
    assert [(date.day, word) for date, word in only_one.events] == [(1, "approved"), (3, "taken out"), (4, "approved")]
    back = versions((revision(3, "1.0.0", body="again"), revision(2, "1.1.0"), revision(1, "1.0.0")))
    assert [version.number for version in back] == ["1.1.0", "1.0.0"]
    assert "Do again." in back[1].text


def test_every_kind_of_change_is_told() -> None:
    """Newest first; on one day by id. A commit may do several things."""
    model = only(
        lived("b", revision(3, "1.0.0", body="x"), revision(2, "1.0.0"), revision(1, "0.9.0", "draft")),
        lived("a", revision(3, "1.0.0", "superseded"), revision(1, "1.0.0")),
        gone=(GonePattern("c", (revision(3), revision(2, "1.0.0"))),),
    )
    assert told(model) == [
        (3, "a", "superseded, was approved"),
        (3, "b", "edited without a new version"),
        (3, "c", "taken out"),
        (2, "b", "version 0.9.0 to 1.0.0"),
        (2, "b", "approved, was draft"),
        (2, "b", "ready to be sent"),
        (2, "c", "added with version 1.0.0"),
        (1, "a", "added with version 1.0.0"),
        (1, "b", "added with version 0.9.0"),
    ]
    assert {change.kind for change in changes(model)} == set(Kind)


def test_what_the_memory_begins_with_was_not_added_then() -> None:
    """In a clone without its past nobody knows when it came."""
    view = lived("a", revision(3, "1.1.0"), revision(2, "1.0.0", oldest=True))
    assert told(only(view)) == [(3, "a", "version 1.0.0 to 1.1.0")]
    assert "2026-05-02 or earlier" in see(as_html(page(only(view), "p/a/"))).text
    (row,) = data(only(view), "data/changes.js")["patterns"]  # type: ignore[misc]
    assert row == ["a", "About a", "p/a/", [["", "1.0.0", "approved", 0], ["2026-05-03", "1.1.0", "approved", 1]]]


def test_a_pattern_with_findings_has_a_past_too() -> None:
    """Its changes lead to the page that shows the findings."""
    file = BrokenPattern("catalog/patterns/delta.md", "x", (), (revision(2, "1.0.0"),))
    model = SiteModel(today=SMALL.today, broken=(file,))
    assert told(model) == [(2, "delta", "added with version 1.0.0")]
    assert "../p/delta/#v1.0.0" in links(page(model, "changes/"))


def test_a_pattern_with_findings_keeps_every_version() -> None:
    """Its history stands below the findings, and each version has its page: repos still run them."""
    history = (revision(5, "1.2.0"), revision(4, "1.1.0"), revision(2, "1.0.0"))
    files = (
        BrokenPattern("catalog/patterns/a/delta.md", "x", (), history),
        BrokenPattern("catalog/patterns/b/delta.md", "x", (), history),
        BrokenPattern("catalog/patterns/a b.md", "x", ()),
    )
    model = SiteModel(today=SMALL.today, broken=files)
    shown = see(as_html(page(model, "p/delta/")))
    places = [attributes["id"] for tag, attributes in shown.tags if tag == "li" and "id" in attributes]
    assert places == ["v1.2.0", "v1.1.0", "v1.0.0"]
    for number in ("1.2.0", "1.0.0"):
        assert f"../../p/delta/v/{number}/" in links(page(model, "p/delta/"))
        past = see(as_html(page(model, f"p/delta/v/{number}/"))).text
        assert f"This is version {number} of delta, whose file has findings now." in past
        assert f"Do {number}." in past
    assert len(data(model, "data/versions/delta.js")["versions"]) == 3  # type: ignore[arg-type]
    assert "History" not in page(model, pattern_page("a b"))


def test_a_pattern_is_marked_by_word_and_sign() -> None:
    """What is due, not ready, taken out or has findings looks the same wherever it is said."""
    due = view("due", review_by=datetime.date(2026, 1, 1), distribution_ready=False)
    model = only(due, gone=(GONE,))
    broken = SiteModel(today=SMALL.today, broken=SMALL.broken)
    for made, address, word, sign in (
        (model, "p/due/", "review due", "↻"),
        (model, "p/due/", "not to be sent yet", "‖"),
        (model, "p/left/", "taken out", "¬"),
        (broken, "p/delta/", "has findings", "!"),
    ):
        marked = f'class="badge badge--[a-z]+" data-sign="{sign}">{word}</span>'
        assert re.search(marked, html.unescape(page(made, address))), word
    assert "since 2026-01-01" in see(as_html(page(model, "p/due/"))).text


def test_the_script_is_told_what_is_no_longer_followed() -> None:
    """As the lists and the search engines are."""
    assert data(only(LONG), "data/changes.js")["over"] == ["superseded", "retired", "rejected"]


def test_every_past_version_has_a_page_with_its_text() -> None:
    """It says which one is current, where it still stands, and is not to be found by a search."""
    repo = a_repo("shop")
    cells = (CellState("shop", "long", "claude", State.OUTDATED, "CLAUDE.md", "1.1.0"),)
    model = dataclasses.replace(PAST, repos=(dataclasses.replace(repo, cells=cells),))
    text = page(model, "p/long/v/1.1.0/")
    seen = see(as_html(text)).text
    assert "This is version 1.1.0 of About long. The current one is 2.0.0." in seen
    body = seen.partition("What changed since")[0]
    assert "Do 1.1.0." in body and "status: approved" not in body
    assert "2026-05-09 by 2.0.0" in seen
    assert "../../../../repos/shop/" in links(text)
    assert 'robots: "noindex"' in text and '"exclude": true' in text
    assert "p/long/v/2.0.0/index.md" not in render(model, TEMPLATES).pages


def test_the_address_of_the_current_version_leads_to_the_pattern() -> None:
    """For every pattern, with a past or without; its title is only text there."""
    files = render(only(lived("a", revision(1, "1.0.0"), title="<b>A</b>"), view("b")), TEMPLATES).files
    pointer = files["p/a/v/1.0.0/index.html"].decode()
    assert 'content="0; url=../../../../p/a/"' in pointer
    assert see(pointer).text.count("<b>A</b> 1.0.0") == 2
    assert "p/b/v/1.0.0/index.html" in files


def test_a_pattern_that_is_gone_keeps_its_page() -> None:
    """Since when, who took its place, where it still stands, its last text, and its versions."""
    repo = dataclasses.replace(
        a_repo("shop"), cells=(CellState("shop", "left", "", State.ORPHANED, "CLAUDE.md", "1.0.0"),)
    )
    text = page(dataclasses.replace(PAST, repos=(repo,)), "p/left/")
    seen = see(as_html(text)).text
    for told in ("What <b>left</b>", "taken out on 2026-05-08", "Use long instead", "Do 1.0.0.", "in CLAUDE.md"):
        assert told in seen, told
    for address in ("p/long/", "repos/shop/", "p/left/v/1.0.0/"):
        assert f"../../{address}" in links(text)
    assert 'robots: "noindex"' in text


def test_what_was_taken_out_and_is_not_committed_yet_says_so() -> None:
    """Git still has its last text."""
    gone = GonePattern("left", (revision(2, "1.0.0"),))
    seen = see(as_html(page(only(gone=(gone,)), "p/left/"))).text
    assert "in a change that is not committed yet" in seen and seen.startswith("left")


def test_an_empty_file_is_no_deletion() -> None:
    """It was there, with nothing in it; taken out later, its page has no text and is a page all the same."""
    empty = revision(3, gone=False, status="")
    back = only(lived("a", revision(5, "1.0.0"), empty, revision(1, "1.0.0")))
    assert (3, "a", "version 1.0.0 to unknown") in told(back)
    model = only(gone=(GonePattern("left", (revision(4), empty)),))
    assert told(model) == [(4, "left", "taken out"), (3, "left", "added with version unknown")]
    seen = see(as_html(page(model, "p/left/"))).text
    assert "taken out on 2026-05-04" in seen and "unknown version" in seen
    (row,) = data(model, "data/changes.js")["patterns"]  # type: ignore[misc]
    assert row[3] == [["2026-05-03", "", "", 0], ["2026-05-04"]]


def test_texts_may_link_to_patterns_that_are_gone() -> None:
    """Those of past versions do."""
    linking = revision(1, "1.0.0", body="as [it](left.md) says")
    model = only(lived("a", revision(3, "1.1.0"), linking), gone=(GONE,))
    assert "../../../../p/left/" in links(page(model, "p/a/v/1.0.0/"))


def test_texts_to_compare_are_there_from_three_versions_on() -> None:
    """Two stand side by side on the page already. What does not show is named."""
    bent = revision(5, "1.1.0", body="a\u202eb")
    model = only(lived("a", revision(9, "2.0.0"), bent, revision(3, "1.0.0")), lived("b", revision(2, "1.1.0")))
    texts = data(model, "data/versions/a.js")["versions"]
    assert [text["version"] for text in texts] == ["2.0.0", "1.1.0", "1.0.0"]  # type: ignore[attr-defined]
    assert "a<U+202E>b" in texts[1]["text"]  # type: ignore[index]
    assert "data/versions/b.js" not in render(model, TEMPLATES).files
    assert "data-texts" in page(model, "p/a/") and "data-texts" not in page(model, "p/b/")


def test_the_changes_page_lists_the_latest() -> None:
    """Two hundred rows; what happened in repos stands under the same dates."""
    many = tuple(lived(f"p-{n}", revision(n % 28 + 1, "1.0.0")) for n in range(210))
    log = tuple(
        Happened(f"2026-05-28T10:00:0{n}Z", what, "somebody", ("p-1",))
        for n, what in enumerate(("approved", "applied", "rolled-back"))
    )
    model = dataclasses.replace(only(*many), repos=(dataclasses.replace(a_repo("shop"), log=log),))
    text = page(model, "changes/")
    seen = see(as_html(text))
    assert [tag for tag, _ in seen.tags].count("li") == 200
    assert "12 older ones are on the pages of the patterns" in seen.text
    assert "rolled back in shop" in seen.text and "approved in shop" not in seen.text
    days = [attributes["data-day"] for tag, attributes in seen.tags if tag == "ul" and "data-day" in attributes]
    assert days == sorted(days, reverse=True) and days[0] == "2026-05-28"


def test_a_catalog_without_a_past_says_what_will_be_there() -> None:
    """No list, no feed of a folder, and nothing that a script could stumble over."""
    model = SiteModel(today=datetime.date(2026, 5, 1))
    assert "Nothing yet." in page(model, "changes/")
    assert data(model, "data/changes.js")["patterns"] == []


def test_what_is_not_remembered_is_said() -> None:
    """Where git does not keep the catalog, and in a clone without its past."""
    nowhere = see(as_html(page(SiteModel(today=SMALL.today, kept=False), "changes/"))).text
    assert "Git does not keep this catalog" in nowhere and "Nothing yet" not in nowhere
    shallow = only(lived("a", revision(3, "1.1.0"), revision(2, "1.0.0", oldest=True)))
    told = "made from a shallow clone: what happened until 2026-05-02 is not known"
    assert told in page(shallow, "changes/")
    assert told in render(shallow, TEMPLATES).twins["changes/index.md"].decode()
    assert "shallow" not in page(only(LONG), "changes/")


def test_the_rows_of_a_day_stand_by_time() -> None:
    """Newest first, commits and what happened in repos together."""
    early = lived("early", revision(5, "1.0.0", at="2026-05-05T09:00:00Z"))
    late = lived("late", revision(5, "1.0.0", at="2026-05-05T11:00:00Z"))
    log = (Happened("2026-05-05T10:00:00Z", "applied", "somebody", ("early",)),)
    model = dataclasses.replace(only(early, late), repos=(dataclasses.replace(a_repo("shop"), log=log),))
    assert [change.line.id for change in changes(model)] == ["late", "early"]
    text = page(model, "changes/")
    assert text.index("About late") < text.index("applied in") < text.index("About early")


def test_a_row_about_a_version_leads_to_its_difference() -> None:
    """The version to where the pattern's page tells what changed, the name to the top of that page."""
    text = page(only(LONG), "changes/")
    assert '<a href="../p/long/#v1.1.0">version 1.0.0 to 1.1.0</a>' in text
    assert '<a href="../p/long/">About long</a>' in text
    assert 'id="v1.1.0"' in page(only(LONG), "p/long/")


def test_a_pattern_was_updated_with_its_last_commit() -> None:
    """Where its front matter does not say, and in every place that tells."""
    view = lived("a", revision(9, "1.1.0"), revision(2, "1.0.0"))
    files = render(only(view), TEMPLATES).files
    assert json.loads(files["index.json"])["patterns"][0]["updated"] == "2026-05-09"
    assert json.loads(files["p/a/index.json"])["pattern"]["updated"] == "2026-05-09"
    assert "2026-05-09" in str(data(only(view), "data/patterns.js")["rows"])
    assert "Updated2026-05-09" in see(as_html(page(only(view), "p/a/"))).text
    said = lived("a", revision(9, "1.1.0"), updated=datetime.date(2026, 4, 1))
    assert said.updated == datetime.date(2026, 4, 1)
