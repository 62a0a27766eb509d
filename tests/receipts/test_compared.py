"""What an agent loaded is held against what it should have loaded, file by file and byte by byte."""

from __future__ import annotations

import pytest

from session_memory.receipts.compared import Skill, differences, skill_differences
from session_memory.receipts.pieces import Frame, Piece, cut_like, pieces

A, B = Piece("a.md", "One\nTwo"), Piece("b.md", "Three")
LIST = "- {name}: {description}\n"


@pytest.mark.parametrize(
    ("heard", "told"),
    [
        ((A, B), []),
        ((Piece("a.md", "\n\ufeffOne\nTwo  \n"), B), []),
        ((A,), ["b.md: missing"]),
        ((A, B, Piece("c.md", "x")), ["c.md: extra"]),
        ((A, B, A), ["a.md: more often than expected"]),
        ((B, A), ["a.md: in another place of the order"]),
        ((Piece("a.md", "One\nTo"), B), ["a.md: other text from byte 5 on: 'wo' is expected, 'o' arrives"]),
        ((Piece("a.md", "One"), B), ["a.md: other text from byte 3 on: '\\nTwo' is expected, '' arrives"]),
        ((A, B, Piece("c.md", " \n")), []),
    ],
)
def test_what_differs_is_named(heard: tuple[Piece, ...], told: list[str]) -> None:
    """Missing, extra, twice, moved or other text; white space around a file is no difference."""
    assert [str(one) for one in differences((A, B), heard, {})] == told


def test_files_without_an_order_may_change_places() -> None:
    """As the file system has them."""
    assert differences((A, B), (B, A), {"a.md": "rules", "b.md": "rules"}) == ()


def test_bytes_are_counted_not_characters() -> None:
    """A letter may have two."""
    [found] = differences((Piece("a.md", "éa"),), (Piece("a.md", "éb"),), {})
    assert found.at == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- one: A & <b>.\n", []),
        ("- one: A &amp; &lt;b&gt;.\n", []),
        ("", ["one: missing"]),
        ("- one: A & <b>.\n- one: A & <b>.\n", ["one: more often than expected"]),
        ("- one: A & <b>.\n- two: B.\n", ["two: extra"]),
    ],
)
def test_skills_are_held_against_the_list(text: str, told: list[str]) -> None:
    """By name and description, which some agents escape."""
    found = skill_differences((Skill("one", "one", "A & <b>."),), (Skill("two", "two", "B."),), LIST, text)
    assert [str(one) for one in found] == told


def test_a_text_is_taken_apart_into_files() -> None:
    """By the agent's own marks, seen from where it starts; what is outside the repository is not told."""
    frames = (Frame(r"^<(?P<path>\S+)>\n(?P<text>.*?)\n</>$"), Frame(r"^\[(?P<path>\S+)\]\n(?P<text>.*?)\n$", True))
    text = "Hello\n<../a.md>\nA\n\nB\n</>\n[b.md]\nC\n\n<../../home/c.md>\nD\n</>\n<d.md>\nE\n</>\n"
    found = pieces(frames, text, "/x/repo", "one")
    assert found == (Piece("a.md", "A\n\nB"), Piece("b.md", "C"), Piece("one/d.md", "E"))


def test_a_text_without_marks_is_cut_where_the_files_should_end() -> None:
    """What is too much belongs to the last; a blank file has no place."""
    expected = (A, Piece("blank.md", "\n"), B)
    assert cut_like(Piece("", "One\nTwo--Three and more"), expected, "--") == (A, Piece("b.md", "Three and more"))
