"""What the site shows, as values; `cli/site.py` gathers them from the other stations."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from session_memory.arrivals import LeftOut, PatternTold, Times, ToMend
from session_memory.contract import Contract
from session_memory.model import (
    Artifact,
    CellState,
    Finding,
    Happened,
    Notice,
    Plan,
    Repo,
    Revision,
    SolutionPattern,
    Stage,
    State,
)
from session_memory.rollout import Progress


@dataclass(frozen=True, slots=True)
class PatternView:
    """A pattern without findings, and what each agent gets of it."""

    pattern: SolutionPattern
    artifacts: tuple[Artifact, ...] = ()
    """One for each flavor that its scope lets through."""
    source: str = ""
    """Its file as it stands, front matter and all."""
    history: tuple[Revision, ...] = ()
    """Newest first; empty where git does not keep the catalog."""

    @property
    def updated(self) -> datetime.date | None:
        """As its front matter says, or else when its file was last committed; None where neither tells."""
        return self.pattern.updated or next((revision.date for revision in self.history), None)


@dataclass(frozen=True, slots=True)
class GonePattern:
    """A pattern that git remembers and the catalog no longer has."""

    id: str
    history: tuple[Revision, ...]
    """Newest first: the first one took it out, unless no commit has done so yet."""
    title: str = ""
    """As it was last."""
    superseded_by: tuple[str, ...] = ()
    """Those that took its place, as they said while it was there; sorted."""

    @property
    def path(self) -> str:
        """Where it was last, relative to the catalog's root."""
        return self.history[0].path


@dataclass(frozen=True, slots=True)
class BrokenPattern:
    """A pattern file with findings: its text cannot be trusted, so it is shown as it stands."""

    path: str
    """Relative to the catalog's root."""
    text: str
    findings: tuple[Finding, ...]
    history: tuple[Revision, ...] = ()
    """Newest first."""

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
    id: str = ""
    """SHA-256 of its document, in hex."""
    why: tuple[str, ...] = ()
    """What moved on since, in words."""
    files: int = 0
    """How many files of the target it changes."""
    takes_out: frozenset[tuple[str, str]] = frozenset()
    """(path, pattern) of each text that is no longer wanted, and that it takes out."""


@dataclass(frozen=True, slots=True)
class HandEdit:
    """A place where somebody edited our text, told as two differences."""

    path: str
    pattern_id: str
    state: State
    by_hand: str
    """Unified diff to what stands there, from what was applied last or, when nobody remembers, from what is wanted."""
    by_catalog: str
    """Unified diff of what the catalog changed since; empty when it changed nothing, or nobody can say."""
    ways: Mapping[str, str] = field(default_factory=dict)
    """What a person can do about it -> the command."""
    remembered: bool = True
    """Whether what was applied last is known."""
    stands: str = ""
    """The text that stands there, where there is nothing to tell it from."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A cell of the registry that says something else than the file it is about."""

    path: str
    pattern_id: str
    recorded: str
    """The version that was read back when it was applied."""
    found: str
    """The version that the file holds now; empty when it holds nothing of the pattern."""
    next: str
    """The command that comes next."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that reaches an agent, or several of ours in one folder."""

    path: str
    bytes: int
    """That arrive."""
    size: int
    hand: int
    patterns: int
    """Texts of ours in it, import lines included."""
    lost: int = 0
    cut_by: str = ""
    depth: int = 0
    """How many imports lead to it."""
    inside: bool = False
    """Its text arrives within that of the file that imports it."""
    skill: bool = False
    files: int = 1


@dataclass(frozen=True, slots=True)
class AgentView:
    """What one agent is told when it starts at the top of a repo, as it stands now."""

    flavor: str
    files: tuple[FileRow, ...]
    """In the order in which it loads them; skills last."""
    left: tuple[LeftOut, ...]
    """Files with hand-written text that it knows and is not told, and any that something keeps from it."""
    elsewhere: int
    """How many files of ours count elsewhere only."""
    counts: Mapping[Times, int]
    """How often patterns arrive -> how many of them; those that do not stand there yet are left out."""
    wrong: tuple[PatternTold, ...]
    """Those that stand there, and of which a person should know why they do not arrive once."""
    bytes: int
    tokens: int
    limit: int | None

    @property
    def percent(self) -> int:
        """Of the limit, rounded down; 0 where none is known."""
        return 100 * self.bytes // self.limit if self.limit else 0

    @property
    def lost(self) -> int:
        """Bytes that limits took."""
        return sum(file.lost for file in self.files)


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
    approval: Notice | None = None
    """What became of the yes to the proposal; None when there is no proposal."""
    stage: Stage | None = None
    """How far the proposal has come; None when there is none that changes anything."""
    rejected: str = ""
    """Who said no to what would be proposed now, and why: it is not raised again."""
    approval_stale: bool = False
    """Somebody said yes to what the proposal was before."""
    unfinished: Notice | None = None
    """The change that was begun and not finished, and how to finish it."""
    edits: tuple[HandEdit, ...] = ()
    log: tuple[Happened, ...] = ()
    """Newest first."""
    damaged: tuple[Notice, ...] = ()
    """What cannot be read about it: audit trail, registry, decisions, its file."""
    known: bool = True
    """Whether a plan could be made; False where what is damaged leaves nothing to plan with."""
    contradictions: tuple[Contradiction, ...] = ()
    agents: tuple[AgentView, ...] = ()
    """What each agent is told now, at the top; none of a repo that cannot be read."""
    to_mend: tuple[ToMend, ...] = ()
    """What a person should mend there, so that agents read what was written for them."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A version of an agent that was asked what it loads, and did what its contract says."""

    version: str
    date: str
    """As YYYY-MM-DD."""
    situations: int
    """In how many small repositories it was asked."""


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
class Option:
    """One option or argument of a command."""

    spelled: str
    """As it is typed, such as `--pattern TEXT`."""
    help: str


@dataclass(frozen=True, slots=True)
class CommandView:
    """One command of the program, from its own code."""

    name: str
    usage: str
    help: str
    options: tuple[Option, ...] = ()
    make: str = ""
    """The make target of the same name, which sets itself up; empty when there is none."""
    make_help: str = ""
    """What the Makefile says of it."""


@dataclass(frozen=True, slots=True)
class SiteModel:
    """Everything that the site is made from."""

    today: datetime.date
    """Decides which patterns are past their review date."""
    kept: bool = True
    """Whether git keeps the catalog, and has a commit of it."""
    patterns: tuple[PatternView, ...] = ()
    broken: tuple[BrokenPattern, ...] = ()
    repos: tuple[RepoView, ...] = ()
    flavors: Mapping[str, Contract] = field(default_factory=dict)
    confirmed: Mapping[str, tuple[Confirmed, ...]] = field(default_factory=dict)
    """Flavor -> the versions of the agent that were asked what they load."""
    checks: tuple[CheckView, ...] = ()
    guide: tuple[GuidePage, ...] = ()
    """In reading order."""
    findings: tuple[Finding, ...] = ()
    """Of every input file, patterns or not."""
    gone: tuple[GonePattern, ...] = ()
    """Sorted by id."""
    commands: tuple[CommandView, ...] = ()
    """Sorted by name."""
    exit_codes: Mapping[int, str] = field(default_factory=dict)
    """What the program's exit codes mean."""
    rollouts: tuple[Progress, ...] = ()
    """Sorted by id."""
    damaged_rollouts: Mapping[str, str] = field(default_factory=dict)
    """Id of a rollout that cannot be read -> what is wrong with it."""
    address: str = ""
    """Where the site will be served, ending in a slash; empty when that is not known, and links stay relative."""
