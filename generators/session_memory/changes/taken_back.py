"""The hand-written text that a plan would replace, shown before anybody says yes to it. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from session_memory.changes.texts import text_in
from session_memory.model import FileChange, Item, Plan


def taken_back(plan: Plan) -> Iterator[str]:
    """Markdown for each hand edit that goes away: what stands there now, against what would stand there."""
    changes = {change.path: change for change in plan.changes}
    for item in plan.taken_back:
        where = f"{item.pattern_id} in `{item.path}`"
        yield f"**Hand-written text goes away:** {where} is {item.state}, and our text was asked back."
        yield "Lines with `-` stand there now and would be lost, lines with `+` come in their place:"
        yield _shown(item, changes[item.path])


def _shown(item: Item, change: FileChange) -> str:
    sides = (text_in(content, item.pattern_id, item.form) for content in (change.before, change.after))
    # For reading, not for applying: a byte that is no text is shown as one.
    before, after = (side.decode("utf-8", "backslashreplace").split("\n") for side in sides)
    lines = list(difflib.unified_diff(before, after, lineterm=""))[2:]  # below the names of the two sides
    longest = max((len(fence) for line in lines for fence in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}diff", *lines, fence])
