"""Which lines count as markers, and what happens to a file in which they are not in order."""

from __future__ import annotations

import pytest

from corpus_files import variants
from region_examples import LIST, READ, written
from session_memory.changes import region
from session_memory.errors import MalformedHostError

BEGIN = "<!-- BEGIN session-memory -->"
END = "<!-- END session-memory -->"
BEGIN_A = "<!-- BEGIN session-memory:a v1.0.0 sha256:1a2b3c4d5e6f -->"
END_A = "<!-- END session-memory:a -->"
BEGIN_B = "<!-- BEGIN session-memory:b v1.0.0 sha256:1a2b3c4d5e6f -->"
END_B = "<!-- END session-memory:b -->"

ACCIDENTS = {
    "begin alone": (["Text.", BEGIN, "More."], (2,)),
    "end alone": (["Text.", END, "More."], (2,)),
    "end lost": (["Text.", BEGIN, BEGIN_A, "Ours.", END_A, "More."], (2,)),
    "reversed": ([END, "Text.", BEGIN], (1,)),
    "two regions": ([BEGIN, END, "Text.", BEGIN, END], (1, 4)),
    "begin doubled": ([BEGIN, BEGIN, END], (1, 2)),
    "end doubled": ([BEGIN, END, "Text.", END], (4,)),
    "region in a block": ([BEGIN, BEGIN_A, BEGIN, END, END_A, END], (1, 2, 3)),
    "block in a block": ([BEGIN, BEGIN_A, BEGIN_B, END_B, END_A, END], (1, 2, 3)),
    "blocks that cross": ([BEGIN, BEGIN_A, END_B, END], (1, 2, 3)),
    "block outside": (["Text.", BEGIN_A, "Text.", END_A], (2,)),
    "block below the region": ([BEGIN, END, BEGIN_A, END_A], (3,)),
    "block begin alone": ([BEGIN, BEGIN_A, "Ours.", END], (1, 2, 4)),
    "block end alone": ([BEGIN, "", END_A, END], (1, 3)),
    "block twice": ([BEGIN, BEGIN_A, END_A, BEGIN_A, END_A, END], (2, 4)),
    "text above the first block": ([BEGIN, "", "", "Text.", BEGIN_A, END_A, END], (4,)),
    "text between blocks": ([BEGIN, BEGIN_A, END_A, "Text.", BEGIN_B, END_B, END], (4,)),
    "text in an empty region": ([BEGIN, "Text.", END], (2,)),
    "code between blocks": ([BEGIN, "```", BEGIN_A, "```", END], (2,)),
    "marker without a version": ([BEGIN, "<!-- BEGIN session-memory:a -->", END_A, END], (2,)),
    "marker with an odd id": ([BEGIN, "<!-- BEGIN session-memory:No v1.0.0 sha256:1a2b3c4d5e6f -->", END], (2,)),
    "marker with odd spaces": (["Text.", "<!--  BEGIN session-memory-->"], (2,)),
    "inside an html element": (["<div>", BEGIN, "</div>"], (1, 2)),
    "inside a remark": (["Text.", "<!-- a remark", BEGIN, END, "-->"], (2, 3)),
    "swallowed by a fence": (["Text.", "```", BEGIN, END, "", "More."], (2,)),
    "begin swallowed by a fence": (["```", BEGIN, "```", END], (4,)),
}

NO_MARKERS = {
    "prose": f"Write `{BEGIN}` above and {END} below.",
    "with text behind": f"{BEGIN} opens the region.",
    "a fence": f"```html\n{BEGIN}\n{END}\n```",
    "a longer fence": f"````\n```\n{BEGIN}\n````\n\n~~~\n```\n{END_A}\n~~~",
    "indented code": f"Text.\n\n    {BEGIN}\n    {END}",
    "indented": f" {BEGIN}\n  {END}",
    "a list": f"- like this:\n  {BEGIN}",
    "a quote": f"> {BEGIN}",
    "the name of another tool": "<!-- BEGIN session-memory-extra -->",
    "other words": "<!-- session-memory writes here -->",
    "a stamp": "<!-- session-memory:a v1.0.0 sha256:1a2b3c4d5e6f -->",
}


