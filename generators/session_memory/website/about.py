"""What a page is about, in one plain sentence: for search engines, link previews and agents. Pure."""

from __future__ import annotations

import re

from session_memory.model import Contract, SolutionPattern, State
from session_memory.website.prose import first_paragraph
from session_memory.website.site_model import RepoView
from session_memory.website.waiting import out_of_step

LONGEST = 160
"""Characters; search engines show no more."""


def sentence(text: str) -> str:
    """The first sentence of some Markdown as plain text, cut at a word where it is too long."""
    first = re.split(r"(?<=[.!?])\s", first_paragraph(text), maxsplit=1)[0]
    if len(first) <= LONGEST:
        return first
    return f"{first[:LONGEST].rpartition(' ')[0] or first[: LONGEST - 1]}…"


def about_pattern(pattern: SolutionPattern) -> str:
    """What goes wrong without it."""
    problem = pattern.section("Problem")
    return sentence(problem.text) if problem else ""


def about_repo(view: RepoView) -> str:
    """How it stands."""
    live = sum(1 for cell in view.cells if cell.state is State.IN_SYNC)
    agents = ", ".join(view.repo.flavors)
    return f"Patterns in {view.repo.name} for {agents}: {live:,} in sync, {out_of_step(view):,} need somebody."


def about_flavor(flavor: str, contract: Contract) -> str:
    """What is told of it."""
    return f"Which files {flavor} {contract.holds_for} reads, its limits, and where patterns for it go."
