"""The matrix: every repo, every pattern, and how they stand."""

from __future__ import annotations

from collections.abc import Iterator

from session_memory.website.across import Across
from session_memory.website.machine.matrix import CSV, JSON, SCRIPT
from session_memory.website.page import Page, index
from session_memory.website.site_model import SiteModel
from session_memory.website.states import MEANS, PRESSING


def pages(model: SiteModel, across: Across) -> Iterator[Page]:
    """There is one."""
    totals = across.matrix.counts
    values = {
        "matrix": across.matrix,
        "totals": {state: totals[state] for state in PRESSING if totals[state]},
        "rows": [(row.repo, row.counts) for row in across.matrix.rows],
        "states": PRESSING,
        "means": MEANS,
        "files": {"script": SCRIPT, "JSON": JSON, "CSV": CSV},
    }
    yield index("matrix", "Matrix", **values)
