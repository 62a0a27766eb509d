"""Whether the values of a frozen dataclass are of the types that it declares: nobody else looks, for a third party."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass
from functools import cache
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints


def misfits(value: Any, declared: Any, where: str) -> Iterator[str]:
    """`where: what is wrong` for each value in `value` that is not what is declared."""
    if isinstance(declared, type):
        if not isinstance(value, declared) or (declared is int and isinstance(value, bool)):
            yield f"{where}: {value!r} is no {declared.__name__}"
        for name, hint in _hints(declared).items() if isinstance(value, declared) else ():
            yield from misfits(getattr(value, name), hint, f"{where}.{name}")
    elif get_origin(declared) is tuple:
        yield from _tuple(value, get_args(declared), where)
    elif get_origin(declared) is Literal:
        if value not in get_args(declared):
            yield f"{where}: {value!r} is none of {', '.join(map(repr, get_args(declared)))}"
    else:
        yield from _either(value, get_args(declared), where)


def _tuple(value: Any, declared: tuple[Any, ...], where: str) -> Iterator[str]:
    if not isinstance(value, tuple):
        yield f"{where}: {value!r} is no tuple; one with a single value needs a comma behind it"
    elif declared[1:] == (...,):
        for at, one in enumerate(value):
            yield from misfits(one, declared[0], f"{where}[{at}]")
    elif len(value) != len(declared):
        yield f"{where}: has {len(value)} values and not {len(declared)}"
    else:
        for at, (one, hint) in enumerate(zip(value, declared, strict=True)):
            yield from misfits(one, hint, f"{where}[{at}]")


def _either(value: Any, declared: tuple[Any, ...], where: str) -> Iterator[str]:
    told = [list(misfits(value, one, where)) for one in declared if one is not NoneType or value is None]
    if all(told):
        yield from told[0]


@cache
def _hints(declared: type) -> dict[str, Any]:
    """Field -> what it is declared to be; empty for what is no dataclass."""
    return get_type_hints(declared) if is_dataclass(declared) else {}
