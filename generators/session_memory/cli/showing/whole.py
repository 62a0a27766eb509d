"""Everything that the site is made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from session_memory import files
from session_memory.catalog.checks import TABLE, explain
from session_memory.catalog.checks.leaks import masked
from session_memory.catalog.history import history, keeper
from session_memory.catalog.kinds import PATTERN
from session_memory.cli.main import EXIT_CODES
from session_memory.cli.seeing.road import Road
from session_memory.cli.showing.commands import commands
from session_memory.cli.showing.history import History, gone
from session_memory.cli.showing.one_repo import repo_view, text
from session_memory.cli.showing.rollouts import readable
from session_memory.distribute.confirmed import RECORD, confirmations
from session_memory.distribute.deliver import native
from session_memory.model import Artifact, Finding, Repo, Revision, SolutionPattern
from session_memory.website.site_model import BrokenPattern, CheckView, Confirmed, GuidePage, PatternView, SiteModel

GUIDE = "catalog/guide"
MAKEFILE = "Makefile"
ORDER = (
    "quick-start",
    "write-a-pattern",
    "scope",
    "review-and-apply",
    "delivered",
    "drift",
    "grants",
    "audit",
    "the-site",
)
"""The guide begins with these; the rest, to look things up in, is in alphabetical order."""


def site_model(road: Road) -> SiteModel:
    """Everything that the pages show."""
    catalog, sources = road.catalog, {pattern.id: text(road.root / pattern.path) for pattern in road.catalog.patterns}
    past = {id: tuple(_without_secrets(some, sources.get(id, ""))) for id, some in history(road.root).items()}
    patterns = tuple(_pattern(road, pattern, sources, past) for pattern in catalog.patterns)
    broken = tuple(_broken(road, past))
    rollouts, damaged = readable(road.root)
    return SiteModel(
        today=road.today,
        kept=keeper(road.root) is not None,
        patterns=patterns,
        broken=broken,
        gone=tuple(gone(past, {*(view.pattern.id for view in patterns), *(file.id for file in broken)})),
        repos=tuple(repo_view(road, repo) for repo in catalog.repos),
        flavors=road.contracts,
        confirmed=_confirmed(),
        checks=tuple(CheckView(check.code, check.name, explain(check.code)) for check in TABLE),
        guide=_guide(road.root),
        findings=catalog.findings,
        commands=commands(text(road.root / MAKEFILE)),
        exit_codes=EXIT_CODES,
        rollouts=rollouts,
        damaged_rollouts=damaged,
    )


def _confirmed() -> Mapping[str, tuple[Confirmed, ...]]:
    found: dict[str, tuple[Confirmed, ...]] = {}
    for one in confirmations() if RECORD.is_file() else ():
        found[one.flavor] = (*found.get(one.flavor, ()), Confirmed(one.version, one.date, one.situations))
    return found


def _pattern(road: Road, pattern: SolutionPattern, sources: Mapping[str, str], past: History) -> PatternView:
    return PatternView(pattern, tuple(_artifacts(road, pattern)), sources[pattern.id], past.get(pattern.id, ()))


def _without_secrets(past: Iterable[Revision], checked: str) -> Iterator[Revision]:
    """Git remembers what somebody took out; a site that everybody reads must not. `checked` has none."""
    for revision in past:
        yield revision if revision.text == checked else replace(revision, text=masked(revision.text)[0])


def _artifacts(road: Road, pattern: SolutionPattern) -> Iterator[Artifact]:
    """The pattern as each flavor would have it by itself, in a repo that works with all of them."""
    everyone = Repo(name="every-flavor", flavors=tuple(road.contracts))
    return native([pattern], everyone, road.renderer)


def _broken(road: Road, past: History) -> Iterator[BrokenPattern]:
    found: dict[str, list[Finding]] = {}
    for finding in road.catalog.findings:
        if finding.place.path.startswith(f"{PATTERN.place}/"):
            found.setdefault(finding.place.path, []).append(finding)
    for path, findings in found.items():
        # A wrong byte may be the very finding, so it is shown as one.
        there = past.get(PurePosixPath(path).stem, ())
        yield BrokenPattern(path, masked(text(road.root / path))[0], tuple(findings), there)


def _guide(root: Path) -> tuple[GuidePage, ...]:
    there = sorted(path for path in (root / GUIDE).rglob("*") if path.is_file())
    pages = [GuidePage(path.relative_to(root).as_posix(), files.read_text(path)) for path in there]
    first = {name: place for place, name in enumerate(ORDER)}
    return tuple(sorted(pages, key=lambda page: (first.get(page.name, len(first)), page.name)))
