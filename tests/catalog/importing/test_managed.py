"""Stretches that a program manages, by the marks that programs are known to use."""

from __future__ import annotations

import pytest

from session_memory.catalog.importing import managed

PAIRS = [
    ("<!-- nx configuration start-->", "<!-- nx configuration end-->"),
    ("<!-- BEGIN:nextjs-agent-rules -->", "<!-- END:nextjs-agent-rules -->"),
    ("<!-- OPENSPEC:START -->", "<!-- OPENSPEC:END -->"),
    ("<!-- BEGIN BEADS INTEGRATION v:1 profile:minimal hash:970c3bf2 -->", "<!-- END BEADS INTEGRATION -->"),
    ("<!-- GSD:skills-start source:skills/ -->", "<!-- GSD:skills-end -->"),
    ("<!-- start: Standards -->", "<!-- end: Standards -->_"),
    ("<!-- vibe-rules Integration -->", "<!-- /vibe-rules Integration -->"),
    ("<!-- bv-agent-instructions-v1 -->", "<!-- end-bv-agent-instructions -->"),
    ("<!--VITE PLUS START-->", "<!--VITE PLUS END-->"),
    ("<laravel-boost-guidelines>", "</laravel-boost-guidelines>"),
    ('<skills_system priority="1">', "</skills_system>"),
    ("<!-- BEGIN session-memory -->", "<!-- END session-memory -->"),
]


@pytest.mark.parametrize(("opening", "closing"), PAIRS)
def test_known_habits(opening: str, closing: str) -> None:
    """The stretch runs from mark to mark, and the lines around it keep their numbers."""
    text = f"mine\n\n{opening}\n## theirs\n- list\n{closing}\n\nmine too\n"
    assert managed.without(text) == ("mine\n\n\n\n\n\n\nmine too\n", [(2, 6)])


def test_nested_pairs_are_one_stretch() -> None:
    """Only the outermost pair counts."""
    text = "<!-- a-start -->\n<!-- b-start -->\nx\n<!-- b-end -->\n<!-- a-end -->\n"
    assert managed.stretches(text) == [(0, 5)]


def test_crossing_pairs_do_not_overlap() -> None:
    """The pair that ends first counts, and what is left of the other is a comment."""
    text = "<!-- a-start -->\n<!-- b-start -->\n<!-- a-end -->\nmine\n<!-- b-end -->\n"
    assert managed.stretches(text) == [(0, 3)]


def test_pairs_behind_each_other() -> None:
    """Each is a stretch of its own, whatever their names."""
    text = "<!-- a-start -->\n<!-- a-end -->\nmine\n<!-- a-start -->\n<!-- a-end -->\n<!-- START -->\n<!-- END -->\n"
    assert managed.stretches(text) == [(0, 2), (3, 5), (5, 7)]


@pytest.mark.parametrize(
    "text",
    [
        "<!-- End of the X instructions -->\n",
        "<!-- x-start -->\nwithout an end\n",
        "```\n<!-- x-start -->\n<!-- x-end -->\n```\n",
        "text <!-- x-start --> and <!-- x-end -->\n",
        "<!-- a note -->\n\n<!-- another -->\n",
        "<!-- x-start -->\n<!-- END -->\n",
        "<rules>\nmine\n</rules>\n",
    ],
)
def test_what_is_no_pair_stays(text: str) -> None:
    """Comments without a partner, in code, or within a line are their author's."""
    assert managed.without(text) == (text, [])
