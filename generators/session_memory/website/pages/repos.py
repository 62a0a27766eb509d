"""The page of each repo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from session_memory.model import IMPORT_ID
from session_memory.website import addresses, in_repo
from session_memory.website.across import Across
from session_memory.website.cells import counts
from session_memory.website.page import Page
from session_memory.website.patch import file_diffs, one_diff
from session_memory.website.rollouts import Short
from session_memory.website.site_model import RepoView, SiteModel
from session_memory.website.states import MEANS
from session_memory.website.waiting import of_repo
from session_memory.website.words import FOUND

LATEST = 50
"""Events that stand open."""


def pages(model: SiteModel, across: Across) -> Iterator[Page]:
    """In the order of their names."""
    versions = {file.id: FOUND for file in model.broken} | {IMPORT_ID: ""}
    versions |= {view.pattern.id: view.pattern.version for view in model.patterns}
    yield from (_repo(view, versions, across.reached.get(view.repo.name, ())) for view in model.repos)


def _repo(view: RepoView, versions: Mapping[str, str], rollouts: tuple[Short, ...]) -> Page:
    rows = in_repo.rows(view.cells)
    values: dict[str, Any] = {
        "view": view,
        "repo": view.repo,
        "counts": counts(view.cells),
        "waiting": tuple(of_repo(view)),
        "flavors": sorted({flavor for row in rows for flavor in row.cells if flavor}),
        "rows": rows,
        "kinds": dict.fromkeys((cell.state, cell.mark) for row in rows for some in row.cells.values() for cell in some),
        "reasons": in_repo.reasons(view.cells),
        "elsewhere": any("" in row.cells for row in rows),
        "versions": versions,
        "means": MEANS,
        "loads": in_repo.loads(view.plan),
        "diffs": tuple(file_diffs(view.proposal.patch)) if view.proposal else (),
        "one_diff": one_diff,
        "agents": tuple((agent, in_repo.in_groups(agent.wrong)) for agent in view.agents),
        "left_out": in_repo.left_out(view.plan),
        "applied": next((one for one in view.log if one.what == "applied"), None),
        "rollouts": rollouts,
        "latest": view.log[:LATEST],
        "older": view.log[LATEST:],
    }
    page = addresses.repo_page(view.repo.name)
    return Page(page, "repo.md", view.repo.name, values, source=view.path, searched=False, names=(view.repo.name,))
