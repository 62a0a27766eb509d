"""What the search of a site that is not large looks through."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import Any

from small_site import SMALL, TEMPLATES, as_html, page, view

from session_memory.model import Section
from session_memory.website.render import render
from session_memory.website.site_model import SiteModel


def a_pattern(body: str, **more: Any) -> SiteModel:
    """A site with one pattern, `odd`, whose file has that body."""
    return replace(SMALL, patterns=(replace(view("odd", **more), source=f"---\nid: odd\n---\n{body}"),))


def found(model: SiteModel, location: str) -> list[dict[str, Any]]:
    """The entries of one page."""
    return [one for one in render(model, TEMPLATES).searched if str(one["location"]).partition("#")[0] == location]


def test_a_pattern_is_found_by_its_id_and_each_of_its_sections() -> None:
    """The page first, with the words that weigh most; then the sections, at their places on the page."""
    model = a_pattern(
        "\n## Problem\n\nIt went *wrong*.\n\n## Solution\n\n- Do `it`.\n\n| a | b |\n|---|---|\n| ## c | d |\n",
        tags=("editing",),
    )
    whole, *sections = found(model, "p/odd/")
    assert whole["title"] == "About odd"
    assert whole["tags"] == ["odd", "editing"]
    texts = {str(one["location"]): one["text"] for one in sections}
    assert texts == {"p/odd/#problem": "It went wrong.", "p/odd/#solution": "Do it. a b ## c d"}


def test_the_places_of_sections_are_there_on_the_page() -> None:
    """Whatever is in a heading."""
    heading = "Why `x` & <y>, ü 你好?"
    sections = (Section(heading, "Because.", 1), Section("Solution", "So.", 5))
    model = a_pattern(f"## {heading}\n\nBecause.\n\n## Solution\n\nSo.\n", sections=sections)
    places = {str(one["location"]).partition("#")[2] for one in found(model, "p/odd/")} - {""}
    built = as_html(page(model, "p/odd/"))
    assert len(places) >= 2
    assert [place for place in places if f'id="{place}"' not in built] == []


def test_what_has_a_name_is_found_by_it() -> None:
    """A repo and a file with findings: their pages, and nothing of their text."""
    for location, name in (("repos/shop/", "shop"), ("p/delta/", "delta")):
        (one,) = found(SMALL, location)
        assert one["tags"] == [name]


def test_lists_are_not_searched() -> None:
    """They say what other pages say."""
    assert [found(SMALL, location) for location in ("", "patterns/", "repos/", "tags/editing/")] == [[]] * 4


def test_nothing_that_a_pattern_says_is_markup_in_a_result() -> None:
    """The theme puts titles and texts into the page as HTML; what is found there is text that looks the same."""
    hostile = '<script>alert("x")</script> <img src=x onerror=y>'
    model = a_pattern(f"## Solution\n\n{hostile}\n", title=hostile)
    for one in found(model, "p/odd/"):
        assert not set('<>"') & set(f"{one['title']}{one['text']}")
    whole, section = found(model, "p/odd/")
    assert html.unescape(str(whole["title"])) == hostile
    assert html.unescape(str(section["text"])) == hostile


def test_what_only_looks_like_a_section_is_none() -> None:
    """A heading in a fence is text; of two sections with one title each leads to its own place; CRLF is a line end."""
    body = "## Problem\n\n```\n## Not one\n```\n\n## Problem\n\nAgain.\n"
    sections = (Section("Problem", "```\n## Not one\n```", 1), Section("Problem", "Again.", 7))
    model = a_pattern(body, sections=sections)
    source = replace(model.patterns[0], source=model.patterns[0].source.replace("\n", "\r\n"))
    whole, *rest = found(replace(model, patterns=(source,)), "p/odd/")
    assert [one["location"] for one in rest] == ["p/odd/#problem", "p/odd/#problem_1"]
    assert [one["text"] for one in rest] == ["## Not one", "Again."]
    assert "id: odd" not in str(whole["text"])
