"""Front matter of other tools: strict where it is YAML, line by line where it is not."""

from __future__ import annotations

import pytest

from session_memory.catalog.importing import keys
from session_memory.catalog.importing.rule import Refused


def test_yaml_is_read_as_yaml() -> None:
    """Types, lists and folded text come out as YAML says, and the body knows its line."""
    front = keys.read('---\na: "x: y"\nb: [1, two]\nc: >\n  one\n  two\n---\nbody\n')
    assert front.keys == {"a": "x: y", "b": [1, "two"], "c": "one two\n"}
    assert (front.body, front.line, front.notes) == ("body\n", 8, ())


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("globs: **/*", "**/*"),
        ("globs: *.ts,*.tsx", "*.ts,*.tsx"),
        ("globs: **/*.ts  # and no others", "**/*.ts"),
        ("globs: *.ts\nname: 'a # b'", "*.ts"),
        ("globs: [**/*.ts, '*.js']", "**/*.ts, '*.js'"),
        ("globs:\n  - *.ts\n  - '*.js'", ["*.ts", "*.js"]),
    ],
)
def test_what_only_looks_like_yaml_is_read_line_by_line(line: str, value: object) -> None:
    """The usual ways to write globs without quotes are understood, with a warning."""
    front = keys.read(f"---\n{line}\nother: *x\nalwaysApply: false\n---\n")
    assert front.keys["globs"] == value
    assert front.keys["alwaysApply"] is False
    assert front.notes == ("the front matter is not valid YAML and was read line by line",)


@pytest.mark.parametrize("block", ["globs: **/*\n  ? what", "just words: *x\n}{", "- a\n- b", "some words"])
def test_what_cannot_be_understood_is_refused(block: str) -> None:
    """Nothing is guessed from lines that are not keys."""
    with pytest.raises(Refused):
        keys.read(f"---\n{block}\n---\ntext\n")


def test_a_key_that_is_given_twice_is_refused() -> None:
    """It cannot be told which one counts."""
    with pytest.raises(Refused, match="`globs` twice"):
        keys.read("---\nglobs: a\nglobs: b\n---\n")


@pytest.mark.parametrize("text", ["no front matter\n", "----\na: b\n----\n", " ---\na: b\n---\n", ""])
def test_other_texts_have_none(text: str) -> None:
    """Only a first line of exactly three dashes opens front matter."""
    assert keys.read(text) == keys.Front({}, text)


def test_front_matter_that_never_ends_is_text() -> None:
    """A first line of dashes without a partner is a rule across the page, and that is said."""
    front = keys.read("---\na: b\n")
    assert (front.keys, front.body, len(front.notes)) == ({}, "---\na: b\n", 1)


def test_empty_front_matter() -> None:
    """It holds no keys and is not text either."""
    assert keys.read("---\n---\ntext") == keys.Front({}, "text", 3)
