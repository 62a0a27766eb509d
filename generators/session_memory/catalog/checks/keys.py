"""Checks of keys and values against the shape of their kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, get_args

from session_memory.catalog.checks.check import Hit, quoted
from session_memory.catalog.shape import Misfit
from session_memory.catalog.sheet import Sheet
from session_memory.catalog.values import shape_at
from session_memory.catalog.yaml_tree import Items, Scalar
from session_memory.model import KEBAB, REPO_NAME
from session_memory.near import did_you_mean

UNKNOWN, MISSING = "unexpected_keyword_argument", "missing"

DATE = "a date such as 2026-11-21"
MAPPING = "keys with values"
EXPECTED = {
    "string_type": "text",
    "bool_type": "`true` or `false`",
    "tuple_type": "a list",
    "int_type": "a whole number",
    "float_type": "a number",
    "dict_type": MAPPING,
    "dataclass_type": MAPPING,
    "date_type": DATE,
    "date_parsing": DATE,
    "date_from_datetime_parsing": DATE,
    "date_from_datetime_inexact": DATE,
    "enum": "one of {expected}",
    "literal_error": "one of {expected}",
    "greater_than_equal": "at least {ge:g}",
    "less_than_equal": "at most {le:g}",
}
"""Pydantic's rule -> what should stand there."""

FORMS = {
    KEBAB: "lower-case letters and digits with single hyphens",
    REPO_NAME: "letters, digits, `.`, `_` and `-`",
    r"\S": "text that is not blank",
}
"""Regular expression -> what it asks for."""

VERSION = "three numbers such as 1.0.0"
VERSIONED = ("version", "agent_versions")
"""Keys under which YAML takes a version of two numbers for one number."""

ADVICE = {
    "string_type": "put it in quotes",
    "bool_type": "write `true` or `false`, without quotes",
    "tuple_type": "write it as `[one, two]`",
    "dict_type": "indent its keys below it, or leave it out",
    "dataclass_type": "indent its keys below it, or leave it out",
}


def unknown_key(sheet: Sheet) -> Iterator[Hit]:
    """A key that there is not: the value would silently have no effect."""
    for misfit in sheet.fit[1]:
        if misfit.rule == UNKNOWN:
            *above, key = misfit.keys
            hint = did_you_mean(str(key), _known(shape_at(sheet.kind.shape, tuple(above))))
            yield Hit(sheet.place_of_key(*misfit.keys), f"there is no key {quoted(str(key))}{_inside(above)}", hint)


def missing_key(sheet: Sheet) -> Iterator[Hit]:
    """A key that has to be there."""
    for misfit in sheet.fit[1]:
        if misfit.rule == MISSING:
            *above, key = misfit.keys
            yield Hit(sheet.place(*above), f"the key {quoted(str(key))} is missing{_inside(above)}")


def wrong_value(sheet: Sheet) -> Iterator[Hit]:
    """A value of the wrong type, or one that is not allowed."""
    for misfit in sheet.fit[1]:
        if misfit.rule not in (UNKNOWN, MISSING):
            place = sheet.place_of_key(*misfit.keys) if misfit.of_key else sheet.place(*misfit.keys)
            name = quoted(_name(misfit.keys))
            yield Hit(
                place, f"{name}: expected {_expected(misfit)}, found {_found(sheet, misfit)}", _hint(sheet, misfit)
            )


def _known(shape: Any) -> list[str]:
    return [field.name for field in fields(shape)] if is_dataclass(shape) else []


def _inside(above: list[str | int]) -> str:
    return f" in {quoted(_name(tuple(above)))}" if above else ""


def _name(keys: tuple[str | int, ...]) -> str:
    """The path as people write it, positions from 1: `evidence 2 date`."""
    return " ".join(str(key + 1) if isinstance(key, int) else key for key in keys)


def _expected(misfit: Misfit) -> str:
    if misfit.keys[0] in VERSIONED and misfit.rule == "string_type":
        return VERSION
    if misfit.rule == "string_pattern_mismatch":
        return FORMS.get(misfit.detail["pattern"], VERSION)
    return EXPECTED[misfit.rule].format(**{key: value for key, value in misfit.detail.items() if key != "error"})


def _found(sheet: Sheet, misfit: Misfit) -> str:
    if misfit.of_key:
        return quoted(str(misfit.keys[-1]))
    node = sheet.node(*misfit.keys)
    if isinstance(node, Scalar):
        text = quoted(node.text) if node.text else ""
        return text or ("an empty text" if node.quote else "nothing")
    return "a list" if isinstance(node, Items) else MAPPING


def _hint(sheet: Sheet, misfit: Misfit) -> str:
    node = sheet.node(*misfit.keys)
    if not isinstance(node, Scalar):
        return ADVICE.get(misfit.rule, "")
    if misfit.rule in ("enum", "literal_error"):
        return _nearest(node.text, shape_at(sheet.kind.shape, misfit.keys))
    if not node.text and not node.quote:
        return "give it a value, or leave the key out"
    if misfit.rule in ("int_type", "float_type"):
        return "write it without quotes" if node.quote else ""
    return "" if misfit.keys[0] in VERSIONED else ADVICE.get(misfit.rule, "")


def _nearest(text: str, shape: Any) -> str:
    known = (
        [str(member) for member in shape] if isinstance(shape, type) and issubclass(shape, Enum) else get_args(shape)
    )
    hint = did_you_mean(text.lower(), known)
    return hint if hint.startswith("did") else ""
