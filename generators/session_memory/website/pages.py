"""Which pages there are, and what each template is given. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from session_memory.model import CellState, Mark, Outcome, State, Status
from session_memory.website import addresses
from session_memory.website.across import Across
from session_memory.website.escape import visible
from session_memory.website.patch import file_diffs
from session_memory.website.site_model import BrokenPattern, PatternView, RepoView, SiteModel
from session_memory.website.waiting import out_of_step, waiting
from session_memory.website.words import past_review, scope_in_words


@dataclass(frozen=True, slots=True)
class Page:
    """One page before its template has been filled in."""

    address: str
    """Relative to the site's root; ends with a slash, or is empty for the home page."""
    template: str
    title: str
    values: Mapping[str, Any]
    source: str = ""
    """The catalog's file that it is made from, relative to the catalog's root."""
    searched: bool = True
    """Whether its text is in the search; lists of what has its own page are not."""
    beside: tuple[str, ...] = ("navigation",)
    """What the theme leaves out beside the text."""


LIST = ("navigation", "toc")


def pages(model: SiteModel, across: Across) -> Iterator[Page]:
    """Every page of the site."""
    yield _home(model, across)
    yield _index("patterns", "Patterns", patterns=model.patterns, broken=model.broken)
    yield from (_pattern(view, model, across) for view in model.patterns)
    yield from (_broken(file) for file in _one_per_page(model.broken))
    yield _index("repos", "Repos", repos=model.repos, out_of_step=out_of_step)
    yield from (_repo(view) for view in model.repos)
    yield _index("flavors", "Flavors", repos=Counter(f for view in model.repos for f in view.repo.flavors))
    yield from (_flavor(flavor, model) for flavor in model.flavors)
    yield _index("checks", "Checks")
    yield from _checks(model, across)
    yield _index("tags", "Tags")
    yield from _tags(across)
    yield from _guide(model)


def _index(folder: str, title: str, **values: Any) -> Page:
    return Page(f"{folder}/", f"{folder}.md", title, values, searched=False, beside=LIST)


def _home(model: SiteModel, across: Across) -> Page:
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
    return Page("", "home.md", "Session Memory", values, searched=False, beside=LIST)


def _pattern(view: PatternView, model: SiteModel, across: Across) -> Page:
    pattern = view.pattern
    values = {
        "view": view,
        "pattern": pattern,
        "is_stale": past_review(pattern, model.today),
        "scope": tuple(scope_in_words(pattern.scope)),
        "superseded_by": across.successors.get(pattern.id, ()),
        "repos": _by_repo(across.cells.get(pattern.id, ())),
    }
    return Page(addresses.pattern_page(pattern.id), "pattern.md", pattern.title, values, source=pattern.path)


def _by_repo(cells: tuple[CellState, ...]) -> Mapping[str, Mapping[CellState, list[str]]]:
    """Repo -> cell -> flavors: those that share state, file and version share a line."""
    repos: dict[str, dict[CellState, list[str]]] = {}
    for cell in cells:
        repos.setdefault(cell.repo, {}).setdefault(replace(cell, flavor=""), []).append(cell.flavor)
    return repos


def _one_per_page(files: tuple[BrokenPattern, ...]) -> Iterator[tuple[BrokenPattern, ...]]:
    """Files that claim the same id share its page."""
    by_page: dict[str, list[BrokenPattern]] = {}
    for file in files:
        by_page.setdefault(addresses.pattern_page(file.id), []).append(file)
    return (tuple(same) for same in by_page.values())


def _broken(files: tuple[BrokenPattern, ...]) -> Page:
    values = {"files": files, "visible": visible}
    page = addresses.pattern_page(files[0].id)
    return Page(page, "broken.md", files[0].id, values, source=files[0].path, searched=False)


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
    return Page(
        addresses.repo_page(view.repo.name), "repo.md", view.repo.name, values, source=view.path, searched=False
    )


def _notes(cells: list[CellState]) -> Mapping[tuple[State, Mark | None, str], Iterable[str]]:
    """Patterns by what is said about their state, so that thirty with one cause are one line."""
    notes: dict[tuple[State, Mark | None, str], dict[str, None]] = {}
    for cell in filter(lambda cell: cell.note, cells):
        notes.setdefault((cell.state, cell.mark, cell.note), {})[cell.pattern_id] = None
    return notes


def _flavor(flavor: str, model: SiteModel) -> Page:
    received = {
        view.repo.name: Counter(d.outcome for d in view.plan.outcomes if d.flavor == flavor)
        for view in model.repos
        if flavor in view.repo.flavors
    }
    values = {"flavor": flavor, "contract": model.flavors[flavor], "received": received, "outcomes": tuple(Outcome)}
    return Page(addresses.flavor_page(flavor), "flavor.md", flavor, values)


def _checks(model: SiteModel, across: Across) -> Iterator[Page]:
    for check in model.checks:
        title, text = _titled(check.explanation)
        values = {"text": text, "found": across.found.get(check.code, ())}
        yield Page(addresses.check_page(check.code), "check.md", title, values)


def _tags(across: Across) -> Iterator[Page]:
    for tag, views in across.tagged.items():
        yield Page(addresses.tag_page(tag), "tag.md", tag, {"patterns": views}, searched=False, beside=LIST)


def _guide(model: SiteModel) -> Iterator[Page]:
    titled = {page.name: _titled(page.text) for page in model.guide}
    yield Page("guide/", "guide.md", "Guide", {"titled": titled}, searched=False, beside=())
    for page in model.guide:
        title, text = titled[page.name]
        values = {"text": text}
        yield Page(addresses.guide_page(page.name), "text.md", title, values, source=page.path, beside=())


def _titled(text: str) -> tuple[str, str]:
    """The heading that a text begins with, and the rest."""
    title, _, rest = text.partition("\n")
    return title.removeprefix("# "), rest
