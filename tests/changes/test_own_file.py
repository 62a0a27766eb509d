"""Files that are wholly ours carry a stamp at one place, which says so and whether they were edited."""

from __future__ import annotations

import mdformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_files import host_files, pattern_texts, variants
from region_strategies import calm, nasty, texts
from session_memory.changes.own_file import read_stamp, stamp

RULE = "---\npaths:\n  - src/**\n---\n\n# Editing\n\nRead a file again.\n"
PLAIN = "# Editing\n\nRead a file again.\n"


def test_form() -> None:
    """The stamp stands alone between empty lines, below front matter where there is some."""
    stamped = stamp(RULE, "read-before-edit", "1.2.0").decode()
    front, line, rest = stamped.split("\n\n", 2)
    assert front == "---\npaths:\n  - src/**\n---"
    assert line.startswith("<!-- session-memory:read-before-edit v1.2.0 sha256:")
    assert len(line) == len("<!-- session-memory:read-before-edit v1.2.0 sha256:1a2b3c4d5e6f -->")
    assert rest == PLAIN
    assert stamp(PLAIN, "read-before-edit", "1.2.0").startswith(b"<!-- session-memory:read-before-edit v1.2.0 ")


@pytest.mark.parametrize("content", [RULE, PLAIN, "---\nname: a\n---", "", "---\n---\n", "---\nno end\n", "---\n"])
def test_what_is_stamped_is_read(content: str) -> None:
    """Id and version come back, unedited, however an editor saves the file."""
    stamped = stamp(content, "a-b", "0.1.10")
    for variant in variants(stamped).values():
        if b"\xe9" in variant:
            continue
        found = read_stamp(variant)
        assert found is not None
        assert (found.id, found.version, found.edited) == ("a-b", "0.1.10", False)


@given(texts(st.one_of(nasty, calm, st.just(b"---"))))
def test_any_content_can_be_stamped(content: bytes) -> None:
    """Whatever is rendered, its stamp is found again, and says that nobody edited it."""
    text = content.decode("utf-8", "replace")
    found = read_stamp(stamp(text, "a", "1.0.0"))
    assert found is not None
    assert not found.edited


@pytest.mark.parametrize("content", [RULE, PLAIN])
def test_edits_are_seen(content: str) -> None:
    """A changed byte in the text or in the front matter is an edit; the file stays ours."""
    stamped = stamp(content, "a", "1.0.0")
    for old, new in ((b"Read", b"Reed"), (b"# Editing", b"\tAbove\n# Editing"), (b"src/**", b"**")):
        found = read_stamp(stamped.replace(old, new))
        assert found is not None
        assert found.edited == (old in stamped)


def test_formatters_do_not_edit() -> None:
    """A formatter leaves the file as it is."""
    text = stamp(PLAIN, "a", "1.0.0").decode()
    assert mdformat.text(text) == text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"# Notes\n",
        b"# Notes\n\n<!-- session-memory:a v1.0.0 sha256:1a2b3c4d5e6f -->\n",
        b"    <!-- session-memory:a v1.0.0 sha256:1a2b3c4d5e6f -->\n",
        b"<!-- session-memory:a v1.0.0 sha256:1a2b3c4d5e6f --> and text\n",
        b"<!-- session-memory:a sha256:1a2b3c4d5e6f -->\n",
        b"<!-- session-memory:A v1.0.0 sha256:1a2b3c4d5e6f -->\n",
        b"---\na: 1\n<!-- session-memory:a v1.0.0 sha256:1a2b3c4d5e6f -->\n---\n\nText.\n",
        b"---\na: 1\n---\nText.\n\n<!-- session-memory:a v1.0.0 sha256:1a2b3c4d5e6f -->\n",
        b"<!-- BEGIN session-memory -->\n\n<!-- END session-memory -->\n",
        b"```\n<!-- session-memory:a v1.0.0 sha256:1a2b3c4d5e6f -->\n```\n",
    ],
)
def test_other_files_are_not_ours(content: bytes) -> None:
    """A stamp anywhere else, or one that is not exact, makes no file ours."""
    assert read_stamp(content) is None


@pytest.mark.corpus
@pytest.mark.skipif(not host_files(), reason="the corpus is not here")
def test_no_real_file_is_ours() -> None:
    """None of the real host files or pattern texts is taken for one of ours."""
    real = {**host_files(), **pattern_texts()}
    assert [name for name, content in real.items() if read_stamp(content)] == []


@pytest.mark.parametrize(("id", "version"), [("No Kebab", "1.0.0"), ("a", "1"), ("a", ""), ("", "1.0.0")])
def test_unreadable_stamps_are_a_programming_error(id: str, version: str) -> None:
    """A stamp that could not be read again is never made."""
    with pytest.raises(ValueError, match="no stamp can hold"):
        stamp(PLAIN, id, version)
