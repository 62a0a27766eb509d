"""Files that were made to do harm, or that came here by mistake: each is a finding, none is an accident."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from catalog_maker import FLAVORS, SOLUTION, catalog, codes, found, pattern
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from session_memory.catalog.find import LARGEST
from session_memory.catalog.load import load
from session_memory.errors import SessionMemoryError

BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))

BY_ITSELF = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_an_alias_bomb_is_never_expanded(tmp_path: Path) -> None:
    """Thirty lines that stand for 9^29 values take no time, and are found."""
    started = time.process_time()
    result = catalog(tmp_path, f"---\n{BOMB}---\n\n{SOLUTION}")
    assert set(codes(result.findings)) == {"SM105"}
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "front",
    ["a: " + "[" * 3000 + "]" * 3000, "a: " + "{a: " * 900 + "}" * 900, "- " * 5000 + "x", "? " * 5000 + "x"],
    ids=["lists", "mappings", "items", "keys"],
)
def test_deep_nesting_is_a_finding(tmp_path: Path, front: str) -> None:
    """No recursion, no crash."""
    assert codes(catalog(tmp_path, f"---\n{front}\n---\n\n{SOLUTION}").findings) == ["SM103"]


def test_deeply_nested_markdown_is_read(tmp_path: Path) -> None:
    """Quotes within quotes have an end in the parser, too."""
    assert catalog(tmp_path, pattern(body=f"{SOLUTION}\n{'> ' * 5000}deep\n")).findings == ()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_not_read_as_something_else(tmp_path: Path, encoding: str) -> None:
    """With or without a byte order mark, whatever text hides in it."""
    result = catalog(tmp_path, pattern(title="a\u202eb").encode(encoding))
    assert codes(result.findings) == ["SM112"]


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (pattern().encode().replace(b"what", b"wh\0at"), "3:16"),
        (pattern().encode().replace(b"what", b"wh\xffat"), "3:16"),
        (pattern(title="öö").encode().replace(b"draft", b"dr\xc3aft"), "4:11"),
        (b"\xef\xbb\xbf\xff", "1:1"),
        (pattern().encode() + b"\xed\xa0\x80", "12:1"),
    ],
)
def test_the_first_bad_byte_is_named(tmp_path: Path, content: bytes, where: str) -> None:
    """NUL bytes, stray bytes, cut characters and surrogates: at their line and column."""
    assert found(catalog(tmp_path, content).findings) == [f"{where} SM112"]


def test_a_file_of_two_mebibytes_is_not_read(tmp_path: Path) -> None:
    """A pattern is a page of text."""
    result = catalog(tmp_path, pattern(body=SOLUTION + "x" * 2 * LARGEST))
    assert codes(result.findings) == ["SM110"]
    assert "2,09" in result.findings[0].message


def test_a_file_of_nearly_one_mebibyte_is_read(tmp_path: Path) -> None:
    """And in a time that grows with its length only, with a finding in each line."""
    line = "Ask @somebody for [it](it.md).\n"
    result = catalog(tmp_path, pattern(body=SOLUTION + line * 20_000))
    assert codes(result.findings).count("SM144") == 20_000


def test_links_pipes_and_loops_are_not_followed(tmp_path: Path) -> None:
    """Neither to a file nor to a folder, neither to themselves nor to nowhere."""
    patterns = tmp_path / "catalog" / "patterns"
    patterns.mkdir(parents=True)
    (patterns / "file.md").symlink_to("/etc/hostname")
    (patterns / "folder").symlink_to("..")
    (patterns / "loop.md").symlink_to("loop.md")
    (patterns / "nowhere.md").symlink_to("nowhere-at-all.md")
    os.mkfifo(patterns / "pipe.md")
    (patterns / "folder.md").mkdir()
    result = load(tmp_path, FLAVORS)
    assert [finding.place.path.rpartition("/")[2] for finding in result.findings] == [
        "file.md",
        "folder",
        "loop.md",
        "nowhere.md",
        "pipe.md",
    ]
    assert set(codes(result.findings)) == {"SM110"}


def test_what_editors_leave_is_passed_over(tmp_path: Path) -> None:
    """Lock links, swap files and pictures are no patterns."""
    patterns = tmp_path / "catalog" / "patterns"
    patterns.mkdir(parents=True)
    (patterns / ".#close-files.md").symlink_to("somebody@somewhere.123")
    (patterns / ".close-files.md.swp").write_bytes(b"\0\1\2")
    (patterns / "picture.png").write_bytes(b"\x89PNG")
    assert load(tmp_path, FLAVORS).findings == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_a_finding(tmp_path: Path) -> None:
    """The others go on."""
    catalog(tmp_path, pattern())
    (tmp_path / "catalog/patterns/close-files.md").chmod(0)
    assert codes(load(tmp_path, FLAVORS).findings) == ["SM110"]


def test_without_a_folder_of_patterns_nothing_is_concluded(tmp_path: Path) -> None:
    """An empty answer would make everything that is live look deleted."""
    with pytest.raises(SessionMemoryError, match="no such folder"):
        load(tmp_path, FLAVORS)


@BY_ITSELF
@given(st.binary(max_size=300))
@example(b"---\n? \n---\n")
@example(b"---\n: x\n---\n")
@example(b"---\r---\r")
@example(b"---\n\xc2\x85a: 1\n---\n")
def test_no_bytes_are_an_accident(tmp_path: Path, content: bytes) -> None:
    """Whatever stands in a file, it ends as findings with a place inside the file."""
    result = catalog(tmp_path, content)
    assert result.blocked == ("close-files",)
    assert all(finding.place.line <= content.count(b"\n") + 2 for finding in result.findings)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["approved", "1.0.0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KEYS = ["id", "title", "version", "scope", "evidence", "rendering_hints", "created", "tags", "confidence", "provenance"]


@BY_ITSELF
@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5))
def test_no_value_is_an_accident(tmp_path: Path, keys: dict[str, object]) -> None:
    """Any YAML in the place of any value is either right or a finding with a code."""
    import yaml

    front = yaml.safe_dump({"status": "draft"} | keys, allow_unicode=True)
    result = catalog(tmp_path, f"---\n{front}---\n\n{SOLUTION}")
    assert len(result.patterns) + len(set(result.blocked) & {"close-files"}) == 1
