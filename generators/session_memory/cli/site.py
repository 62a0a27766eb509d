"""`session-memory site --out FOLDER`: the pages of the catalog site. MkDocs takes them from `make_site`."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from session_memory import files
from session_memory.catalog.checks import TABLE, explain
from session_memory.catalog.front_matter import below
from session_memory.catalog.passage import normal
from session_memory.changes.proposals import Proposal, build, folder_of
from session_memory.cli.house import House
from session_memory.cli.seeing.apply_command import apply_command
from session_memory.cli.seeing.records import cells_of
from session_memory.cli.seeing.road import Road, open_road, reporting
from session_memory.cli.seeing.summary import ERROR, OK
from session_memory.distribute.deliver import native
from session_memory.errors import UsageError
from session_memory.model import Artifact, Finding, Plan, Repo, SolutionPattern
from session_memory.website.render import render, sources
from session_memory.website.site_model import (
    BrokenPattern,
    CheckView,
    GuidePage,
    PatternView,
    RepoView,
    SavedProposal,
    SiteModel,
)

TEMPLATES = "site_templates/pages"
ASSETS = "site_templates/docs"
GUIDE = "catalog/guide"
MADE = ".made-by-session-memory"
FIRST = "quick-start"
"""The guide begins with it; the rest is in alphabetical order."""


@dataclass(frozen=True, slots=True)
class Site:
    """The pages, and what was found wrong on the way to them."""

    tree: Mapping[str, bytes]
    """Path in the docs tree -> Markdown."""
    sources: Mapping[str, str]
    """Path in the docs tree -> the catalog's file that the page is made from."""
    findings: tuple[Finding, ...]


@click.command()
@click.option("--out", metavar="FOLDER", required=True, type=click.Path(path_type=Path), help="Where to write it.")
@click.pass_obj
def site(house: House, out: Path) -> None:
    """Write the site's Markdown pages and assets, for MkDocs or any other engine. Exits 1 when there are findings."""
    made = make_site(house.root)
    folder = house.root / ASSETS
    assets = {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(folder)}
    changed = _written(out, {**assets, **made.tree})
    for finding in made.findings:
        click.echo(str(finding), err=True)
    click.echo(f"{len(made.tree)} pages in {out}, {len(changed)} files changed")
    sys.exit(ERROR if made.findings else OK)


def _written(out: Path, tree: Mapping[str, bytes]) -> tuple[str, ...]:
    """Write the tree and take away what an earlier run wrote, which a list in the folder remembers."""
    made = out / MADE
    if out.is_dir() and any(out.iterdir()) and not made.is_file():
        raise UsageError("it holds files that this command did not write", str(out), "name a new or an empty folder")
    earlier = set(files.read_text(made).splitlines()) if made.is_file() else set()
    listed = "".join(f"{name}\n" for name in sorted(tree))
    return files.write_tree(out, {**tree, MADE: listed.encode()}, earlier.__contains__)


def make_site(root: Path) -> Site:
    """The site of the catalog at `root`, as it is today. Raises SessionMemoryError."""
    model = site_model(reporting(open_road(root)), datetime.date.today())
    templates = {path.name: files.read_text(path) for path in _files(root / TEMPLATES)}
    return Site(render(model, templates), sources(model), model.findings)


def site_model(road: Road, today: datetime.date) -> SiteModel:
    """Everything that the pages show, gathered from the stations."""
    catalog, root = road.catalog, road.root
    guide = [GuidePage(path.relative_to(root).as_posix(), files.read_text(path)) for path in _files(root / GUIDE)]
    return SiteModel(
        today=today,
        patterns=tuple(PatternView(pattern, tuple(_artifacts(road, pattern))) for pattern in catalog.patterns),
        broken=tuple(_broken(road)),
        repos=tuple(_repo(road, repo) for repo in catalog.repos),
        flavors=road.contracts,
        checks=tuple(CheckView(check.code, check.name, explain(check.code)) for check in TABLE),
        guide=tuple(sorted(guide, key=lambda page: (page.name != FIRST, page.name))),
        findings=catalog.findings,
    )


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _artifacts(road: Road, pattern: SolutionPattern) -> Iterator[Artifact]:
    """The pattern as each flavor would have it by itself, in a repo that works with all of them."""
    everyone = Repo(name="every-flavor", flavors=tuple(road.contracts))
    return native([pattern], everyone, road.renderer)


def _broken(road: Road) -> Iterator[BrokenPattern]:
    found: dict[str, list[Finding]] = {}
    for finding in road.catalog.findings:
        if finding.place.path.startswith("catalog/patterns/"):
            found.setdefault(finding.place.path, []).append(finding)
    for path, findings in found.items():
        # A wrong byte may be the very finding, so it is shown as one.
        yield BrokenPattern(path, _text(road.root / path), tuple(findings))


def _repo(road: Road, repo: Repo) -> RepoView:
    path = f"catalog/repos/{repo.name}.md"
    about = below(normal((road.root / path).read_bytes()))
    if not repo.enabled:
        return RepoView(repo, path, about, Plan(repo.name))
    plan = road.plan(repo)
    folder = folder_of(road.root, repo.name)
    command = apply_command(road.root, repo)
    return RepoView(repo, path, about, plan, cells_of(road, repo, plan), _saved(folder, build(plan, folder)), command)


def _saved(folder: Path, fresh: Proposal) -> SavedProposal | None:
    """What lies in the folder for review, held against what would be written there now."""
    if not (folder / "proposal.json").is_file():
        return None
    return SavedProposal(
        review=_text(folder / "REVIEW.md"),
        patch=_text(folder / "changes.patch"),
        stale=not fresh.tree or not all(files.same(folder / name, content) for name, content in fresh.tree.items()),
    )


def _text(path: Path) -> str:
    """A file's text as far as it can be shown; nothing for one that is not there."""
    return path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
