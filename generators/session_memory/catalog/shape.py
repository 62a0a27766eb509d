"""Does plain data have the shape of its kind? Asked of pydantic, which reads the model's own definitions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
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


def misfits(kind: Kind, data: Mapping[str, Any]) -> tuple[Misfit, ...]:
    """Everything in which `data` differs from the shape of its kind."""
    return _validated(kind, json.dumps(data))[1]


def fitted(kind: Kind, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The data in the one form that `values.build` reads, defaults left out. As it is when it does not fit."""
    known = _validated(kind, json.dumps(data))[0]
    return data if known is None else known


@cache
def adapter(kind: Kind) -> TypeAdapter[Any]:
    """Pydantic's view of a kind."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind.shape)


@lru_cache(maxsize=4)
def _validated(kind: Kind, text: str) -> tuple[Mapping[str, Any] | None, tuple[Misfit, ...]]:
    from pydantic import ValidationError

    try:
        value = adapter(kind).validate_json(text, strict=True)
    except ValidationError as error:
        return None, tuple(_misfit(dict(found)) for found in error.errors(include_url=False, include_input=False))
    return adapter(kind).dump_python(value, mode="json", exclude_defaults=True), ()


def _misfit(error: Mapping[str, Any]) -> Misfit:
    *keys, last = error["loc"] or ("",)
    of_key = last == "[key]"
    return Misfit(error["type"], tuple(keys if of_key else (*keys, last)), error.get("ctx", {}), of_key)
