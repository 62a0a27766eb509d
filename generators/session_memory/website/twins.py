"""Pages as plain Markdown, each beside its page, with what stands on it. Pure.

A pattern's twin is its own file, and that of a page of the guide its text: neither is made here. Where a pattern stands
and what each agent gets of it is in the JSON document beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from session_memory.contract import Contract
from session_memory.model import Outcome
from session_memory.website import addresses
from session_memory.website.about import guide_list
from session_memory.website.across import Across
from session_memory.website.cells import in_sync, unsettled
from session_memory.website.plain import bullets, code, fenced, joined, link, table
from session_memory.website.repo_twin import next_step, repo_twin
from session_memory.website.site_model import (
    BrokenPattern,
    CommandView,
    PatternView,
    RepoView,
    SiteModel,
)
from session_memory.website.states import PRESSING
from session_memory.website.waiting import waiting
from session_memory.website.words import home_in_words, limit_in_words, read_in_words


def every_twin(model: SiteModel, across: Across) -> Iterator[tuple[str, str]]:
    """(address of a page, its twin)."""
    yield "", _home(model, across)
    yield from ((addresses.pattern_page(view.pattern.id), view.source) for view in model.patterns)
    yield from ((page, _broken(files)) for page, files in across.broken.items())
    yield from ((addresses.repo_page(view.repo.name), repo_twin(view)) for view in model.repos)
    yield "matrix/", _matrix(across)
    yield "flavors/", _flavors(model, across)
    for flavor, contract in model.flavors.items():
        yield addresses.flavor_page(flavor), _flavor(flavor, contract, across)
    yield "checks/", _checks(model, across)
    yield "tags/", _tags(across)
    for tag, views in across.tagged.items():
        yield addresses.tag_page(tag), _patterns(addresses.tag_page(tag), tag, views, across)
    yield "guide/", _guide(model)


def _home(model: SiteModel, across: Across) -> str:
    rows = [
        (row.kind, link("", row.page, row.what) if row.page else row.what, row.told, next_step(row))
        for row in waiting(model, across)
    ]
    lists = {"patterns/": "Patterns", "repos/": "Repos", "flavors/": "Flavors", "checks/": "Checks", "guide/": "Guide"}
    return joined(
        "# Session Memory",
        "\n".join(f"- {link('', address, label)}" for address, label in lists.items()),
        "## What waits",
        table(("Kind", "Where", "What", "Next"), rows) or "Nothing.",
        "## Repos",
        _standing("", model.repos),
    )


def _patterns(here: str, title: str, views: Iterable[PatternView], across: Across) -> str:
    rows = [
        (
            link(here, addresses.pattern_page(view.pattern.id), view.pattern.title),
            view.pattern.id,
            view.pattern.status,
            view.pattern.version,
            view.pattern.risk,
            ", ".join(view.pattern.tags),
            across.live.get(view.pattern.id, 0),
        )
        for view in views
    ]
    head = ("Pattern", "Id", "Status", "Version", "Risk", "Tags", "Live in repos")
    return joined(f"# {title}", table(head, rows) or "There are none yet.")


def _broken(files: Sequence[BrokenPattern]) -> str:
    parts = [
        joined(f"## {file.path}", "\n".join(f"- {found}" for found in file.findings), fenced(file.text))
        for file in files
    ]
    return joined(f"# {files[0].id}", "Not distributed until its findings are mended.", *parts)


def _standing(here: str, views: Iterable[RepoView]) -> str:
    rows = [
        (
            link(here, addresses.repo_page(view.repo.name), view.repo.name),
            view.repo.domain,
            ", ".join(view.repo.flavors),
            in_sync(view.cells),
            unsettled(view.cells),
        )
        for view in views
    ]
    return table(("Repo", "Domain", "Agents", "In sync", "Not in sync"), rows) or "None is registered yet."


def _matrix(across: Across) -> str:
    totals = across.matrix.counts
    used = [state for state in PRESSING if totals[state]]
    numbers = [(row.repo.name, row.counts) for row in across.matrix.rows]
    rows = [
        (link("matrix/", addresses.repo_page(name), name), *(there[state] for state in used)) for name, there in numbers
    ]
    whole = "The whole matrix, one line for each repo, pattern and agent, is `data/matrix.csv`."
    return joined("# Matrix", table(("Repo", *used), rows) or "No repo is registered yet.", whole)


def _flavors(model: SiteModel, across: Across) -> str:
    rows = [
        (
            link("flavors/", addresses.flavor_page(flavor), flavor),
            contract.holds_for,
            limit_in_words(contract.chain) or "none known",
            "yes" if contract.imports else "no",
            len(across.received.get(flavor, ())),
        )
        for flavor, contract in model.flavors.items()
    ]
    return joined("# Flavors", table(("Flavor", "Holds for", "Limit in bytes", "Imports", "Repos"), rows))


def _flavor(flavor: str, contract: Contract, across: Across) -> str:
    facts = [
        ("Holds for version", contract.holds_for),
        ("Limit", limit_in_words(contract.chain) or "none known"),
        ("A path after an at sign", "imports that file" if contract.imports else "is only text"),
        ("Signs that a repo uses it", ", ".join(contract.signs)),
    ]
    reads = [(", ".join(map(code, read.paths)), read_in_words(read) or "always") for read in contract.reads]
    here = addresses.flavor_page(flavor)
    repos = [
        (link(here, addresses.repo_page(name), name), *(numbers.get(outcome, 0) for outcome in Outcome))
        for name, numbers in across.received.get(flavor, {}).items()
    ]
    homes = [(code(home.path), home.form, home_in_words(home) or "always") for home in contract.homes]
    return joined(
        f"# {flavor}",
        bullets(facts),
        "## What it reads",
        table(("Files", "When"), reads),
        "## Where patterns go",
        table(("File", "Form", "When"), homes),
        "## Planned" if repos else "",
        "What the plan of each repo says, whether it stands there yet or not." if repos else "",
        table(("Repo", *Outcome), repos),
    )


def _checks(model: SiteModel, across: Across) -> str:
    rows = [
        (
            link("checks/", addresses.check_page(check.code), check.code),
            check.name.replace("-", " "),
            len(across.found.get(check.code, ())),
        )
        for check in model.checks
    ]
    return joined("# Checks", table(("Code", "What it finds", "Findings now"), rows))


def _tags(across: Across) -> str:
    rows = [(link("tags/", addresses.tag_page(tag), tag), len(views)) for tag, views in across.tagged.items()]
    return joined("# Tags", table(("Tag", "Patterns"), rows) or "No pattern has one.")


def _guide(model: SiteModel) -> str:
    pages = guide_list(model).items()
    return joined("# Guide", "\n".join(f"- {link('guide/', page, title)}: {about}" for page, (title, about) in pages))


def commands_twin(model: SiteModel) -> str:
    """The whole command line."""
    codes = table(("Code", "Means"), list(model.exit_codes.items()))
    return joined("# Command line", "## Exit codes", codes, *map(_command, model.commands))


def _command(command: CommandView) -> str:
    options = table(("Option", "Meaning"), [(code(option.spelled), option.help) for option in command.options])
    make = f"With make: `{command.make}`: {command.make_help}" if command.make else ""
    return joined(f"## {command.name}", fenced(command.usage), command.help, options, make)
