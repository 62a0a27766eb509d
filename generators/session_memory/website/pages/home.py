"""The front page: what waits, and how everything stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from session_memory.model import State, Status
from session_memory.website.across import Across
from session_memory.website.page import LIST, Page
from session_memory.website.site_model import SiteModel
from session_memory.website.waiting import out_of_step, waiting


def pages(model: SiteModel, across: Across) -> Iterator[Page]:
    """There is one."""
    rows = waiting(model, across)
    standing = {view.repo.name: Counter(cell.state for cell in view.cells) for view in model.repos}
    values = {
        "waiting": rows,
        "proposals": sum(1 for row in rows if row.kind == "proposal"),
        "approved": sum(1 for view in model.patterns if view.pattern.status is Status.APPROVED),
        "states": [state for state in State if any(numbers[state] for numbers in standing.values())],
        "standing": standing,
        "unsettled": sum(map(out_of_step, model.repos)),
    }
    yield Page("", "home.md", "Session Memory", values, searched=False, beside=LIST)
