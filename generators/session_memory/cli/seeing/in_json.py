"""One object on standard output, written row by row: of a large fleet nobody holds all rows at once."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any


def in_json(key: str, rows: Iterable[Any], rest: Callable[[], Mapping[str, Any]]) -> Iterator[str]:
    """The pieces of `{key: [rows], **rest}` as `json.dumps` with an indent of 2 has them; `rest` is asked at the end.

    Nothing before the first row is there, or it is known that there is none.
    """
    start = before = f"{{\n  {json.dumps(key)}: ["
    for row in rows:
        yield f"{before}\n{textwrap.indent(json.dumps(row, indent=2), '    ')}"
        before = ","
    yield f"{start}]" if before == start else "\n  ]"
    yield f",{json.dumps(rest(), indent=2)[1:]}\n"
