"""What the site shows, as values; `cli/site.py` gathers them from the other stations."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from session_memory.model import Artifact, CellState, Contract, Finding, Plan, Repo, SolutionPattern


@dataclass(frozen=True, slots=True)
class PatternView:
    """A pattern without findings, and what each agent gets of it."""

    pattern: SolutionPattern
    artifacts: tuple[Artifact, ...] = ()
    """One for each flavor that its scope lets through."""


@dataclass(frozen=True, slots=True)
class BrokenPattern:
    """A pattern file with findings: its text cannot be trusted, so it is shown as it stands."""

    path: str
    """Relative to the catalog's root."""
    text: str
    findings: tuple[Finding, ...]

    @property
    def id(self) -> str:
        """The file's stem, which would be the id of the pattern."""
        return self.path.rpartition("/")[2].removesuffix(".md")


@dataclass(frozen=True, slots=True)
class SavedProposal:
    """What lies in `proposals/<repo>/` for review."""

    review: str
    patch: str
    stale: bool
    """The catalog or the target has moved on since it was written."""


@dataclass(frozen=True, slots=True)
class RepoView:
    """A target repository and how everything stands in it."""

    repo: Repo
    path: str
    """Its file, relative to the catalog's root."""
    about: str
    """The free text of its file, Markdown."""
    plan: Plan
    cells: tuple[CellState, ...] = ()
    proposal: SavedProposal | None = None
    apply: str = ""
    """The command that applies the proposal."""


@dataclass(frozen=True, slots=True)
class CheckView:
    """One check of the catalog."""

    code: str
    name: str
    """In kebab case."""
    explanation: str
    """Markdown that begins with a heading."""


@dataclass(frozen=True, slots=True)
class GuidePage:
    """One page of the guide."""

    path: str
    """Relative to the catalog's root."""
    text: str
    """Markdown that begins with a heading."""

    @property
    def name(self) -> str:
        """The file's stem, which is also the page's address."""
        return self.path.rpartition("/")[2].removesuffix(".md")


@dataclass(frozen=True, slots=True)
class SiteModel:
    """Everything that the site is made from."""

    today: datetime.date
    """Decides which patterns are past their review date."""
    patterns: tuple[PatternView, ...] = ()
    broken: tuple[BrokenPattern, ...] = ()
    repos: tuple[RepoView, ...] = ()
    flavors: Mapping[str, Contract] = field(default_factory=dict)
    checks: tuple[CheckView, ...] = ()
    guide: tuple[GuidePage, ...] = ()
    """In reading order."""
    findings: tuple[Finding, ...] = ()
    """Of every input file, patterns or not."""
