"""The page of a repo as plain Markdown. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from session_memory.model import CellState
from session_memory.website.escape import visible
from session_memory.website.plain import bullets, code, fenced, joined, table
from session_memory.website.site_model import AgentView, HandEdit, RepoView
from session_memory.website.waiting import Waiting, of_repo


def repo_twin(view: RepoView) -> str:
    """Everything that stands on the page."""
    plan = view.plan
    now = {budget.flavor: budget.total for budget in plan.before}
    sizes = [(b.flavor, b.hand, b.ours, b.total, now.get(b.flavor, 0), b.limit or "none known") for b in plan.budgets]
    return joined(
        f"# {view.repo.name}",
        view.about,
        _repo_facts(view),
        _needs_somebody(view),
        "## How it stands",
        _cells(view.cells) or "No pattern is for it.",
        "## Hand edits" if view.edits else "",
        *map(_edit, view.edits),
        "## Not sent now" if plan.skipped else "",
        table(("Pattern", "Why"), [(skipped.pattern_id, skipped.reason) for skipped in plan.skipped]),
        "## Bytes per agent" if sizes else "",
        table(("Agent", "By hand", "Ours", "Together", "Now", "Limit"), sizes),
        "## What each agent is told now" if view.agents else "",
        _told(view.agents),
        _proposal(view),
        "## Log",
        _log(view) or ("It cannot be read." if view.damaged else "Nothing was applied or decided yet."),
    )


def _needs_somebody(view: RepoView) -> str:
    rows = [(row.kind, row.told, next_step(row)) for row in of_repo(view)]
    notes = [*view.plan.overruns, *map(str, view.to_mend), *view.plan.warnings]
    title = "## What needs somebody" if rows or notes else ""
    return joined(title, table(("Kind", "What", "Next"), rows), "\n".join(f"- {text}" for text in notes))


def _told(agents: Iterable[AgentView]) -> str:
    parts = []
    for agent in agents:
        of = f", {agent.percent} % of {agent.limit:,}" if agent.limit else ""
        cut = f"; {agent.lost:,} bytes are cut off" if agent.lost else ""
        counts = "; ".join(f"{number} {times}" for times, number in agent.counts.items())
        rows = [(code(f.path), f.bytes, f.size, f.hand, f.patterns, f.files) for f in agent.files]
        left = [*(f"- not told: {left.path}: {left.told}" for left in agent.left)]
        wrong = [f"- {one.times}: {one.id}: {one.why}" for one in agent.wrong]
        head = f"{agent.bytes:,} bytes, about {agent.tokens:,} tokens{of}{cut}"
        parts += [
            f"### {agent.flavor}",
            f"{head}. Patterns: {counts}." if counts else f"{head}.",
            table(("File", "Bytes that arrive", "Of", "By hand", "Patterns", "Files"), rows),
            "\n".join([*wrong, *left]),
        ]
    return joined(*parts) if parts else ""


def _edit(edit: HandEdit) -> str:
    since = "applied last" if edit.remembered else "wanted, as what was applied last is not remembered"
    return joined(
        f"### {edit.pattern_id} in {edit.path}",
        f"It is {edit.state}.",
        f"Changed by hand, from what was {since}:\n\n{fenced(visible(edit.by_hand), 'diff')}" if edit.by_hand else "",
        f"Changed by the catalog:\n\n{fenced(visible(edit.by_catalog), 'diff')}" if edit.by_catalog else "",
        f"What stands there now:\n\n{fenced(visible(edit.stands))}" if edit.stands else "",
        bullets((what, code(command)) for what, command in edit.ways.items()),
    )


def _proposal(view: RepoView) -> str:
    proposal = view.proposal
    if proposal is None:
        refused = f"Somebody said no, so it is not raised again: {view.rejected}" if view.rejected else ""
        unknown = "None, and nobody knows more while the repo cannot be read." if view.plan.unreachable else ""
        return joined("## Proposal", refused or unknown or "None is written.")
    return joined(
        "This proposal is out of date: distribute again." if proposal.stale else "",
        bullets([("Proposal", proposal.id), ("Stage", view.stage)]),
        proposal.review,
        f"## Diff\n\n{fenced(visible(proposal.patch), 'diff')}" if proposal.patch else "",
    )


def _log(view: RepoView) -> str:
    rows = [
        (e.at, e.what, e.by, ", ".join(e.patterns) or "all of it", e.proposal, e.where, e.reason, e.url)
        for e in view.log
    ]
    return table(("When (UTC)", "What", "Who", "Patterns", "Proposal", "Where", "Why", "Request"), rows)


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


def _cells(cells: Iterable[CellState]) -> str:
    rows = [
        (cell.pattern_id, cell.flavor, cell.state, cell.mark or "", cell.version, cell.path, cell.note)
        for cell in cells
    ]
    return table(("Pattern", "Agent", "State", "Mark", "Version", "File", "Note"), rows)


def next_step(row: Waiting) -> str:
    """What comes next, as it is typed or in words."""
    return code(row.next) if row.is_command else row.next
