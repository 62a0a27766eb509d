"""The repos as a table, those that need somebody first. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from session_memory.model import Finding, Stage, State
from session_memory.website.addresses import check_page, repo_page
from session_memory.website.cells import counts, unsettled
from session_memory.website.lists.table import Column, Facet, Kind, Row, Table
from session_memory.website.site_model import RepoView, SiteModel
from session_memory.website.waiting import Kind as Waits
from session_memory.website.waiting import of_repo
from session_memory.website.words import FOUND, OFF

STAGES = {
    Stage.WAITS: "waits for review",
    Stage.APPROVED: "approved",
    Stage.APPLIED: "on a branch",
    Stage.STALE: "out of date",
}
PROPOSAL = (STAGES[Stage.WAITS], "approval out of date", *STAGES.values(), "not written yet", "see its notes")
REST = ("none", "not known", OFF)
CRITICAL = "critical"
FOLDER = "catalog/repos/"
"""Where the files of repos are."""
COLUMNS = (
    Column("repo", "Repo", Kind.NAME, searched=True),
    Column("domain", "Domain", Kind.CHIPS, searched=True, facet="domain"),
    Column("flavors", "Flavors", Kind.CHIPS, facet="flavor"),
    Column("owners", "Owners", Kind.CHIPS, searched=True, facet="owner"),
    Column("proposal", "Proposal", Kind.TEXT),
    Column("unsettled", "Not in sync", Kind.NUMBER),
    Column("cells", "How it stands", Kind.COUNTS),
    Column("critical", "Critical", Kind.TEXT),
)
FACETS = (
    Facet("domain", "Domain", "no domain"),
    Facet("flavor", "Flavor", "no flavor"),
    Facet("owner", "Owner", "no owner"),
    Facet("proposal", "Proposal", "", tuple(dict.fromkeys((FOUND, *PROPOSAL, *REST)))),
    Facet("state", "How it stands", "nothing there", tuple(State)),
    Facet("waits", "What waits", "nothing", tuple(Waits)),
    Facet("critical", "Critical", "not critical", (CRITICAL,)),
)


def repo_table(model: SiteModel) -> Table:
    """One row for each repo, and before them one for each file that should be one."""
    ranked = sorted((-unsettled(view.cells), view.repo.name, at) for at, view in enumerate(model.repos))
    rows = (*_broken(model), *(_row(model.repos[at], -less) for less, _, at in ranked))
    return Table("repos", "repo", COLUMNS, FACETS, rows, "-unsettled")


def _broken(model: SiteModel) -> Iterator[Row]:
    """The files that are not read as repos, each with its first finding and a link to what that means."""
    read = {view.path for view in model.repos}
    explained = {check.code for check in model.checks}
    found: dict[str, list[Finding]] = {}
    for finding in model.findings:
        path = finding.place.path
        if path.startswith(FOLDER) and path not in read:
            found.setdefault(path, []).append(finding)
    for path, (first, *more) in found.items():
        told = f"{first.place} {first.code} {first.message}" + (f", and {len(more)} more" if more else "")
        cells: tuple[Any, ...] = ([path.rpartition("/")[2].removesuffix(".md"), told], [], [], [], FOUND, 0, [], "")
        page = check_page(first.code) if first.code in explained else "checks/"
        yield Row(page, cells, ((), (), (), (FOUND,), (), (Waits.FINDING,), ()))


def _row(view: RepoView, unsettled: int) -> Row:
    repo, proposal = view.repo, _proposal(view)
    numbers = {str(word): number for word, number in counts(view.cells).items() if isinstance(word, State)}
    flavors, owners = list(repo.flavors), list(repo.owners)
    cells = (
        [repo.name, ""],
        [repo.domain],
        flavors,
        owners,
        proposal,
        unsettled,
        [[word, number] for word, number in numbers.items()],
        "yes" if repo.critical else "",
    )
    facts = (
        (repo.domain,),
        repo.flavors,
        repo.owners,
        (proposal,),
        tuple(numbers),
        tuple(dict.fromkeys(row.kind for row in of_repo(view))),
        (CRITICAL,) if repo.critical else (),
    )
    return Row(repo_page(repo.name), cells, facts)


def _proposal(view: RepoView) -> str:
    """How the proposal of a repo stands, in a few words."""
    if not view.repo.enabled:
        return OFF
    if not view.known:
        return "not known"
    if view.proposal is None:
        return "not written yet" if view.plan.changes else "none"
    if view.proposal.stale:
        return "out of date"
    if not view.proposal.files:
        return "see its notes"
    return "approval out of date" if view.approval_stale else STAGES[view.stage or Stage.WAITS]
