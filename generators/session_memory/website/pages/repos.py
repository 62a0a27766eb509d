"""The list of repos, and the page of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from session_memory.model import CellState, Mark, State
from session_memory.website import addresses
from session_memory.website.across import Across
from session_memory.website.page import Page, index
from session_memory.website.patch import file_diffs
from session_memory.website.site_model import RepoView, SiteModel
from session_memory.website.waiting import out_of_step


def pages(model: SiteModel, across: Across) -> Iterator[Page]:
    """The list first."""
    yield index("repos", "Repos", repos=model.repos, out_of_step=out_of_step)
    yield from (_repo(view) for view in model.repos)


def _repo(view: RepoView) -> Page:
    stands = [c for c in view.cells if c.flavor or c.state is not State.SKIPPED]
    rows: dict[str, dict[str, list[CellState]]] = {}
    for cell in stands:
        if cell.flavor:
            rows.setdefault(cell.pattern_id, {}).setdefault(cell.flavor, []).append(cell)
    values = {
        "view": view,
        "repo": view.repo,
        "flavors": sorted({cell.flavor for cell in stands if cell.flavor}),
        "rows": rows,
        "others": [cell for cell in stands if not cell.flavor],
        "notes": _notes(stands),
        "before": {budget.flavor: budget.total for budget in view.plan.before},
        "diffs": tuple(file_diffs(view.proposal.patch)) if view.proposal else (),
    }
    page = addresses.repo_page(view.repo.name)
    return Page(page, "repo.md", view.repo.name, values, source=view.path, searched=False)


def _notes(cells: list[CellState]) -> Mapping[tuple[State, Mark | None, str], Iterable[str]]:
    """Patterns by what is said about their state, so that thirty with one cause are one line."""
    notes: dict[tuple[State, Mark | None, str], dict[str, None]] = {}
    for cell in filter(lambda cell: cell.note, cells):
        notes.setdefault((cell.state, cell.mark, cell.note), {})[cell.pattern_id] = None
    return notes
