"""Does plain data have the shape of its kind? Asked of pydantic, which reads the model's own definitions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from session_memory.catalog.kinds import Kind

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Step = str | int


@dataclass(frozen=True, slots=True)
class Misfit:
    """One way in which data does not fit."""

    rule: str
    """Pydantic's name for it, such as `missing`."""
    keys: tuple[Step, ...]
    """Path to the value."""
    detail: Mapping[str, Any]
    """Numbers and names that belong to the rule."""
    of_key: bool = False
    """It is the key that does not fit, not its value."""


def fit(kind: Kind, data: Mapping[str, Any]) -> tuple[Mapping[str, Any], tuple[Misfit, ...]]:
    """(the data in the one form that `values.build` reads, defaults left out; everything in which it does not fit).

    Data that does not fit comes back as it is.
    """
    from pydantic import ValidationError

    try:
        value = adapter(kind).validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        return data, tuple(_misfit(dict(found)) for found in error.errors(include_url=False, include_input=False))
    return adapter(kind).dump_python(value, mode="json", exclude_defaults=True), ()


@cache
def adapter(kind: Kind) -> TypeAdapter[Any]:
    """Pydantic's view of a kind."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind.shape)


def _misfit(error: Mapping[str, Any]) -> Misfit:
    *keys, last = error["loc"] or ("",)
    of_key = last == "[key]"
    return Misfit(error["type"], tuple(keys if of_key else (*keys, last)), error.get("ctx", {}), of_key)
