"""Canonical JSON: one byte sequence per value, nothing of it lost, and rows that git can merge line by line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from session_memory.canonical import canonical

TEXTS = st.text(st.sampled_from('ab\x01\n"\\,[]{} é\u2028'), max_size=4) | st.sampled_from(["\x01", ", ", '["", NaN]'])
PLAIN = st.none() | st.booleans() | st.integers(-9, 9) | TEXTS
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=3))


def plainly(document: dict[str, Any]) -> str:
    """As the layout is defined: every row of every list encoded alone."""

    def rows(value: Any) -> str:
        if not isinstance(value, list) or not value:
            return json.dumps(value, sort_keys=True, ensure_ascii=False)
        return "[\n  " + ",\n  ".join(json.dumps(row, sort_keys=True, ensure_ascii=False) for row in value) + "\n]"

    keys = (f"{json.dumps(key, ensure_ascii=False)}: {rows(value)}" for key, value in sorted(document.items()))
    return "{\n" + ",\n".join(keys) + "\n}\n"


@given(st.dictionaries(TEXTS, VALUES, max_size=3))
@example({"x": [["a", "\x01", "b"]]})
@example({"x": ["\x01", "\x01", ["\x01", "\x01", "\x01"]]})
def test_nothing_is_lost_and_every_row_has_its_line(document: dict[str, Any]) -> None:
    """Whatever text is in it, also such as could be taken for what stands between two rows."""
    written = canonical(document)
    assert written.decode() == plainly(document)
    assert json.loads(written) == document


@pytest.mark.parametrize("row", [["a", "\x01", "b"], ["", None], "\x01"])
def test_two_values_are_never_the_same_bytes(row: Any) -> None:
    """A row with an odd element in its middle is not two rows."""
    assert canonical({"x": [row, 1]}).count(b"\n") == 6
