"""What a page is about, in one plain sentence: for search engines, link previews and agents. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from session_memory.model import Contract, SolutionPattern, State
from session_memory.website import addresses
from session_memory.website.prose import first_paragraph
from session_memory.website.site_model import RepoView, SiteModel
from session_memory.website.waiting import out_of_step

LONGEST = 160
"""Characters; search engines show no more."""


def sentence(text: str) -> str:
    """The first sentence of some Markdown as plain text, cut at a word where it is too long."""
    first = re.split(r"(?<=[.!?])\s", first_paragraph(text), maxsplit=1)[0]
    if len(first) <= LONGEST:
        return first
    return f"{first[:LONGEST].rpartition(' ')[0] or first[: LONGEST - 1]}…"


def every_about(model: SiteModel) -> Iterator[tuple[str, str]]:
    """(address of a page, what it is about); the site's own sentence does for lists."""
    yield from ((addresses.pattern_page(view.pattern.id), _pattern(view.pattern)) for view in model.patterns)
    yield from ((addresses.repo_page(view.repo.name), _repo(view)) for view in model.repos)
    yield from ((addresses.flavor_page(name), _flavor(name, contract)) for name, contract in model.flavors.items())
    yield from ((addresses.check_page(check.code), sentence(check.explanation)) for check in model.checks)
    yield from ((addresses.guide_page(page.name), sentence(page.text)) for page in model.guide)


def _pattern(pattern: SolutionPattern) -> str:
    problem = pattern.section("Problem") or pattern.section("Solution")
    return sentence(problem.text) if problem else ""


def _repo(view: RepoView) -> str:
    live = sum(1 for cell in view.cells if cell.state is State.IN_SYNC)
    agents = ", ".join(view.repo.flavors)
    return f"Patterns in {view.repo.name} for {agents}: {live:,} in sync, {out_of_step(view):,} need somebody."


def _flavor(flavor: str, contract: Contract) -> str:
    return f"Which files {flavor} {contract.holds_for} reads, its limits, and where patterns for it go."
