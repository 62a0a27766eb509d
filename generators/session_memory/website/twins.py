"""Pages as plain Markdown, each beside its page, with the same facts. Pure.

A pattern's twin is its own file, and that of a page of the guide its text: neither is made here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from session_memory.model import CellState, Contract, State
from session_memory.website import addresses
from session_memory.website.across import Across
from session_memory.website.cells import counts, in_sync, unsettled
from session_memory.website.page import titled
from session_memory.website.plain import bullets, code, fenced, joined, link, table
from session_memory.website.site_model import BrokenPattern, CommandView, PatternView, RepoView, SiteModel
from session_memory.website.waiting import waiting
from session_memory.website.words import home_in_words, read_in_words


def every_twin(model: SiteModel, across: Across) -> Iterator[tuple[str, str]]:
    """(address of a page, its twin)."""
    yield "", _home(model, across)
    yield "patterns/", _patterns("patterns/", "Patterns", model.patterns, across)
    yield from ((addresses.pattern_page(view.pattern.id), view.source) for view in model.patterns)
    yield from ((addresses.pattern_page(id), _broken(files)) for id, files in _by_id(model.broken).items())
    yield "repos/", joined("# Repos", _standing("repos/", model.repos))
    yield from ((addresses.repo_page(view.repo.name), _repo(view)) for view in model.repos)
    yield "matrix/", _matrix(model)
    yield "flavors/", _flavors(model)
    yield from ((addresses.flavor_page(flavor), _flavor(flavor, known)) for flavor, known in model.flavors.items())
    yield "checks/", _checks(model, across)
    yield "tags/", _tags(across)
    for tag, views in across.tagged.items():
        yield addresses.tag_page(tag), _patterns(addresses.tag_page(tag), tag, views, across)
    yield "guide/", _guide(model)


def _by_id(files: Iterable[BrokenPattern]) -> Mapping[str, list[BrokenPattern]]:
    found: dict[str, list[BrokenPattern]] = {}
    for file in files:
        found.setdefault(file.id, []).append(file)
    return found


def _home(model: SiteModel, across: Across) -> str:
    rows = [
        (row.kind, link("", row.page, row.what) if row.page else row.what, row.told, code(row.next))
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


def _matrix(model: SiteModel) -> str:
    numbers = {view.repo.name: counts(view.cells) for view in model.repos}
    used = [state for state in State if any(state in there for there in numbers.values())]
    rows = [
        (link("matrix/", addresses.repo_page(name), name), *(there.get(state, 0) for state in used))
        for name, there in numbers.items()
    ]
    whole = "The whole matrix, one line for each repo, pattern and agent, is `data/matrix.csv`."
    return joined("# Matrix", table(("Repo", *used), rows) or "No repo is registered yet.", whole)


def _repo(view: RepoView) -> str:
    plan, proposal = view.plan, view.proposal
    now = {budget.flavor: budget.total for budget in plan.before}
    sizes = [(b.flavor, b.hand, b.ours, b.total, now.get(b.flavor, 0), b.limit or "none known") for b in plan.budgets]
    return joined(
        f"# {view.repo.name}",
        view.about,
        _repo_facts(view),
        "\n".join(f"- {text}" for text in (*plan.malformed, *plan.warnings)),
        "## How it stands",
        _cells(addresses.repo_page(view.repo.name), view.cells) or "No pattern is for it.",
        "## Not sent now" if plan.skipped else "",
        table(("Pattern", "Why"), [(skipped.pattern_id, skipped.reason) for skipped in plan.skipped]),
        "## Bytes per agent" if sizes else "",
        table(("Agent", "By hand", "Ours", "Together", "Now", "Limit"), sizes),
        "This proposal is out of date: distribute again." if proposal and proposal.stale else "",
        proposal.review if proposal else "## Proposal\n\nNone is written.",
        f"## Diff\n\n{fenced(proposal.patch, 'diff')}" if proposal and proposal.patch else "",
    )


def _repo_facts(view: RepoView) -> str:
    repo = view.repo
    return bullets(
        [
            ("Domain", repo.domain),
            ("Agents", ", ".join(repo.flavors)),
            ("Checkout", repo.checkout),
            ("Address", " ".join(filter(None, (repo.url, repo.branch)))),
            ("Owners", ", ".join(repo.owners)),
            ("Only patterns tagged", ", ".join(repo.bundles)),
            ("Delivery", repo.delivery),
            ("Critical", "yes" if repo.critical else ""),
            ("Enabled", "" if repo.enabled else "no"),
            ("File", view.path),
            ("Could not be read", view.plan.unreachable),
        ]
    )


def _cells(here: str, cells: Iterable[CellState]) -> str:
    rows = [
        (cell.pattern_id, cell.flavor, cell.state, cell.mark or "", cell.version, cell.path, cell.note)
        for cell in cells
    ]
    return table(("Pattern", "Agent", "State", "Mark", "Version", "File", "Note"), rows)


def _flavors(model: SiteModel) -> str:
    used = Counter(flavor for view in model.repos for flavor in view.repo.flavors)
    rows = [
        (
            link("flavors/", addresses.flavor_page(flavor), flavor),
            contract.holds_for,
            contract.chain_limit or "none known",
            "yes" if contract.imports else "no",
            used[flavor],
        )
        for flavor, contract in model.flavors.items()
    ]
    return joined("# Flavors", table(("Flavor", "Holds for", "Limit in bytes", "Imports", "Repos"), rows))


def _flavor(flavor: str, contract: Contract) -> str:
    facts = [
        ("Holds for version", contract.holds_for),
        ("Limit in bytes", contract.chain_limit or "none known"),
        ("A path after an at sign", "imports that file" if contract.imports else "is only text"),
        ("HTML comments", contract.comments),
        ("Signs that a repo uses it", ", ".join(contract.signs)),
        ("Facts from", contract.source),
    ]
    reads = [(", ".join(map(code, read.paths)), read_in_words(read) or "always") for read in contract.reads]
    homes = [(code(home.path), home.form, home_in_words(home) or "always") for home in contract.homes]
    return joined(
        f"# {flavor}",
        bullets(facts),
        "## What it reads",
        table(("Files", "When"), reads),
        "## Where patterns go",
        table(("File", "Form", "When"), homes),
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
    pages = {addresses.guide_page(page.name): titled(page.text)[0] for page in model.guide}
    pages |= {addresses.COMMAND_LINE: "Command line"} if model.commands else {}
    return joined("# Guide", "\n".join(f"- {link('guide/', page, title)}" for page, title in pages.items()))


def commands_twin(model: SiteModel) -> str:
    """The whole command line."""
    codes = table(("Code", "Means"), list(model.exit_codes.items()))
    return joined("# Command line", "## Exit codes", codes, *map(_command, model.commands))


def _command(command: CommandView) -> str:
    options = table(("Option", "Meaning"), [(code(option.spelled), option.help) for option in command.options])
    make = f"With make: `{command.make}`: {command.make_help}" if command.make else ""
    return joined(f"## {command.name}", fenced(command.usage), command.help, options, make)