@pytest.mark.parametrize(("lines", "at"), ACCIDENTS.values(), ids=ACCIDENTS)
def test_accidents_are_refused_with_their_lines(lines: list[str], at: tuple[int, ...]) -> None:
    """Neither reading nor putting nor removing guesses; all name the same lines and what to do."""
    host = "\n".join(lines).encode() + b"\n"
    for variant in variants(host).values():
        if b"\xe9" in variant:
            continue
        for act in (region.read, region.strip, lambda host: region.put(host, [READ])):
            with pytest.raises(MalformedHostError) as refused:
                act(variant)
            assert refused.value.lines == at
            assert refused.value.hint
            assert refused.value.exit_code == 4


@pytest.mark.parametrize("text", NO_MARKERS.values(), ids=NO_MARKERS)
def test_text_about_markers_is_text(text: str) -> None:
    """Markers in code or prose are documentation: nothing is read, and a region is put below and removed again."""
    for variant in variants(text.encode() + b"\n").values():
        assert region.read(variant) == ()
        once = written(variant, READ, LIST)
        assert once.startswith(variant)
        assert len(region.read(once)) == 2
        assert region.strip(once) == variant


@pytest.mark.parametrize("text", NO_MARKERS.values(), ids=NO_MARKERS)
def test_text_about_markers_may_come_later(text: str) -> None:
    """The same above and below a region that is already there."""
    once = written(b"# Notes\n", READ)
    both = text.encode() + b"\n\n" + once + b"\n" + text.encode() + b"\n"
    assert [block.id for block in region.read(both)] == [READ.id]
    assert region.strip(both) == text.encode() + b"\n\n# Notes\n\n" + text.encode() + b"\n"


@pytest.mark.parametrize(
    ("opening", "construct"),
    [
        ("```sh", "a code fence"),
        ("~~~", "a code fence"),
        ("   ````", "a code fence"),
        ("\r```", "a code fence"),
        ("<!-- a remark", "HTML"),
        ("<pre>", "HTML"),
        ("<SCRIPT src=a>", "HTML"),
        ("<?php", "HTML"),
        ("<![CDATA[", "HTML"),
    ],
)
def test_an_open_end_is_refused(opening: str, construct: str) -> None:
    """What is never closed would swallow the region; the line where it opens is named, in any kind of file."""
    host = f"# Notes\n\nText:\n\n{opening}\nText.\n".encode()
    for variant in variants(host).values():
        if b"\xe9" in variant:
            continue
        with pytest.raises(MalformedHostError, match=construct) as refused:
            region.put(variant, [READ])
        assert refused.value.lines == (5,)
        assert region.read(variant) == ()
        assert region.strip(variant) == variant


@pytest.mark.parametrize(
    "opening", ["- ```", "> ```", "1. <!-- a", "    ```", "\t~~~", "``` a`b", "<div>", "</p>", "<b>"]
)
def test_what_ends_by_itself_is_not_open(opening: str) -> None:
    """A list, a quote and an empty line end these, so a region can stand below."""
    host = f"# Notes\n\n{opening}\nText.".encode()
    assert region.strip(written(host, READ)) == host


def test_blanks_behind_a_marker_do_no_harm() -> None:
    """An editor that leaves spaces at line ends does not hide a region; the next put takes them away."""
    once = written(b"# Notes\n", READ)
    spaced = once.replace(b"-->\n", b"--> \t\n")
    assert region.read(spaced) == region.read(once)
    assert region.put(spaced, region.read(spaced)) == once
    assert region.strip(spaced) == b"# Notes\n"


def test_markers_with_odd_line_ends_are_refused() -> None:
    """A region whose line ends were doubled by a careless conversion is not taken for hand-written text."""
    once = written(b"# Notes\r\n", READ).replace(b"\r\n", b"\r\r\n")
    with pytest.raises(MalformedHostError, match="cannot be read"):
        region.put(once, [READ])


def test_empty_lines_inside_the_region_do_no_harm() -> None:
    """More or fewer empty lines between the markers are nobody's text."""
    loose = f"# Notes\n\n{BEGIN}\n{BEGIN_A}\nOurs.\n\n\n{END_A}\n \t\n\n{END}\n".encode()
    assert [block.body for block in region.read(loose)] == [b"Ours."]
    assert region.strip(loose) == b"# Notes\n"


def test_a_region_without_blocks_is_removed() -> None:
    """A region somebody emptied by hand is still a region."""
    emptied = f"# Notes\n\n{BEGIN}\n{END}\n".encode()
    assert region.read(emptied) == ()
    assert region.strip(emptied) == b"# Notes\n"
    assert written(emptied, READ) == written(b"# Notes\n", READ)
