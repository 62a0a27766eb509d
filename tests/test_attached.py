"""A skill tells which files beside it are ours, and takes nothing for one of them that we would not have written."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from session_memory.attached import line, lines, listed, record_of
from session_memory.model import Attachment
from session_memory.paths import unsafe_path

PATHS = st.text(min_size=1, max_size=40).filter(lambda path: not unsafe_path(path))


@given(PATHS, st.binary(max_size=20), st.booleans())
def test_what_is_written_is_read_again(path: str, content: bytes, executable: bool) -> None:
    """By us, and as strings below one key by everybody who reads YAML."""
    (written,) = lines([Attachment(path, content, executable)])
    assert listed(f"---\nmetadata:\n{written}\n---\n".encode()) == ((path, record_of(content, executable)),)
    assert yaml.safe_load(f"metadata:\n{written}") == {
        "metadata": {f"session-memory/{path}": record_of(content, executable)}
    }


def test_a_path_that_leads_elsewhere_is_not_ours() -> None:
    """Whoever writes it into a skill by hand, nothing there is ever deleted for it."""
    record = record_of(b"", False)
    for path in ("../AGENTS.md", "/etc/passwd", "a/../../b", ".git/config", "C:x", "a/./b"):
        assert listed(line(path, record).encode()) == ()


def test_the_mode_is_part_of_what_is_recorded() -> None:
    """A file that became executable is another file."""
    assert record_of(b"x", True) == f"{record_of(b'x', False)} executable"
