"""From a changed text back to the pattern's own lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from session_memory.distribute.origins import origins
from session_memory.distribute.way_back import way_back
from session_memory.errors import ConflictError, SessionMemoryError
from session_memory.model import Section, SolutionPattern, Splice

from .samples import sample

FILE = ["## Solution", "", "Look.", "", "Leap.", "", "## Steps", "- One.", "- Two.", "", "## Why", "Because."]
PATTERN = sample(
    sections=(
        Section("Solution", "Look.\n\nLeap.", 1),
        Section("Steps", "- One.\n- Two.", 7),
        Section("Why", "Because.", 11),
    )
)


def render(pattern: SolutionPattern) -> str:
    """Two sections under a title, as distributors do it."""
    solution, steps, _ = pattern.sections
    return f"# {pattern.title}\n\n{solution.text}\n\n## Steps\n\n{steps.text}"


def spliced(splices: tuple[Splice, ...]) -> list[str]:
    lines = list(FILE)
    for splice in sorted(splices, key=lambda splice: splice.first, reverse=True):
        lines[splice.first : splice.last] = splice.lines
    return lines


LINES = origins(PATTERN, FILE, render)


def test_each_line_is_known_by_its_origin() -> None:
    """Lines of the pattern by their number, the rest by what they are."""
    assert [line.number for line in LINES] == [0, 0, 3, 4, 5, 0, 0, 0, 8, 9]
    assert LINES[0].why == "is made from the pattern's title" and LINES[6].why == "is the heading of a section"


def test_a_distributor_that_changes_the_text_cannot_be_mapped() -> None:
    """In capitals, or with a line more for each."""
    for other in (lambda p: render(p).upper(), lambda p: render(p).replace("smline", "- ").replace("Look", "x\ny")):
        with pytest.raises(SessionMemoryError):
            lines = origins(PATTERN, FILE, other)
            way_back(lines, ["nothing", "of", "it"])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Look.", "Look well.", (Splice(2, 3, ("Look well.",)),)),
        ("Leap.\n", "Leap.\n\nRest.\n", (Splice(5, 5, ("", "Rest.")),)),
        ("Look.\n", "Stop.\n\nLook.\n", (Splice(2, 2, ("Stop.", "")),)),
        ("\n\nLeap.", "", (Splice(3, 5, ()),)),
        ("- One.\n", "", (Splice(7, 8, ()),)),
        ("- Two.", "- Two.\n- Three.", (Splice(9, 9, ("- Three.",)),)),
        ("- One.\n", "- None.\n- One.\n", (Splice(7, 7, ("- None.",)),)),
        ("- One.\n- Two.", "1. One.\n1. Two.", (Splice(7, 9, ("1. One.", "1. Two.")),)),
    ],
)
def test_an_edit_of_the_patterns_lines(old: str, new: str, expected: tuple[Splice, ...]) -> None:
    """Whichever blank line a difference takes for the new one, it lands in the right section."""
    assert way_back(LINES, render(PATTERN).replace(old, new).split("\n")) == expected


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("## Steps", "## How", "it changes '## Steps', which is the heading of a section"),
        ("## Steps\n\n- One.\n- Two.", "", "it changes '## Steps'"),
        ("## Steps\n", "## Steps\nText.\n", "it adds text beside '## Steps'"),
        (PATTERN.title, "Mine", "which is made from the pattern's title"),
    ],
)
def test_an_edit_of_anything_else_is_refused(old: str, new: str, told: str) -> None:
    """With the line and what it is."""
    with pytest.raises(ConflictError, match=told):
        way_back(LINES, render(PATTERN).replace(old, new).split("\n"))


WORDS = st.sampled_from(["", "", "- One.", "Look.", "## Steps", "new", "- Two.", "other"])


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2), st.lists(WORDS, max_size=3)), max_size=3))
def test_any_edit_is_mapped_or_refused(edits: list[tuple[int, int, list[str]]]) -> None:
    """A mapped one touches lines of the pattern only, stays inside the sections that are rendered, and never fails."""
    text = [line.text for line in LINES]
    for at, gone, fresh in edits:
        text[at : at + gone] = fresh
    try:
        found = way_back(LINES, text)
    except ConflictError:
        return
    after = spliced(found)
    assert [line for line in after if line.startswith("## ")][-1] == "## Why" and after[-1] == "Because."
    assert after[:2] == FILE[:2]


@given(st.lists(st.tuples(st.integers(0, 4), WORDS.filter(lambda w: not w.startswith("##"))), min_size=1, max_size=4))
def test_other_words_in_its_own_lines_are_always_mapped(edits: list[tuple[int, str]]) -> None:
    """And the pattern then says exactly that: what is rendered again is what was edited."""
    own = [2, 3, 4, 8, 9]
    text, expected = [line.text for line in LINES], list(FILE)
    for which, word in edits:
        text[own[which]] = f"x{word}"
        expected[LINES[own[which]].number - 1] = f"x{word}"
    assert spliced(way_back(LINES, text)) == expected
