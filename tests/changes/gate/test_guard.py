"""Where policy never writes: by name, by every spelling that some system takes for it, and along links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changes.write.test_path_attacks import SPELLINGS
from session_memory.changes.gate.guard import Guard
from session_memory.model import NeverWrite
from session_memory.paths import unsafe_path

LEGACY = Guard((NeverWrite(path="legacy/", reason="frozen"), NeverWrite(path="CLAUDE.md")))


def test_it_says_why() -> None:
    """As policy names it, with its reason when it has one."""
    assert LEGACY.why("legacy/api/AGENTS.md") == "policy never writes to legacy/: frozen"
    assert LEGACY.why("CLAUDE.md") == "policy never writes to CLAUDE.md"


@pytest.mark.parametrize("path", ["legacy-tools/AGENTS.md", "legacy.md", "api/legacy/AGENTS.md", "CLAUDE.md.txt", "x"])
def test_a_prefix_ends_where_a_name_ends(path: str) -> None:
    """And begins at the root."""
    assert LEGACY.why(path) == ""


@pytest.mark.parametrize("prefix", ["legacy", "legacy/", "Legacy/", "./legacy/", "legacy//"])
def test_a_prefix_may_be_written_with_a_slash_or_without(prefix: str) -> None:
    """It is the same folder."""
    assert Guard((NeverWrite(path=prefix),)).why("legacy/AGENTS.md")


@pytest.mark.parametrize(
    "path",
    [
        "LEGACY/AGENTS.md",
        "legacy",
        "legacy./AGENTS.md",
        "legacy /AGENTS.md",
        "./legacy/AGENTS.md",
        "docs/../legacy/AGENTS.md",
        "legacy//AGENTS.md",
        "legacy\\AGENTS.md",
        "/legacy/AGENTS.md",
        "claude.MD",
    ],
)
def test_another_spelling_of_the_same_place_is_the_same_place(path: str) -> None:
    """As far as any system takes it for that."""
    assert LEGACY.why(path)


def test_accents_have_two_spellings() -> None:
    """One of which macOS makes of the other."""
    assert Guard((NeverWrite(path="caf\u00e9/"),)).why("CAFE\u0301/AGENTS.md")


@pytest.mark.parametrize("path", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_no_spelling_gets_round_it(path: str) -> None:
    """What the attacks on a guarded folder would write is guarded, or is no path that anything is written to."""
    guard = Guard((NeverWrite(path="docs/"), NeverWrite(path=".git/"), NeverWrite(path="secret.md")))
    assert guard.why(path) or unsafe_path(path)


@pytest.mark.parametrize("given_path", ["legacy/AGENTS.md", "docs/AGENTS.md"])
def test_a_link_is_guarded_at_both_ends(given_path: str) -> None:
    """Written through the link or at its end, it is one file."""
    guard = Guard(LEGACY.rows, {"legacy/AGENTS.md": "docs/AGENTS.md"})
    assert guard.why(given_path)
    assert not guard.why("docs/CLAUDE.md")


def test_without_rows_everything_is_open() -> None:
    """As it is by default."""
    assert Guard().why("legacy/AGENTS.md") == ""


NAMES = st.text("abcXYZ.-_ 1", min_size=1, max_size=8).filter(lambda name: name.strip(" .") == name)


@given(st.lists(NAMES, min_size=1, max_size=4), st.lists(NAMES, max_size=3), st.booleans())
def test_everything_below_is_guarded_and_nothing_beside(above: list[str], below: list[str], swap: bool) -> None:
    """Whatever the folder is called, in any case of letters."""
    guard = Guard((NeverWrite(path="/".join(above) + "/"),))
    path = "/".join([*above, *below])
    assert guard.why(path.swapcase() if swap else path)
    assert not guard.why("/".join([*above[:-1], above[-1] + "x", *below]))
