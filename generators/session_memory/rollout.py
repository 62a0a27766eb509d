"""The nouns of a rollout: one change to many repositories, step by step. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from session_memory.model import CellState, Only

LAST = 100
"""Per cent of the last step: all of them."""


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """One repository of a rollout."""

    repo: str
    domain: str
    critical: bool = False
    sha256: str = field(default="", compare=False)
    """Of its file in the catalog when the rollout was made."""


@dataclass(frozen=True, slots=True)
class Step:
    """The repositories that a change reaches together."""

    number: int
    """From 1."""
    percent: int
    repos: tuple[str, ...]
    """In the order in which they are worked on; what an earlier step had is not among them."""

    @property
    def name(self) -> str:
        """As people call it."""
        return "canary" if self.number == 1 and self.percent < LAST else "all" if self.percent == LAST else self.share

    @property
    def share(self) -> str:
        """How much of the fleet has the change after it."""
        return f"{self.percent} %"


@dataclass(frozen=True, kw_only=True, slots=True)
class Rollout:
    """What was decided before the first repository was touched. It never changes afterwards."""

    id: str
    what: str = ""
    """What is rolled out, with versions: the order of the units follows from it."""
    patterns: tuple[str, ...] = ()
    """That were asked for, sorted; empty for everything that is pending."""
    domains: tuple[str, ...] = ()
    repos: tuple[str, ...] = ()
    """That were asked for by name, sorted."""
    mode: str
    """in-place or branch."""
    at: str
    """When it was made, in UTC, such as 2026-11-21T10:15:00Z."""
    by: str
    pins: Mapping[str, str]
    """Each input -> SHA-256 of what it was: a run refuses when one of them is another."""
    units: tuple[Unit, ...]
    """In canary order."""
    steps: tuple[Step, ...]
    coverage: int = 99
    """Per cent of a step's repositories that have to be proposed or skipped with a reason."""

    @property
    def only(self) -> Only:
        """What is asked of each repository."""
        return Only(frozenset(self.patterns))

    def step(self, number: int) -> Step:
        """One of its steps, by number from 1."""
        return self.steps[number - 1]


class Phase(StrEnum):
    """What is done to the repositories of a step, each once."""

    PROPOSED = "proposed"
    APPLIED = "applied"
    BACK = "taken-back"


class Came(StrEnum):
    """What came of one repository."""

    DONE = "done"
    NOTHING = "nothing to do"
    """It has the change already, or nothing of ours that could be taken back."""
    SKIPPED = "skipped"
    """It is not meant to get it, for a reason."""
    WAITS = "waits"
    """A person has to do something first: say yes, merge, look."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of the target before and after. Empty when there was none."""

    path: str
    before: str = ""
    """SHA-256."""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of one repository in one phase of a step."""

    repo: str
    step: int
    phase: Phase
    came: Came
    why: str = ""
    """For people; empty when it was done."""
    proposal: str = ""
    """SHA-256 of proposal.json."""
    event: str = ""
    """Id of the event in the audit trail."""
    branch: str = ""
    commit: str = ""
    files: tuple[File, ...] = ()
    patterns: tuple[str, ...] = ()
    """Whose text was added, changed or taken out."""
    changed_in: Mapping[str, int] = field(default_factory=dict)
    """Pattern -> number of files in which the change touches it."""
    serves: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Pattern -> flavors that receive it, sorted."""
    uneven: tuple[str, ...] = ()
    """What some agent of the repository would not receive though others do, and why."""
    drift: tuple[str, ...] = ()
    """What was edited by hand where the change would go."""

    @property
    def is_final(self) -> bool:
        """Whether running again would come to the same."""
        return self.came in (Came.DONE, Came.NOTHING, Came.SKIPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How one repository stands after its step, as far as the rollout is concerned."""

    repo: str
    cells: tuple[CellState, ...] = ()
    """Of the patterns of the rollout."""
    drift: tuple[str, ...] = ()
    """What of ours is not as it was written: edited, in conflict, malformed."""
    open: tuple[str, ...] = ()
    """What somebody has yet to do: a branch to merge, a yes to give."""
    uneven: tuple[str, ...] = ()
    """Patterns that some agents of the repository receive and others do not, or twice; in words."""
    lossy: tuple[str, ...] = ()
    """Files that taking the change back would not make what they were; in words."""
    unreachable: str = ""


class Verdict(StrEnum):
    """What a gate says."""

    PASS = "pass"
    FAIL = "fail"
    """The rollout stops."""
    INCONCLUSIVE = "inconclusive"
    """Nobody can say yet: it waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One thing that has to be right before the next step."""

    name: str
    verdict: Verdict
    why: str = ""
    """For people; empty when it passes."""
    repos: tuple[str, ...] = ()
    """Those that it is about, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of one step. A promotion is bound to its digest."""

    rollout: str
    step: int
    results: tuple[Result, ...] = ()
    """Of the phase that says most about each repository, in the order of the step."""
    gates: tuple[Gate, ...] = ()
    states: Mapping[str, int] = field(default_factory=dict)
    """State -> number of cells of the rollout's patterns."""
    hits: Mapping[str, int] = field(default_factory=dict)
    """Pattern -> number of (repository, flavor) that receive it."""
    at: str = ""
    """When the repositories were looked at, in UTC."""
    document: str = ""
    """SHA-256 of the rollout.json that it is about."""

    @property
    def verdict(self) -> Verdict:
        """The worst of the gates."""
        found = {gate.verdict for gate in self.gates}
        return next((v for v in (Verdict.FAIL, Verdict.INCONCLUSIVE) if v in found), Verdict.PASS)


class Kind(StrEnum):
    """What a person did about a rollout."""

    APPROVED = "approved"
    PROMOTED = "promoted"
    PAUSED = "paused"
    RESUMED = "resumed"
    ABORTED = "aborted"
    BACK = "taken-back"
    RELEASED = "released"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that a person did about a rollout."""

    kind: Kind
    at: str
    by: str
    step: int
    report: str = ""
    """SHA-256 of the report that was promoted, or of the list of proposals that were approved."""
    document: str = ""
    """SHA-256 of the rollout.json that it is about."""
    reason: str = ""
    parent: str = ""
    """SHA-256 of the file of the happening before it."""


class Stage(StrEnum):
    """How far a rollout has come."""

    RUNNING = "running"
    WAITS = "waits"
    """A gate cannot say yet, or a person has to promote."""
    PAUSED = "paused"
    STOPPED = "stopped"
    """A gate failed."""
    ABORTED = "aborted"
    DONE = "done"
    BACK = "taken back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A rollout with everything that has come of it."""

    rollout: Rollout
    digest: str
    """SHA-256 of rollout.json."""
    stage: Stage
    step: int
    """Number of the step that it is at."""
    results: tuple[Result, ...] = ()
    reports: tuple[tuple[str, Report], ...] = ()
    """(SHA-256 of its file, report) of each step that has one."""
    happenings: tuple[Happening, ...] = ()

    @property
    def report(self) -> tuple[str, Report] | None:
        """The report of the step that it is at, with its digest."""
        return next(((digest, report) for digest, report in self.reports if report.step == self.step), None)

    def of(self, step: int, phase: Phase) -> Mapping[str, Result]:
        """Repo -> what came of it in one phase of one step."""
        return {r.repo: r for r in self.results if r.step == step and r.phase is phase}
