"""What a page is about, in one plain sentence: for search engines, link previews and agents. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from session_memory.contract import Contract
from session_memory.model import SolutionPattern
from session_memory.website import addresses
from session_memory.website.across import Across
from session_memory.website.cells import in_sync, unsettled
from session_memory.website.page import titled
from session_memory.website.prose import first_paragraph
from session_memory.website.site_model import RepoView, SiteModel

LONGEST = 160
"""Characters; search engines show no more."""

LISTS = {
    "patterns/": "Every reviewed pattern: find it by its words, its tags, its status or where it is live.",
    "repos/": "Every repository that gets patterns, and how they stand there.",
    "fleet/": "Every repository and every pattern, how each stands in each, and how much was there when.",
    "rollouts/": "Every rollout: one change to many repositories, step by step.",
    "flavors/": "Which files each family of coding agents reads, its limits and its syntax.",
    "checks/": "What the catalog is checked for, and how to mend each finding.",
    "tags/": "The tags of the patterns.",
    "changes/": "What became of each pattern, and what was sent to repositories.",
    "guide/": "How to write, scope, review and apply patterns, and where to look.",
    addresses.COMMAND_LINE: "Every command with its options, its exit codes and the make target that does the same.",
}


def sentence(text: str) -> str:
    """The first sentence of some Markdown as plain text, cut at a word where it is too long."""
    first = re.split(r"(?<=[.!?])\s", first_paragraph(text), maxsplit=1)[0]
    if len(first) <= LONGEST:
        return first
    short = first[: LONGEST - 1]
    return f"{short.rpartition(' ')[0] or short}…"


def every_about(model: SiteModel, across: Across) -> Iterator[tuple[str, str]]:
    """(address of a page, what it is about); for the front page the site's own sentence does."""
    yield from LISTS.items()
    yield from ((addresses.pattern_page(view.pattern.id), _pattern(view.pattern)) for view in model.patterns)
    yield from ((addresses.tag_page(tag), f"Patterns about {tag}.") for tag in across.tagged)
    yield from ((addresses.repo_page(view.repo.name), _repo(view)) for view in model.repos)
    yield from ((addresses.flavor_page(name), _flavor(name, contract)) for name, contract in model.flavors.items())
    yield from ((addresses.check_page(check.code), sentence(check.explanation)) for check in model.checks)
    yield from ((addresses.guide_page(page.name), sentence(page.text)) for page in model.guide)


def guide_list(model: SiteModel) -> Mapping[str, tuple[str, str]]:
    """Address of each page of the guide, the command line last -> its title, and what it is about."""
    found = {addresses.guide_page(page.name): (titled(page.text)[0], sentence(page.text)) for page in model.guide}
    commands = {addresses.COMMAND_LINE: ("Command line", LISTS[addresses.COMMAND_LINE])} if model.commands else {}
    return found | commands


def _pattern(pattern: SolutionPattern) -> str:
    problem = pattern.section("Problem") or pattern.section("Solution")
    return sentence(problem.text) if problem else ""


def _repo(view: RepoView) -> str:
    live = in_sync(view.cells)
    agents = ", ".join(view.repo.flavors)
    return f"Patterns in {view.repo.name} for {agents}: {live:,} in sync, {unsettled(view.cells):,} need somebody."


def _flavor(flavor: str, contract: Contract) -> str:
    return f"Which files {flavor} {contract.holds_for} reads, its limits, and where patterns for it go."
