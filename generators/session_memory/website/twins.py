"""Pages as plain Markdown, each beside its page, with the same facts. Pure.

A pattern's twin is its own file, and that of a page of the guide its text: neither is made here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from session_memory.model import CellState, Contract, State
from session_memory.website import addresses
from session_memory.website.across import Across
from session_memory.website.plain import bullets, code, fenced, joined, link, table
from session_memory.website.site_model import BrokenPattern, CommandView, PatternView, RepoView, SiteModel
from session_memory.website.waiting import out_of_step, waiting
from session_memory.website.words import home_in_words, read_in_words


def home_twin(model: SiteModel, across: Across) -> str:
    """What waits, and how each repo stands."""
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


def patterns_twin(here: str, title: str, views: Iterable[PatternView], across: Across) -> str:
    """A list of patterns, on the page `here`."""
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


def broken_twin(files: Sequence[BrokenPattern]) -> str:
    """Files with findings: each finding, then the text as it stands."""
    parts = [
        joined(f"## {file.path}", "\n".join(f"- {found}" for found in file.findings), fenced(file.text))
        for file in files
    ]
    return joined(f"# {files[0].id}", "Not distributed until its findings are mended.", *parts)


def repos_twin(model: SiteModel) -> str:
    """The list of repos."""
    return joined("# Repos", _standing("repos/", model.repos))


def _standing(here: str, views: Iterable[RepoView]) -> str:
    rows = [
        (
            link(here, addresses.repo_page(view.repo.name), view.repo.name),
            view.repo.domain,
            ", ".join(view.repo.flavors),
            sum(1 for cell in view.cells if cell.state is State.IN_SYNC),
            out_of_step(view),
        )
        for view in views
    ]
    return table(("Repo", "Domain", "Agents", "Cells in sync", "Cells not in sync"), rows) or "None is registered yet."


def repo_twin(view: RepoView) -> str:
    """One repo: facts, cells, bytes, what is not sent, and its proposal."""
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


def flavors_twin(flavors: Mapping[str, Contract], repos: Mapping[str, int]) -> str:
    """The list of flavors; `repos`: how many use each."""
    rows = [
        (
            link("flavors/", addresses.flavor_page(flavor), flavor),
            contract.holds_for,
            contract.chain_limit or "none known",
            "yes" if contract.imports else "no",
            repos.get(flavor, 0),
        )
        for flavor, contract in flavors.items()
    ]
    return joined("# Flavors", table(("Flavor", "Holds for", "Limit in bytes", "Imports", "Repos"), rows))


def flavor_twin(flavor: str, contract: Contract) -> str:
    """What is known about one family of agents."""
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


def checks_twin(model: SiteModel, across: Across) -> str:
    """The list of checks."""
    rows = [
        (
            link("checks/", addresses.check_page(check.code), check.code),
            check.name.replace("-", " "),
            len(across.found.get(check.code, ())),
        )
        for check in model.checks
    ]
    return joined("# Checks", table(("Code", "What it finds", "Findings now"), rows))


def tags_twin(across: Across) -> str:
    """The list of tags."""
    rows = [(link("tags/", addresses.tag_page(tag), tag), len(views)) for tag, views in across.tagged.items()]
    return joined("# Tags", table(("Tag", "Patterns"), rows) or "No pattern has one.")


def guide_twin(titles: Mapping[str, str]) -> str:
    """What is in the guide; `titles`: address of a page -> its heading."""
    return joined("# Guide", "\n".join(f"- {link('guide/', page, title)}" for page, title in titles.items()))


def commands_twin(model: SiteModel) -> str:
    """The whole command line."""
    codes = table(("Code", "Means"), list(model.exit_codes.items()))
    return joined("# Command line", "## Exit codes", codes, *map(_command, model.commands))


def _command(command: CommandView) -> str:
    options = table(("Option", "Meaning"), [(code(option.spelled), option.help) for option in command.options])
    make = f"With make: `{command.make}`: {command.make_help}" if command.make else ""
    return joined(f"## {command.name}", fenced(command.usage), command.help, options, make)
