"""What several pages want to know across all patterns and repos, worked out once. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from session_memory.model import CellState, Finding, Outcome
from session_memory.website.addresses import guide_page, pattern_page
from session_memory.website.matrix import Matrix, matrix
from session_memory.website.rollouts import Short, concerned
from session_memory.website.site_model import BrokenPattern, PatternView, SiteModel
from session_memory.website.timeline import Change, Version, changes, current, versions
from session_memory.website.words import past_review


@dataclass(frozen=True, slots=True)
class Across:
    """Lookups over a SiteModel."""

    cells: Mapping[str, tuple[CellState, ...]]
    """Pattern id -> how it stands, in every repo that it is for."""
    live: Mapping[str, int]
    """Pattern id -> in how many repos some version of it is on disk."""
    successors: Mapping[str, tuple[str, ...]]
    """Pattern id -> those that supersede it."""
    relations: Mapping[str, tuple[tuple[str, str], ...]]
    """Pattern id -> (how, id) of every other one that it names or is named by; sorted, each once."""
    tagged: Mapping[str, tuple[PatternView, ...]]
    """Tag -> patterns, tags sorted."""
    stale: tuple[PatternView, ...]
    """Patterns past their review date."""
    broken: Mapping[str, tuple[BrokenPattern, ...]]
    """Page -> the files with findings that are on it: those that claim the same id share one."""
    received: Mapping[str, Mapping[str, Mapping[Outcome, int]]]
    """Flavor -> each repo that has it -> how many patterns reach it there, and how."""
    matrix: Matrix
    found: Mapping[str, tuple[Finding, ...]]
    """Code of a check -> its findings."""
    versions: Mapping[str, tuple[Version, ...]]
    """Pattern id, of those that are gone or have findings too -> its versions, newest first."""
    changes: tuple[Change, ...]
    """What happened to all patterns, newest first."""
    documents: Mapping[str, str]
    """Stem of a file with text -> its page, for the links in texts."""
    rolled: Mapping[str, tuple[Short, ...]]
    """Pattern id -> the rollouts that are about it, newest first."""
    reached: Mapping[str, tuple[Short, ...]]
    """Repo -> the rollouts that reach it, newest first."""


def look_across(model: SiteModel) -> Across:
    """The lookups for `model`."""
    cells: dict[str, list[CellState]] = defaultdict(list)
    successors: dict[str, list[str]] = defaultdict(list)
    tagged: dict[str, list[PatternView]] = defaultdict(list)
    found: dict[str, list[Finding]] = defaultdict(list)
    broken: dict[str, list[BrokenPattern]] = defaultdict(list)
    for file in model.broken:
        broken[pattern_page(file.id)].append(file)
    for cell in (cell for repo in model.repos for cell in repo.cells):
        cells[cell.pattern_id].append(cell)
    for view in model.patterns:
        for older in view.pattern.supersedes:
            successors[older].append(view.pattern.id)
        for tag in dict.fromkeys(view.pattern.tags):
            tagged[tag].append(view)
    for finding in model.findings:
        found[finding.code].append(finding)
    rolled, reached = concerned(model.rollouts)
    return Across(
        cells={id: tuple(some) for id, some in cells.items()},
        live={id: len({cell.repo for cell in some if cell.version}) for id, some in cells.items()},
        successors={id: tuple(some) for id, some in successors.items()},
        relations=_relations(model),
        tagged={tag: tuple(tagged[tag]) for tag in sorted(tagged)},
        stale=tuple(view for view in model.patterns if past_review(view.pattern, model.today)),
        broken={page: tuple(some) for page, some in broken.items()},
        received=_received(model),
        matrix=matrix(model),
        found={code: tuple(some) for code, some in found.items()},
        versions=_versions(model),
        changes=changes(model),
        documents=_documents(model),
        rolled=rolled,
        reached=reached,
    )


def _received(model: SiteModel) -> Mapping[str, Mapping[str, Mapping[Outcome, int]]]:
    found: dict[str, dict[str, Mapping[Outcome, int]]] = defaultdict(dict)
    for view in model.repos:
        for flavor in view.repo.flavors:
            found[flavor][view.repo.name] = Counter(d.outcome for d in view.plan.outcomes if d.flavor == flavor)
    return found


def _relations(model: SiteModel) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Both directions of each: what supersedes another is what the other is superseded by."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for pattern in (view.pattern for view in model.patterns):
        for there, back, named in (
            ("supersedes", "superseded by", pattern.supersedes),
            ("conflicts with", "conflicts with", pattern.conflicts),
            ("related to", "related to", pattern.related),
        ):
            for other in named:
                found[pattern.id].add((there, other))
                found[other].add((back, pattern.id))
    return {id: tuple(sorted(some)) for id, some in found.items()}


def _versions(model: SiteModel) -> Mapping[str, tuple[Version, ...]]:
    gone = {gone.id: versions(gone.history) for gone in model.gone}
    # What a file with findings says of itself cannot be trusted; what git has of it can.
    broken = {file.id: versions(file.history) for file in model.broken}
    return gone | broken | {view.pattern.id: current(view) for view in model.patterns}


def _documents(model: SiteModel) -> Mapping[str, str]:
    guide = {page.name: guide_page(page.name) for page in model.guide}
    broken = {file.id: pattern_page(file.id) for file in model.broken}
    gone = {gone.id: pattern_page(gone.id) for gone in model.gone}
    return gone | guide | broken | {view.pattern.id: pattern_page(view.pattern.id) for view in model.patterns}
