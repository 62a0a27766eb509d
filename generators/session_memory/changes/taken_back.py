"""The hand-written text that a plan would replace, shown before anybody says yes to it. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from session_memory.changes.texts import text_in
from session_memory.model import FileChange, Item, Plan


def taken_back(plan: Plan) -> Iterator[str]:
    """Markdown for each hand edit that goes away: what stands there now, against what would stand there."""
    for item in plan.taken_back:
        for change in (c for c in plan.changes if item.path in (c.path, c.skill)):
            where = f"{item.pattern_id} in `{change.path}`"
            yield f"**Hand-written text goes away:** {where} is {item.state}, and our text was asked back."
            yield "Lines with `-` stand there now and would be lost, lines with `+` come in their place:"
            yield _shown(item, change)


def _shown(item: Item, change: FileChange) -> str:
    contents = (change.before, change.after)
    sides = (c or b"" if change.skill else text_in(c, item.pattern_id, item.form) for c in contents)
    # For reading, not for applying: a byte that is no text is shown as one.
    before, after = (side.decode("utf-8", "backslashreplace").split("\n") for side in sides)
    lines = list(difflib.unified_diff(before, after, lineterm=""))[2:]  # below the names of the two sides
    longest = max((len(fence) for line in lines for fence in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}diff", *lines, fence])
