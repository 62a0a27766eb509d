"""Every noun of the project, frozen, in the order of the road. No I/O.

The words are those of the README's glossary. Values that come from front matter are plain dataclasses;
pydantic validates them and writes their JSON Schema from these same definitions (catalog/schema.py), but is
not imported here, so that commands which find everything in the cache start fast.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from session_memory.programs import is_named_so

# --- findings -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in an input file: path relative to the catalog's root, line and column counted from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing wrong with an input file."""

    place: Place
    code: str
    """Stable, such as SM101; `session-memory explain CODE` tells more."""
    message: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.place}: {self.code} {self.message}{hint}"


# --- patterns -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Matches:
    """Annotation for a string that has to match a regular expression; pydantic reads it, nobody else does."""

    regex: str

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.str_schema(pattern=self.regex)


@dataclass(frozen=True)
class Between:
    """Annotation for a number from `low` to `high`, both included; read by pydantic only."""

    low: float
    high: float

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        if source is float:
            return core_schema.float_schema(ge=self.low, le=self.high)
        return core_schema.int_schema(ge=int(self.low), le=int(self.high))


KEBAB = r"^[a-z0-9]+(-[a-z0-9]+)*$"
KebabName = Annotated[str, Matches(KEBAB)]
REPO_NAME = r"^[A-Za-z0-9_][A-Za-z0-9._-]*$"
RepoName = Annotated[str, Matches(REPO_NAME)]
Version = Annotated[str, Matches(r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$")]
Text = Annotated[str, Matches(r"\S")]
Confidence = Annotated[float, Between(0.0, 1.0)]
Count = Annotated[int, Between(0, 1_000_000_000)]
Amount = Annotated[float, Between(0.0, 1_000_000_000.0)]

STRICT: dict[str, Any] = {"extra": "forbid", "use_attribute_docstrings": True}


class Status(StrEnum):
    """Where a pattern stands in its life; only `approved` ones are distributed."""

    DRAFT = "draft"
    PROVISIONAL = "provisional"
    APPROVED = "approved"
    SUPERSEDED = "superseded"
    RETIRED = "retired"
    REJECTED = "rejected"


class Polarity(StrEnum):
    """Whether a pattern was learned from a problem or from a success."""

    PROBLEM = "problem"
    SUCCESS = "success"


class Risk(StrEnum):
    """What the text makes an agent do."""

    READ = "read"
    WRITE = "write"
    DANGER = "danger"


class Form(StrEnum):
    """How an artifact lands in a repository."""

    BLOCK = "block"
    RULE = "rule"
    SKILL = "skill"
    IMPORT = "import"
    INDEX = "index"
    """A block of one line that tells where the skill of the pattern is; never asked for by a hint."""


ON_DEMAND = (Form.SKILL, Form.INDEX)
"""Forms of which an agent first sees a line; the rest is loaded whole."""


@dataclass(frozen=True)
class Asked:
    """Annotation for a form that a person may ask for; read by pydantic only."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.enum_schema(Form, [form for form in Form if form is not Form.INDEX], sub_type="str")


class Origin(StrEnum):
    """Where a pattern comes from; the policy's evidence bar depends on it."""

    SESSION = "session"
    CURATED = "curated"
    IMPORTED = "imported"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which repositories, flavors and paths something is for. An empty field does not restrict."""

    __pydantic_config__: ClassVar = STRICT
    repos: tuple[RepoName, ...] = ()
    domains: tuple[Text, ...] = ()
    flavors: tuple[KebabName, ...] = ()
    exclude_repos: tuple[RepoName, ...] = ()
    paths: tuple[Text, ...] = ()
    """Glob patterns relative to the target's root, in gitignore's language."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One session in which the pattern was seen to matter."""

    __pydantic_config__: ClassVar = STRICT
    session: Text
    flavor: KebabName
    repo: RepoName
    outcome: Literal["success", "failure"]
    date: datetime.date


@dataclass(frozen=True, kw_only=True)
class Hint:
    """How one flavor should render a pattern; every field may stay unset."""

    __pydantic_config__: ClassVar = STRICT
    form: Annotated[Form, Asked()] | None = None
    heading: Text | None = None
    """Title of the rendered text in place of the pattern's own."""
    order: Count = 100
    """Place among the other patterns, low first; what is low also survives longest when space is short."""
    sections: tuple[Text, ...] | None = None
    """Which sections to render; Solution and Steps when unset."""
    body: Text | None = None
    """Text to render in place of any section."""


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where a pattern's text comes from."""

    __pydantic_config__: ClassVar = STRICT
    origin: Origin = Origin.SESSION
    source: Text | None = None
    """Repository or file that an imported pattern was taken from."""
    commit: Text | None = None
    license: Text | None = None


@dataclass(frozen=True, kw_only=True)
class FrontMatter:
    """The keys that a person writes above a pattern's text."""

    __pydantic_config__: ClassVar = STRICT
    id: KebabName
    title: Text
    status: Status
    version: Version
    confidence: Confidence
    distribution_ready: bool = False
    """A second yes: approved but not yet to be sent is a real state."""
    polarity: Polarity = Polarity.PROBLEM
    risk: Risk = Risk.WRITE
    scope: Scope = Scope()
    evidence: tuple[Evidence, ...] = ()
    owners: tuple[Text, ...] = ()
    tags: tuple[KebabName, ...] = ()
    rendering_hints: Mapping[KebabName, Hint] = field(default_factory=dict)
    supersedes: tuple[KebabName, ...] = ()
    related: tuple[KebabName, ...] = ()
    conflicts: tuple[KebabName, ...] = ()
    """Patterns whose advice does not go together with this one; a proposal that has both warns."""
    created: datetime.date | None = None
    updated: datetime.date | None = None
    review_by: datetime.date | None = None
    """A date in the past gives the pattern a stale badge."""
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Section:
    """One `## Heading` of a pattern with the text under it."""

    title: str
    text: str
    """Without the heading line and without outer blank lines; line ends are LF."""
    line: int
    """Line of the heading in the pattern's file, from 1."""


@dataclass(frozen=True, slots=True, order=True)
class Attachment:
    """A file in the folder beside a pattern that has its name; it travels with the pattern's skill, byte for byte."""

    path: str
    """Relative to that folder, and later to the skill's."""
    content: bytes = field(repr=False)
    executable: bool = False

    @property
    def sha256(self) -> str:
        """Of the content, in hex."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.content)

    @property
    def is_program(self) -> bool:
        """Whether a system would run it by its name alone, whatever its mode, or it says how it is to be run."""
        return self.executable or self.content.startswith(b"#!") or is_named_so(self.path)


@dataclass(frozen=True, kw_only=True)
class SolutionPattern(FrontMatter):
    """One reviewed solution: what its file says, checked. `risk` is danger where an attachment is a program."""

    path: str
    """Relative to the catalog's root."""
    sections: tuple[Section, ...]
    digest: str
    """SHA-256 of the file's bytes, and of those of its attachments if there are any; in hex."""
    attachments: tuple[Attachment, ...] = ()
    """Sorted by path."""

    def section(self, title: str) -> Section | None:
        """The section with that title, whatever its case."""
        return next((s for s in self.sections if s.title.casefold() == title.casefold()), None)

    def hint(self, flavor: str) -> Hint:
        """The rendering hint for that flavor; an unset one when the pattern has none."""
        return self.rendering_hints.get(flavor, Hint())


@dataclass(frozen=True, slots=True)
class Revision:
    """A pattern's file as one commit left it, for everybody who takes the catalog from its main line."""

    commit: str
    """In hex, in full."""
    date: datetime.date
    """On which it was committed, in UTC; never before what came before it."""
    version: str
    """As the file said; empty when it could not be read by today's rules."""
    status: str
    """The same."""
    text: str
    """The whole file; empty for a commit that took the file out, and of a file that was empty."""
    path: str = ""
    """Relative to the catalog's root; of one that was taken out, where it had been."""
    ready: bool = False
    """Whether it was to be sent, as the file said."""
    oldest: bool = False
    """Git keeps no older commit here: it may have been so for longer."""
    gone: bool = False
    """The commit took the file out."""
    at: str = ""
    """When on that date: UTC, in ISO form, to the second."""


# --- repositories and policy ----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Repo:
    """A target repository, as its file `catalog/repos/<name>.md` describes it."""

    __pydantic_config__: ClassVar = STRICT
    name: RepoName
    domain: Text = "default"
    flavors: tuple[KebabName, ...]
    checkout: Text | None = None
    """Folder of a checkout, relative to the catalog's root."""
    url: Text | None = None
    branch: Text | None = None
    forge: Literal["github", "gitlab", "forgejo", "gitea", "none"] | None = None
    """How a request is opened there; told from the remote's host when unset."""
    critical: bool = False
    budget: Mapping[KebabName, Count] = field(default_factory=dict)
    """Bytes per flavor, hand-written text included; only ever tighter than the agent's own limit."""
    bundles: tuple[KebabName, ...] = ()
    """Tags: when given, only patterns that carry one of them are for this repo."""
    delivery: Literal["once", "every-flavor"] = "once"
    owners: tuple[Text, ...] = ()
    enabled: bool = True


@dataclass(frozen=True, kw_only=True)
class Ceilings:
    """How much may change at once; what is over is denied, whoever said yes."""

    __pydantic_config__: ClassVar = STRICT
    units_per_run: Count = 800
    """Repos that one run may write to."""
    files_per_run: Count = 800
    """Files that one run may change, in all its repos together."""
    files_per_repo: Count = 200
    """Files that one proposal may change."""
    files_per_pattern: Count = 800
    """Files in which one run may change the same pattern, in all its repos together."""
    bytes_per_file: Count = 262_144
    """Bytes of ours that a file may hold after the change."""
    share_of_file: Confidence = 1.0
    """The largest part of a file with text written by hand that may be ours after the change; 1 is no ceiling."""


@dataclass(frozen=True, kw_only=True)
class Override:
    """Another limit in place of one ceiling, for some repos and until some day."""

    __pydantic_config__: ClassVar = STRICT
    ceiling: Literal[
        "units_per_run", "files_per_run", "files_per_repo", "files_per_pattern", "bytes_per_file", "share_of_file"
    ]
    repos: tuple[RepoName, ...]
    patterns: tuple[KebabName, ...] = ()
    """Of `files_per_pattern` only: the patterns that it is about; empty for all."""
    limit: Amount
    reason: Text
    owner: Text
    until: datetime.date
    """Last day on which it counts."""


@dataclass(frozen=True, kw_only=True)
class NeverWrite:
    """A part of every target in which nothing is ever written."""

    __pydantic_config__: ClassVar = STRICT
    path: Text
    """A folder with all that is in it, or a file; relative to the target's root."""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Rate:
    """How fast branches are pushed and requests opened; with 0 none are."""

    __pydantic_config__: ClassVar = STRICT
    pushes_per_minute: Count = 30
    requests_per_hour: Count = 200


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What a pattern has to show before it is distributed, and which agent versions a team relies on."""

    __pydantic_config__: ClassVar = STRICT
    min_confidence: Confidence = 0.6
    evidence_bar: Mapping[Origin, Count] = field(
        default_factory=lambda: {Origin.SESSION: 2, Origin.CURATED: 0, Origin.IMPORTED: 1}
    )
    """How many pieces of evidence an approved pattern needs, by where it comes from."""
    deny_risks: tuple[Risk, ...] = (Risk.DANGER,)
    agent_versions: Mapping[KebabName, Version] = field(default_factory=dict)
    """Oldest version in use per flavor. Unset: a placement has to be right for old and new ones."""
    fetch_after_minutes: Count = 60
    """How old a cached clone of a repo with a `url` may be before it is fetched again."""
    ceilings: Ceilings = Ceilings()
    overrides: tuple[Override, ...] = ()
    """Other limits in place of a ceiling, each for some repos and until some day."""
    never_write: tuple[NeverWrite, ...] = ()
    """Where nothing is written, in every target."""
    rate: Rate = Rate()
    four_eyes: bool = False
    """An approval does not count when it is from the last author of the pattern."""
    grant_days: Count = 90
    """How many days after it was created a grant may expire at the latest."""


@dataclass(frozen=True, kw_only=True)
class GrantScope:
    """What a grant says yes to. An empty field does not restrict."""

    __pydantic_config__: ClassVar = STRICT
    repos: tuple[RepoName, ...] = ()
    domains: tuple[Text, ...] = ()
    flavors: tuple[KebabName, ...] = ()
    """Every flavor that a change serves has to be among them."""
    patterns: tuple[Text, ...] = ()
    """Ids, each with a range of versions if wanted: `read-before-edit@>=1.2.0,<2.0.0`."""
    paths: tuple[Text, ...] = ()
    """Glob patterns relative to the target's root, in gitignore's language."""


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A reusable, scoped, expiring yes, as its file `catalog/grants/<id>.yaml` describes it."""

    __pydantic_config__: ClassVar = STRICT
    id: KebabName
    scope: GrantScope
    expires_at: datetime.date
    """Last day on which it counts."""
    created: datetime.date
    by: Text
    reason: Text
    max_uses: Count | None = None
    """How many times it may be used; uses are counted from the audit trail."""
    revoked: datetime.date | None = None
    """Day on which it was taken back; with any date here it counts no longer."""


@dataclass(frozen=True, kw_only=True)
class Exemption:
    """One pattern that a repo is spared: what stands there of it is left as it is."""

    __pydantic_config__: ClassVar = STRICT
    pattern: KebabName
    reason: Text
    owner: Text
    expires: datetime.date
    """Last day on which it counts."""


@dataclass(frozen=True, kw_only=True)
class Exemptions:
    """What one repo is spared, as its file `catalog/exemptions/<repo>.yaml` describes it."""

    __pydantic_config__: ClassVar = STRICT
    repo: RepoName
    exemptions: tuple[Exemption, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything that was read from `catalog/`, and everything that was wrong with it."""

    patterns: tuple[SolutionPattern, ...]
    """Those without a finding, sorted by id."""
    repos: tuple[Repo, ...]
    policy: Policy
    findings: tuple[Finding, ...] = ()
    blocked: tuple[str, ...] = ()
    """Ids of patterns with a finding: not distributed, and not withdrawn either."""
    grants: tuple[Grant, ...] = ()
    """Sorted by id."""
    exemptions: tuple[Exemptions, ...] = ()
    """Sorted by repo."""
    repo_paths: Mapping[str, str] = field(default_factory=dict)
    """Name of each of `repos` -> its file, relative to the catalog's root."""


IMPORT_ID = "import"
"""Id of the block that holds import lines; no pattern may have it."""


# --- artifacts and their delivery -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Artifact:
    """A pattern rendered for one flavor."""

    flavor: str
    target_path: str
    """Relative to the target's root: the host file of a block, or the file of its own."""
    content: str
    """LF line ends. The text between a block's markers, or a whole file for the other forms."""
    pattern_id: str
    form: Form = Form.BLOCK
    version: str = ""
    order: int = 100
    attachments: tuple[Attachment, ...] = ()
    """Files that go beside `target_path`, which is that of a skill then."""


class Outcome(StrEnum):
    """How one pattern reaches one flavor in one repo."""

    DELIVERED = "delivered"
    COVERED = "covered"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, order=True)
class Delivery:
    """The promise kept, or why not, for one (flavor, pattern)."""

    flavor: str
    pattern_id: str
    outcome: Outcome
    path: str = ""
    """File through which this flavor receives the pattern."""
    reason: str = ""
    """Why refused, or what was lost on the way (a path scope told in words, a hint that could not be kept)."""
    bridge: str = ""
    """Host file without whose import line this flavor would not read `path`."""
    obstacle: str = ""
    """File that a person has to mend first, when that is the reason."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A file that has to hold an artifact, and whom that serves."""

    artifact: Artifact
    """Rendered for the flavor whose home the file is; `target_path` is where it really goes."""
    serves: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Bridge:
    """An import line in the region of one host file that makes an agent read another file."""

    host: str
    target: str


@dataclass(frozen=True, slots=True, order=True)
class Moved:
    """A pattern that an agent does not get whole, because what some agent loads there would be over a limit."""

    flavor: str
    pattern_id: str
    source: str
    """File in which it would have been whole."""
    path: str
    """Where its text is now; empty when there was no room to tell of it either."""
    because: str
    """The limit that would be passed, and by how much, in words."""


@dataclass(frozen=True, slots=True, order=True)
class Placed:
    """Patterns that are placed alike, and why there."""

    patterns: tuple[str, ...]
    flavors: tuple[str, ...]
    """Whom that reaches."""
    where: str
    """The files, in words; `<id>` stands for the pattern's."""
    because: str
    """What is wrong with the next cheaper way, in words; empty when there is none."""


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Where everything goes in one repo, and what each flavor receives."""

    placements: tuple[Placement, ...] = ()
    bridges: tuple[Bridge, ...] = ()
    outcomes: tuple[Delivery, ...] = ()
    """One for each (flavor, pattern), sorted."""
    loads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Flavor -> files that it loads in full at the root once all is in place; skills are not among them."""
    moved: tuple[Moved, ...] = ()
    """What was placed where it takes less room, sorted."""
    warnings: tuple[str, ...] = ()
    """Limits that a person has to know of: those that hand-written text alone passes, and advice that is not kept."""
    choices: tuple[Placed, ...] = ()
    """Why each goes where it goes, sorted; none where each flavor has a copy of its own."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A pattern that is for this repo, and why."""

    pattern: SolutionPattern
    why: str


class Mark(StrEnum):
    """What is to be known of a cell beside its state."""

    HELD = "held"
    """A person took it out or back, and wants it left so."""
    EXEMPT = "exempt"
    """A person keeps what stands there."""
    WAITS = "waits"
    """It was taken out or back, and stands there until somebody merges a branch or does it again."""
    STALE_VIEW = "stale view"
    """It was seen some time ago, and cannot be seen now."""


class Stage(StrEnum):
    """How far the saved proposal for a repo has come."""

    STALE = "stale"
    """It is not what would be proposed now."""
    WAITS = "waits"
    """Nobody said yes to it yet."""
    APPROVED = "approved"
    APPLIED = "applied"
    """On a branch, which is not merged."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A pattern that would be for this repo, but is not sent now."""

    pattern_id: str
    reason: str
    mark: Mark | None = None


# --- a target's files -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HostFile:
    """A file of the target repository as it is now."""

    path: str
    """Canonical path relative to the target's root; links inside the target are already followed."""
    content: bytes = b""
    executable: bool = False
    problem: str = ""
    """Why it cannot be used: binary, too large, a FIFO, outside the target, in a nested repository."""
    there: bool = True
    """Whether anything can be opened: a link that leads nowhere or in a circle is no file to any agent."""


@dataclass(frozen=True, slots=True)
class Hosts:
    """All the files of one target that some agent reads or that we might own."""

    files: Mapping[str, HostFile]
    """By canonical path."""
    links: Mapping[str, str] = field(default_factory=dict)
    """Path of a symlink to the canonical path it leads to."""
    ignored: frozenset[str] = frozenset()
    """Files that git ignores: they are there on one machine only."""
    closed: Mapping[str, str] = field(default_factory=dict)
    """Paths at which no change can be proposed, whether there is a file or not, and why."""
    ref: str = ""
    """Git ref they were read from; empty for the working tree."""
    attached: Mapping[str, HostFile] = field(default_factory=dict)
    """Files beside skills, by path: those of ours that stand, and what stands where one would go. No links followed."""
    stale_view: str = ""
    """How long ago they were like this, in words, when they cannot be seen now; and why not."""

    @property
    def nowhere(self) -> frozenset[str]:
        """Where nothing can be opened: see `HostFile.there`."""
        return frozenset(path for path, file in self.files.items() if not file.there)


# --- what of ours stands in a host file -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Block:
    """One pattern's stretch inside a region."""

    id: str
    version: str
    body: bytes
    """Between the markers, without the blank lines next to them, as it stands on disk."""
    recorded: str = ""
    """First 12 hex digits of the SHA-256 that the BEGIN marker holds."""
    line: int = field(default=0, compare=False)
    """Line of the BEGIN marker, from 1; 0 for a block that is not on disk yet."""
    order: int = field(default=100, compare=False)
    """Place in the region, low first. Not on disk: it is the pattern's."""


# --- plan -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file of the target, before and after. None means that there is no such file."""

    path: str
    before: bytes | None
    after: bytes | None
    executable: bool = False
    """After the change; of a file that goes, before it."""
    skill: str = ""
    """Path of the skill that the file travels with; empty for a file that stands for itself."""
    mode_changes: bool = False
    """It was executable before and is not after, or the other way round."""

    @property
    def was_executable(self) -> bool:
        """Before the change."""
        return self.executable != self.mode_changes


@dataclass(frozen=True, slots=True)
class Splice:
    """Lines of a file that others take the place of."""

    first: int
    """How many lines stay above them."""
    last: int
    """How many lines of the old file are above what stays below them."""
    lines: tuple[str, ...]


class State(StrEnum):
    """How one (pattern, flavor) stands in a repo."""

    IN_SYNC = "in-sync"
    PROPOSED = "proposed"
    OUTDATED = "outdated"
    EDITED = "edited"
    CONFLICT = "conflict"
    ADOPTED = "adopted"
    MISSING = "missing"
    ORPHANED = "orphaned"
    FOREIGN = "foreign"
    MALFORMED = "malformed"
    UNREACHABLE = "unreachable"
    SKIPPED = "skipped"


BY_HAND = (State.EDITED, State.CONFLICT)
"""Text of ours that somebody changed."""
FINE = (State.IN_SYNC, State.SKIPPED)
"""States that need nobody."""


class Action(StrEnum):
    """What a plan does about one item."""

    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Only:
    """Which part of a change a person asked for; what is empty does not restrict."""

    patterns: frozenset[str] = frozenset()
    flavors: frozenset[str] = frozenset()
    ours: bool = False
    """Take our text back where somebody edited it by hand."""
    ref: str = ""
    """Git ref of the target to start from; empty for the working tree."""


@dataclass(frozen=True, slots=True)
class Item:
    """One pattern in one file of the target: how it stands, and what the plan does about it."""

    path: str
    pattern_id: str
    form: Form
    state: State
    action: Action
    serves: tuple[str, ...] = ()
    """Flavors that receive the pattern through this file."""
    before: str = ""
    """Version on disk; empty when there is none."""
    after: str = ""
    """Version wanted; empty when none is."""
    note: str = ""
    risk: Risk = Risk.WRITE
    """What the pattern's text makes an agent do; decides whose yes a change needs."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Bytes that one flavor loads at the repository's root, after the change."""

    flavor: str
    hand: int
    ours: int
    limit: int | None

    @property
    def total(self) -> int:
        """Hand-written bytes plus ours."""
        return self.hand + self.ours


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a proposal for one repo says. Made from values only, so it can be made again."""

    repo: str
    only: Only = Only()
    """What was asked for."""
    items: tuple[Item, ...] = ()
    """Sorted by path and pattern."""
    changes: tuple[FileChange, ...] = ()
    outcomes: tuple[Delivery, ...] = ()
    choices: tuple[Placed, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    budgets: tuple[Budget, ...] = ()
    before: tuple[Budget, ...] = ()
    """The same as the target stands now."""
    artifacts: tuple[Artifact, ...] = ()
    """What is placed, as rendered; for a target that could not be read, everything that could be."""
    reasons: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Pattern id -> its title and why it is here."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """Pattern id -> SHA-256 of the file that it was read from."""
    warnings: tuple[str, ...] = ()
    here: tuple[str, ...] = ()
    """True on this machine only: for the person at the terminal, not part of the proposal."""
    moved: tuple[Moved, ...] = ()
    """What was placed where it takes less room, so that limits are kept; sorted."""
    overruns: tuple[str, ...] = ()
    """Files that would be too long for an agent: the sum, and which patterns would fit."""
    malformed: tuple[str, ...] = ()
    """Host files that a person has to mend before anything can be written there: path, line, what is wrong."""
    unreachable: str = ""
    """Why the target could not be read; there are no changes then, only artifacts."""
    stale_view: str = ""
    """How long ago the target was seen like this, in words, when it cannot be seen now; and why not."""

    @property
    def refused(self) -> tuple[Delivery, ...]:
        """What does not arrive."""
        return tuple(d for d in self.outcomes if d.outcome is Outcome.REFUSED)

    @property
    def pending(self) -> tuple[Item, ...]:
        """What waits for a person."""
        return tuple(item for item in self.items if item.action is not Action.KEEP)

    @property
    def conflicts(self) -> tuple[Item, ...]:
        """What a person changed, and what is not ours where we would write: it stays."""
        kept = (i for i in self.items if i.action is Action.KEEP)
        return tuple(i for i in kept if i.state in BY_HAND or (i.state is State.FOREIGN and i.after))

    @property
    def taken_back(self) -> tuple[Item, ...]:
        """What a person changed, and a person asked to have back as the catalog has it."""
        return tuple(item for item in self.pending if item.state in BY_HAND)

    @property
    def foreign(self) -> tuple[Item, ...]:
        """What looks like ours and is not, and is in nobody's way."""
        return tuple(item for item in self.items if item.state is State.FOREIGN and not item.after)


@dataclass(frozen=True, slots=True, order=True)
class CellState:
    """How one pattern stands for one flavor in one repo."""

    repo: str
    pattern_id: str
    flavor: str
    """Empty for text of ours that no flavor of the repo is meant to get."""
    state: State
    path: str = ""
    version: str = ""
    """What is on disk; empty when nothing is."""
    note: str = ""
    mark: Mark | None = None

    @property
    def needs_somebody(self) -> bool:
        """Whether a person has something to do about it, as far as can be seen now."""
        return self.state not in FINE or self.mark in (Mark.STALE_VIEW, Mark.WAITS)


# --- what people are told -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a person has to know, and what comes next."""

    words: str
    command: str = ""
    """The command that comes next; empty when no command does."""
    hint: str = ""
    """What to do, or what the command is for, in words."""

    def __str__(self) -> str:
        hint = f"\n  next: {self.hint}" if self.hint else ""
        return f"{self.words}{hint}" + (f": {self.command}" if self.command else "")


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened to a repo or was decided about it: one line of its log."""

    at: str
    """In UTC, such as 2026-11-21T10:15:00Z."""
    what: str
    """The kind of an event, or what was said."""
    by: str
    patterns: tuple[str, ...] = ()
    """Empty for a decision about everything in a proposal that is not known any more."""
    proposal: str = ""
    where: str = ""
    """The branch that was written; empty for anything else."""
    reason: str = ""
    url: str = ""
    repo: str = ""
    rules: tuple[str, ...] = ()
    """The rules by which it was allowed."""
    grants: tuple[str, ...] = ()
    """The grants that this rests on."""
    id: str = ""

    def __str__(self) -> str:
        to = f" {self.proposal[:12]}" if self.proposal else ""
        where = f" on {self.where}" if self.where else ""
        grants = f"; grant {', '.join(self.grants)}" if self.grants else ""
        rules = f" (rule {', '.join(self.rules)}{grants})" if self.rules else ""
        about = ", ".join(self.patterns) or "all of it"
        reason = "".join(f"; {said}" for said in (self.reason, self.url) if said)
        return f"{self.at}  {self.repo}  {self.what}{to}{where} by {self.by}{rules}: {about}{reason}"
