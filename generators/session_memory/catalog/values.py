"""Plain data, as it comes from YAML or the cache, becomes the frozen values of the model."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def build(shape: type[T], data: Mapping[str, Any]) -> T:
    """The frozen dataclass `shape` with these fields. The data has been validated: nothing is checked here."""
    return shape(**made(shape, data))


def made(shape: type, data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `shape` that `data` gives, as the values they are in the model."""
    values = dict(data)
    for name, make in _makers(shape):
        if name in values:
            values[name] = make(values[name])
    return values


def shape_at(shape: Any, keys: tuple[str | int, ...]) -> Any:
    """The type at the end of a path of keys and list positions below `shape`; None where the path leaves it."""
    for key in keys:
        shape = _optional(shape)
        if is_dataclass(shape) and isinstance(shape, type):
            shape = _hints(shape).get(str(key))
        elif get_origin(shape) in (Mapping, tuple):
            shape = get_args(shape)[1 if get_origin(shape) is Mapping else 0]
        else:
            return None
    return _optional(shape)


@cache
def _makers(shape: type) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """The fields whose values are not plain data, each with what makes the value."""
    known = ((name, _maker(hint)) for name, hint in _hints(shape).items())
    return tuple((name, make) for name, make in known if make is not None)


@cache
def _hints(shape: Any) -> dict[str, Any]:
    hints = get_type_hints(shape)
    return {field.name: hints[field.name] for field in fields(shape)}


def _maker(hint: Any) -> Callable[[Any], Any] | None:
    """What turns plain data into a `hint`; None when they are the same."""
    if _optional(hint) is not hint:
        inner = _maker(_optional(hint))
        return inner and (lambda value: None if value is None else inner(value))
    if get_origin(hint) is tuple:
        item = _maker(get_args(hint)[0])
        return tuple if item is None else lambda value: tuple(item(one) for one in value)
    if get_origin(hint) is Mapping:
        key, inside = (_maker(part) or _same for part in get_args(hint))
        return lambda value: {key(name): inside(one) for name, one in value.items()}
    if is_dataclass(hint) and isinstance(hint, type):
        return partial(build, hint)
    if hint is datetime.date:
        return datetime.date.fromisoformat
    return hint if isinstance(hint, type) and issubclass(hint, Enum) else None


def _optional(hint: Any) -> Any:
    """`hint` without its `| None`. With an annotated type, `|` makes the older kind of union."""
    if get_origin(hint) not in (UnionType, Union):
        return hint
    return next(part for part in get_args(hint) if part is not NoneType)


def _same(value: Any) -> Any:
    return value
