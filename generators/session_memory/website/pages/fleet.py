"""The fleet: every repo, every pattern, how they stand, and how much of it was there when."""

from __future__ import annotations

from collections.abc import Iterator

from session_memory.website.across import Across
from session_memory.website.coverage import of_fleet
from session_memory.website.machine.matrix import CSV, JSON, SCRIPT
from session_memory.website.page import Page, index
from session_memory.website.plot import plot
from session_memory.website.rollouts import OPEN, newest_first, next_of
from session_memory.website.site_model import SiteModel
from session_memory.website.states import MEANS, PRESSING


def pages(model: SiteModel, across: Across) -> Iterator[Page]:
    """There is one."""
    totals = across.matrix.counts
    seen = {cell.state for row in across.matrix.rows for cells in row.meets.values() for cell in cells}
    views = [view for view in model.repos if view.repo.enabled]
    values = {
        "matrix": across.matrix,
        "totals": {state: totals[state] for state in PRESSING if totals[state]},
        "rows": [(row.repo, row.counts) for row in across.matrix.rows],
        "seen": [state for state in PRESSING if state in seen],
        "domains": sorted({*(view.repo.domain for view in views)} - {""}),
        "flavors": sorted({flavor for view in views for flavor in view.repo.flavors}),
        "states": PRESSING,
        "means": MEANS,
        "files": {"script": SCRIPT, "JSON": JSON, "CSV": CSV},
        "picture": plot(of_fleet(across.matrix, views)),
        "open": [(one, next_of(one)) for one in newest_first(model.rollouts) if one.stage in OPEN],
    }
    yield index("fleet", "Fleet", **values)
