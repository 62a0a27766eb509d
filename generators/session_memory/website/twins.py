"""Pages as plain Markdown, each beside its page, with what stands on it. Pure.

A pattern's twin is its own file, and that of a page of the guide its text: neither is made here. Where a pattern stands
and what each agent gets of it is in the JSON document beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from session_memory.contract import Fact
from session_memory.model import Outcome
from session_memory.website import addresses
from session_memory.website.about import guide_list
from session_memory.website.across import Across
from session_memory.website.cells import in_sync, unsettled
from session_memory.website.contracts import (
    home_in_words,
    in_short,
    limit_in_words,
    read_rows,
    things_said,
    who_reads,
)
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


def every_twin(model: SiteModel, across: Across) -> Iterator[tuple[str, str]]:
    """(address of a page, its twin)."""
    yield "", _home(model, across)
    yield from ((addresses.pattern_page(view.pattern.id), view.source) for view in model.patterns)
    yield from ((page, _broken(files)) for page, files in across.broken.items())
    yield from ((addresses.repo_page(view.repo.name), repo_twin(view)) for view in model.repos)
    yield "fleet/", _matrix(across)
    yield "flavors/", _flavors(model, across)
    for flavor in model.flavors:
        yield addresses.flavor_page(flavor), _flavor(flavor, model, across)
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
        (link("fleet/", addresses.repo_page(name), name), *(there[state] for state in used)) for name, there in numbers
    ]
    whole = "The whole matrix, one line for each repo, pattern and agent, is `data/matrix.csv`."
    return joined("# Fleet", table(("Repo", *used), rows) or "No repo is registered yet.", whole)


def _flavors(model: SiteModel, across: Across) -> str:
    rows = []
    for flavor, contract in model.flavors.items():
        short = in_short(contract)
        name = link("flavors/", addresses.flavor_page(flavor), flavor)
        asked = "; ".join(f"{one.version} on {one.date}" for one in model.confirmed.get(flavor, ()))
        known = f"{short.basis}, {short.unverified} assumed" if short.unverified else short.basis
        repos = len(across.received.get(flavor, ()))
        rows.append((name, short.product, short.primary, short.limit or "none known", known, asked or "no", repos))
    head = ("Flavor", "Product", "Best known for", "Limit for all files", "How it is known", "Confirmed", "Repos")
    reads = who_reads(model.flavors)
    shared = [(flavor, *(row.get(file, "") for file in reads.files)) for flavor, row in reads.rows.items()]
    return joined(
        "# Flavors",
        table(head, rows),
        "## Who reads whose files" if reads.files else "",
        table(("Flavor", *map(code, reads.files)), shared) if reads.files else "",
    )


def _flavor(flavor: str, model: SiteModel, across: Across) -> str:
    contract = model.flavors[flavor]
    asked = [f"{one.version} on {one.date}, in {one.situations} situations" for one in model.confirmed.get(flavor, ())]
    about = [
        ("Product", contract.product),
        ("Holds for version", contract.holds_for),
        ("Confirmed", "; ".join(asked)),
        ("Limit for all files together", limit_in_words(contract.chain) or "none known"),
        ("Instruction files that git ignores", contract.ignored),
        ("Signs that a repo uses it", ", ".join(contract.signs)),
        ("Files in a person's home folder", ", ".join(contract.personal)),
    ]
    reads = [
        (", ".join(map(code, row.files)), row.where, row.which, row.when or "always", row.arrives, *_known(row.fact))
        for row in read_rows(contract)
    ]
    said = [(one.about, one.words, *_known(one.fact)) for one in things_said(contract)]
    here = addresses.flavor_page(flavor)
    repos = [
        (link(here, addresses.repo_page(name), name), *(numbers.get(outcome, 0) for outcome in Outcome))
        for name, numbers in across.received.get(flavor, {}).items()
    ]
    homes = [(code(home.path), home.form, home_in_words(home) or "always") for home in contract.homes]
    return joined(
        f"# {flavor}",
        bullets(about),
        "## What it reads",
        table(("Files", "Where it looks", "Which of several", "When", "What arrives", "Known by", "Source"), reads),
        "## What else is known" if said else "",
        table(("About", "What", "Known by", "Source"), said),
        "## Where patterns go",
        table(("File", "Form", "When"), homes),
        "## Planned" if repos else "",
        "What the plan of each repo says, whether it stands there yet or not." if repos else "",
        table(("Repo", *Outcome), repos),
    )


def _known(fact: Fact) -> tuple[str, str]:
    return fact.known, fact.source


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
