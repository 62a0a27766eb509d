"""Front matter: where it stands, what it means, and what a broken one is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from catalog_maker import SOLUTION, catalog, found, pattern

from session_memory.catalog.front_matter import plain, split
from session_memory.catalog.yaml_tree import parse


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_line_ends_and_byte_order_marks_change_nothing(tmp_path: Path, start: bytes, end: str) -> None:
    """A pattern reads the same whatever editor saved it; its digest is that of its bytes."""
    content = start + pattern(body=f"{SOLUTION}\n- one\n- two\n").replace("\n", end).encode()
    (read,) = catalog(tmp_path, content).patterns
    assert read.title == "Close what you open"
    assert read.sections[0].text == "Close each file on every way out of the block.\n\n- one\n- two"
    assert read.sections[0].line == 9


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_positions_hold_in_every_variant(tmp_path: Path, end: str) -> None:
    """Line and column count as an editor shows them, characters and not bytes, the byte order mark left out."""
    text = pattern(title="Schließe, was du öffnest", owners="[äöü, 7]", body=f"{SOLUTION}\nÄhm, @me\n")
    result = catalog(tmp_path, b"\xef\xbb\xbf" + text.replace("\n", end).encode())
    assert found(result.findings) == ["7:15 SM122", "14:6 SM144"]


def test_a_line_of_hyphens_in_the_text_does_not_end_anything() -> None:
    """Only the first two fences count; a thematic break in the body stays in the body."""
    parts = split("---\na: 1\n---\n\ntext\n\n---\n\nmore\n")
    assert parts is not None
    assert (parts.front, parts.body, parts.line) == ("\na: 1\n", "\n\ntext\n\n---\n\nmore\n", 3)


def test_four_hyphens_are_no_fence() -> None:
    """Other tools take them for one; CommonMark and editors do not."""
    assert split("----\na: 1\n----\n") is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("Yes", "Yes"),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("2026-11-21", "2026-11-21"),
        ("1.2.0", "1.2.0"),
        ("1.10", 1.1),
        ("0x10", "0x10"),
        ("0o7", "0o7"),
        ("1_000", "1_000"),
        ("-3", -3),
        ("1e3", 1000.0),
        (".nan", ".nan"),
        ("'7'", "7"),
        ('"a\\tb"', "a\tb"),
        ("9" * 30, "9" * 30),
        ("[a, 1, [b]]", ["a", 1, ["b"]]),
        ("{a: {b: 1}}", {"a": {"b": 1}}),
    ],
)
def test_values_mean_what_editors_think(written: str, meant: object) -> None:
    """YAML 1.2's core schema: no surprise booleans, dates, octal or sexagesimal numbers."""
    assert plain(parse(f"key: {written}")) == {"key": meant}


@pytest.mark.parametrize(
    ("line", "where", "hint"),
    [
        ("title: a: b", "3:9", "put a value that holds a colon in quotes"),
        ("title: @b", "3:8", "put the value in quotes; indent with spaces, not with tabs"),
        ("\ttitle: b", "3:1", "indent with spaces, not with tabs"),
        ("title: **/*", "3:9", "put a glob or any other value that starts with `*` in quotes"),
        ("title: 'b", "5:1", "close the quotes"),
        ("title: [b", "4:7", "close the list with `]`"),
        ("title: {b: c", "4:7", "close the braces with `}`"),
    ],
)
def test_a_syntax_error_says_where_and_what_helps(tmp_path: Path, line: str, where: str, hint: str) -> None:
    """The place is that of the parser, the hint that of experience."""
    result = catalog(tmp_path, f"---\nid: close-files\n{line}\nstatus: draft\n---\n\n{SOLUTION}")
    assert found(result.findings) == [f"{where} SM103"]
    assert result.findings[0].hint == hint
    assert result.blocked == ("close-files",)


def test_a_second_document_is_refused(tmp_path: Path) -> None:
    """What stands behind `...` or `--- x` would silently be dropped."""
    result = catalog(tmp_path, pattern("close-files", "--- # and now", "owners: [me]"))
    assert found(result.findings) == ["7:1 SM103"]
