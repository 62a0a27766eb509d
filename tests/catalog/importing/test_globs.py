"""Globs of other tools in the language of a pattern's scope."""

from __future__ import annotations

import pytest

from session_memory.catalog.importing import globs
from session_memory.catalog.importing.rule import Refused


@pytest.mark.parametrize(
    ("value", "paths"),
    [
        ("**/*.ts,**/*.tsx", ("**/*.ts", "**/*.tsx")),
        ("**/*.{ts,tsx}, docs/**", ("**/*.ts", "**/*.tsx", "docs/**")),
        (["src/{a,b/{c,d}}/*.py"], ("src/a/*.py", "src/b/c/*.py", "src/b/d/*.py")),
        (["*.md, *.txt", "./x/*"], ("*.md", "*.txt", "x/*")),
        ("'**/*.rs'", ("**/*.rs",)),
        ("a.py, a.py", ("a.py",)),
    ],
)
def test_strings_and_lists(value: object, paths: tuple[str, ...]) -> None:
    """Commas outside braces separate globs, braces are written out, and each glob is kept once."""
    assert globs.read("globs", value) == (paths, ())


@pytest.mark.parametrize("value", [None, "", [], " , ", "**", "**/*", "*", ["*"], "**/*, src/**"])
def test_everywhere_is_no_restriction(value: object) -> None:
    """No glob, or one that every file matches, leaves the scope open."""
    assert globs.read("globs", value) == ((), ())


@pytest.mark.parametrize(
    ("glob", "why"),
    [
        ("!src/x.py", "takes files away"),
        ("../other/**", "leads outside"),
        ("src\\**", "is not a path"),
        ("C:/code/*.py", "is not a path"),
        ("~/notes/*.md", "is not a path"),
        ("src/{a,b", "braces that stand for nothing"),
        ("**/${input:file}", "braces that stand for nothing"),
        ("src/`a`", "backtick"),
        ("src/[a", "matches nothing"),
    ],
)
def test_a_glob_that_cannot_be_kept_is_named(glob: str, why: str) -> None:
    """The others are kept, and the note says which went and why."""
    paths, notes = globs.read("applyTo", ["docs/**", glob])
    assert paths == ("docs/**",)
    assert len(notes) == 1
    assert glob in notes[0]
    assert why in notes[0]


@pytest.mark.parametrize("value", ["!src/**", ["../x"]])
def test_a_narrow_rule_never_becomes_a_wide_one_in_silence(value: object) -> None:
    """A draft is sent nowhere before a person approves it, and that person is told."""
    paths, notes = globs.read("globs", value)
    assert paths == ()
    assert "narrow it before approving" in notes[-1]


@pytest.mark.parametrize("value", [5, True, {"a": 1}, [["a"]], ["a", None]])
def test_what_holds_no_globs_is_refused(value: object) -> None:
    """Nobody can say what its author meant."""
    with pytest.raises(Refused):
        globs.read("globs", value)


def test_braces_do_not_explode() -> None:
    """A glob that stands for very many is refused before they are written out."""
    with pytest.raises(Refused, match="more than"):
        globs.read("globs", "{a,b}" * 40)


def test_globs_start_from_the_folder_the_rule_lies_in() -> None:
    """Anchored globs are put below it, names without a slash match at any depth of it."""
    assert globs.read("paths", "src/*.go, *.proto, /x", "svc")[0] == ("svc/src/*.go", "svc/**/*.proto", "svc/x")
    assert globs.read("paths", None, "svc")[0] == ("svc/**",)
