"""`llms.txt` and `llms-full.txt`: what an agent should read first, as plain Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from session_memory.model import SolutionPattern, Status
from session_memory.website import addresses
from session_memory.website.across import Across
from session_memory.website.page import Page, titled
from session_memory.website.plain import bracketed, joined
from session_memory.website.site_model import SiteModel
from session_memory.website.words import counted, scope_in_words

SUMMARY = (
    "> Reviewed solution patterns for coding agents, and where each of them is live, waiting, outdated or edited. "
    "Every page is there as plain Markdown (`index.md` beside it); every pattern and every repo as JSON, too."
)


def written(model: SiteModel, across: Across, pages: Sequence[Page]) -> Iterator[tuple[str, bytes]]:
    """The short one and the full one."""
    yield "llms.txt", _short(model, {page.address: page.about for page in pages}).encode()
    yield "llms-full.txt", joined("# Session Memory", SUMMARY, *map(_whole, _approved(model))).encode()


def _approved(model: SiteModel) -> tuple[SolutionPattern, ...]:
    return tuple(view.pattern for view in model.patterns if view.pattern.status is Status.APPROVED)


def _short(model: SiteModel, about: Mapping[str, str]) -> str:
    where = model.address
    pages = {addresses.pattern_page(pattern.id): pattern.title for pattern in _approved(model)}
    patterns = [_line(where, page, title, about[page]) for page, title in pages.items()]
    repos = [
        _line(where, addresses.repo_page(view.repo.name), view.repo.name, f"agents: {', '.join(view.repo.flavors)}")
        for view in model.repos
    ]
    guide = [_line(where, addresses.guide_page(page.name), titled(page.text)[0]) for page in model.guide]
    return joined(
        "# Session Memory",
        SUMMARY,
        "## Patterns",
        "\n".join(patterns) or "None is approved yet.",
        "## Repos",
        "\n".join(repos) or "None is registered yet.",
        "## Guide",
        "\n".join([*guide, _line(where, addresses.COMMAND_LINE, "Command line")] if model.commands else guide),
        "## Optional",
        "\n".join(_optional(model)),
    )


def _optional(model: SiteModel) -> Iterator[str]:
    number = counted(len(_approved(model)), "approved pattern")
    yield f"- [The text of all of them]({model.address}llms-full.txt): {number}, each with all its sections"
    yield f"- [Everything as JSON]({model.address}index.json): one row for each pattern, repo and flavor"
    yield _line(model.address, "flavors/", "Flavors", "which files each family of agents reads")
    yield _line(model.address, "checks/", "Checks", "what the catalog is checked for")


def _line(where: str, page: str, title: str, about: str = "") -> str:
    return f"- [{bracketed(title)}]({where}{addresses.source_file(page)})" + (f": {about}" if about else "")


def _whole(pattern: SolutionPattern) -> str:
    facts = f"Pattern `{pattern.id}`, version {pattern.version}, for {scope_in_words(pattern.scope)}."
    return joined(
        f"# {pattern.title}", facts, *(f"## {section.title}\n\n{section.text}" for section in pattern.sections)
    )
