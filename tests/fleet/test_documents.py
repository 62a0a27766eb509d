"""Values of a rollout as files: read again they are the same, and what was changed is not read at all."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from rolled import a_rollout, happening, result
from session_memory.errors import SessionMemoryError
from session_memory.fleet.documents import content, digest, read
from session_memory.rollout import Happening, Kind, Look, Report, Result, Rollout

KINDS: tuple[Any, ...] = (Rollout, Report, Result, Happening, Look)


def every(kind: Any) -> SearchStrategy[Any]:
    """Values with whatever their types let stand in them."""
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        return st.builds(kind, **{field.name: every(hints[field.name]) for field in dataclasses.fields(kind)})
    if get_origin(kind) is tuple and get_args(kind)[-1] is Ellipsis:
        return st.lists(every(get_args(kind)[0]), max_size=2).map(tuple)
    if get_origin(kind) is Mapping:
        return st.dictionaries(*map(every, get_args(kind)), max_size=2)
    return st.from_type(kind)


@given(st.one_of(*map(every, KINDS)))
def test_what_is_written_is_read_as_it_was(value: Rollout | Report | Result | Happening | Look) -> None:
    """Any value, any text in it; and its bytes are the only ones for it."""
    written = content(value)
    there = read(type(value), written, "here")
    assert there == value and content(there) == written


@given(every(Result), st.data())
def test_a_changed_byte_is_never_read_as_the_same(value: Result, data: st.DataObject) -> None:
    """It is refused with the file's name, or it is another value with another digest."""
    written = content(value)
    at = data.draw(st.integers(0, len(written) - 1))
    other = (
        written[:at] + bytes([data.draw(st.integers(0, 255).filter(lambda b: b != written[at]))]) + written[at + 1 :]
    )
    try:
        found = read(Result, other, "steps/1/applied/shop.json")
    except SessionMemoryError as error:
        assert error.where == "steps/1/applied/shop.json" and error.hint
    else:
        assert found != value and digest(other) != digest(written)


SPOILED = {
    "nothing": b"",
    "no JSON": b"{",
    "not UTF-8": b"\xff",
    "another kind": content(happening(Kind.PAUSED)),
    "an unknown word": content(result("shop")).replace(b'"done"', b'"finished"'),
    "a newer format": content(result("shop")).replace(b'"format": 1', b'"format": 2'),
    "an unknown key": content(result("shop")).replace(b'"came"', b'"colour": "red",\n"came"'),
    "written by another program": json.dumps(json.loads(content(result("shop")))).encode(),
    "a line too many": content(result("shop")) + b"\n",
    "a key twice": content(result("shop")).replace(b'"came": "done"', b'"came": "done",\n"came": "done"'),
    "a list": b"[]\n",
}


@pytest.mark.parametrize("name", SPOILED)
def test_what_the_program_did_not_write_is_refused(name: str) -> None:
    """With the file, what is wrong in one line, and what to do."""
    with pytest.raises(SessionMemoryError) as raised:
        read(Result, SPOILED[name], "rollouts/0001/steps/1/applied/shop.json")
    assert raised.value.where == "rollouts/0001/steps/1/applied/shop.json"
    assert "restore it from git" in raised.value.hint and "\n" not in raised.value.message
    assert not re.search(r"pydantic|https?://", raised.value.message), raised.value.message


def test_a_document_is_for_people_too() -> None:
    """Each unit and each step is a line of its own, so that a review of it is an ordinary git diff."""
    lines = content(a_rollout()).decode().splitlines()
    assert sum('"repo": ' in line for line in lines) == 4 and sum('"percent": ' in line for line in lines) == 2
    assert '"at": "2026-11-21T10:15:00Z",' in lines
