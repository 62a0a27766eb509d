"""Each check has a page, and the examples on it are what the check really says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from check_examples import files_of, findings_of, told_of
from markdown_it import MarkdownIt

from session_memory.catalog import checks
from session_memory.catalog.checks import TABLE, explain
from session_memory.catalog.checks.check import Check
from session_memory.errors import UsageError
from session_memory.model import Finding

EVERY = pytest.mark.parametrize("check", TABLE, ids=lambda check: f"{check.code}-{check.name}")


@EVERY
def test_the_page_is_complete(check: Check[object]) -> None:
    """A title with code and name, then what, why, how to mend it, and two examples."""
    page = explain(check.code)
    tokens = MarkdownIt("commonmark").parse(page)
    headings = [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"]
    assert headings == [f"{check.code} {check.name}", "What", "Why", "Mend", "Bad", "Good"]


@EVERY
def test_the_bad_example_is_found(check: Check[object], tmp_path: Path) -> None:
    """The bad example has exactly the findings that the page tells, all of this check."""
    page = explain(check.code)
    findings = findings_of(tmp_path, files_of(page, "Bad"))
    assert "\n".join(map(str, findings)) == told_of(page)
    assert {finding.code for finding in findings} == {check.code}


@EVERY
def test_the_good_example_is_good(check: Check[object], tmp_path: Path) -> None:
    """The good example has no finding at all."""
    assert findings_of(tmp_path, files_of(explain(check.code), "Good")) == ()


@EVERY
def test_the_finding_helps(check: Check[object], tmp_path: Path) -> None:
    """A finding says what is wrong without a full stop, and mostly what to do; no page promises less than its check."""
    findings: tuple[Finding, ...] = findings_of(tmp_path, files_of(explain(check.code), "Bad"))
    for finding in findings:
        assert finding.message and not finding.message.endswith(".")
        assert finding.hint or check.code in ("SM121", "SM122")


def test_codes_and_names_are_unique() -> None:
    """A code means one thing, for ever."""
    assert len({check.code for check in TABLE}) == len({check.name for check in TABLE}) == len(TABLE)
    assert [check.code for check in TABLE] == sorted(check.code for check in TABLE)
    assert all(re.fullmatch(r"SM1\d\d", check.code) for check in TABLE)


def test_no_page_without_a_check() -> None:
    """Pages and table are the same list."""
    folder = Path(checks.__file__).parent / "explain"
    assert sorted(path.stem for path in folder.iterdir()) == [check.code for check in TABLE]


def test_a_code_in_small_letters_is_explained() -> None:
    """People type as they like."""
    assert explain("sm104") == explain("SM104")


def test_an_unknown_code_names_the_nearest() -> None:
    """A slip of the finger is answered with what was meant."""
    with pytest.raises(UsageError) as told:
        explain("SM1700")
    assert "did you mean `SM170`?" in str(told.value)
