"""Names of instruction files in a repository's own settings, and globs in its rules, as people write them."""

from __future__ import annotations

import pytest

from session_memory.contract import Fact, Keys, Known, Setting
from session_memory.distribute.host_text import named_by
from session_memory.distribute.keys import read

FACT = Fact(Known.SOURCE, "this test")

WRITTEN = {
    "plain": b'{"context": {"names": ["A.md", "B.md"]}}',
    "comments": b'// ours\n{"context": { /* two\nlines */ "names": ["A.md", // first\n "B.md"]}}',
    "commas too many": b'{"context": {"names": ["A.md", "B.md",],},}',
    "tabs": b'{\n\t"context": {\n\t\t"names": ["A.md", "B.md"]\n\t}\n}\n',
}


@pytest.mark.parametrize("written", WRITTEN)
def test_settings_are_read_with_comments_and_commas(written: str) -> None:
    """As editors write them, which agents take."""
    assert named_by(WRITTEN[written], Setting("a.jsonc", "context.names")) == ("A.md", "B.md")


def test_what_looks_like_a_comment_in_a_name_is_none() -> None:
    """An address has two slashes."""
    found = named_by(b'{"names": ["https://example.org/a.md", "docs/**/*.md"]} // end', Setting("a.json", "names"))
    assert found == ("https://example.org/a.md", "docs/**/*.md")


@pytest.mark.parametrize(
    ("dialect", "glob", "expected"),
    [
        ("glob", "*.ts", "/*.ts"),
        ("glob", "**/*.ts", "**/*.ts"),
        ("glob", "src/*.ts", "src/*.ts"),
        ("gitignore", "*.ts", "*.ts"),
    ],
)
def test_a_glob_without_a_slash_is_for_the_top_or_for_every_folder(dialect: str, glob: str, expected: str) -> None:
    """By the language that the agent speaks."""
    keys = Keys(FACT, globs="globs", globs_type="list", dialect=dialect)  # type: ignore[arg-type]
    assert read(keys, f'---\nglobs: ["{glob}"]\n---\ntext\n').globs == (expected,)
