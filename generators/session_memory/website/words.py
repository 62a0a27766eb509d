"""What the pages say in words and colours about values. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence

from session_memory.arrivals import Times
from session_memory.contract import Known
from session_memory.model import IMPORT_ID, Mark, Scope, SolutionPattern, State, Status
from session_memory.rollout import Came, Stage, Verdict

DUE = "review due"
FOUND = "has findings"
NOT_READY = "not to be sent yet"
TAKEN_OUT = "taken out"
OFF = "switched off"
OVER = (Status.SUPERSEDED, Status.RETIRED, Status.REJECTED)
"""What is no longer to be followed."""

TONES = {
    State.IN_SYNC: "good",
    State.SKIPPED: "calm",
    State.PROPOSED: "waiting",
    State.OUTDATED: "waiting",
    State.ADOPTED: "waiting",
    State.MISSING: "waiting",
    State.ORPHANED: "waiting",
    State.EDITED: "trouble",
    State.CONFLICT: "trouble",
    State.FOREIGN: "trouble",
    State.MALFORMED: "trouble",
    State.UNREACHABLE: "trouble",
    Mark.HELD: "calm",
    Mark.EXEMPT: "calm",
    Mark.WAITS: "waiting",
    Mark.STALE_VIEW: "waiting",
    Status.APPROVED: "good",
    Status.PROVISIONAL: "waiting",
    Status.DRAFT: "waiting",
    Status.SUPERSEDED: "calm",
    Status.RETIRED: "calm",
    Status.REJECTED: "calm",
    DUE: "waiting",
    FOUND: "trouble",
    NOT_READY: "waiting",
    TAKEN_OUT: "calm",
    Known.EXPERIMENT: "good",
    Known.SOURCE: "good",
    Known.DOCUMENTATION: "calm",
    Known.THIRD_PARTY: "waiting",
    Known.UNVERIFIED: "waiting",
    Times.ONCE: "good",
    Times.OUT_OF_SCOPE: "calm",
    Times.TWICE: "trouble",
    Times.CUT: "trouble",
    Times.NEVER: "waiting",
    Came.DONE: "good",
    Came.NOTHING: "calm",
    Came.SKIPPED: "calm",
    Came.WAITS: "waiting",
    Came.FAILED: "trouble",
    Verdict.PASS: "good",
    Verdict.FAIL: "trouble",
    Verdict.INCONCLUSIVE: "waiting",
    Stage.RUNNING: "waiting",
    Stage.PAUSED: "waiting",
    Stage.STOPPED: "trouble",
    Stage.ABORTED: "calm",
    Stage.BACK: "calm",
}
"""State or mark of a cell, how well a fact is known, how often a pattern arrives, how a rollout goes -> its colour.

The word itself is always there too."""

GLYPHS = {
    State.IN_SYNC: "✓",
    State.PROPOSED: "…",
    State.OUTDATED: "↓",
    State.EDITED: "≠",
    State.CONFLICT: "×",
    State.ADOPTED: "◇",
    State.MISSING: "□",
    State.ORPHANED: "−",
    State.FOREIGN: "?",
    State.MALFORMED: "!",
    State.UNREACHABLE: "∅",
    State.SKIPPED: "·",
    Mark.HELD: "‖",
    Mark.EXEMPT: "○",
    Mark.WAITS: "→",
    Mark.STALE_VIEW: "≈",
    Status.APPROVED: "✓",
    Status.PROVISIONAL: "~",
    Status.DRAFT: "○",
    Status.SUPERSEDED: "»",
    Status.RETIRED: "−",
    Status.REJECTED: "×",
    DUE: "↻",
    FOUND: "!",
    NOT_READY: "‖",
    TAKEN_OUT: "¬",
    Known.EXPERIMENT: "✓",
    Known.SOURCE: "=",
    Known.DOCUMENTATION: "¶",
    Known.THIRD_PARTY: "~",
    Known.UNVERIFIED: "?",
    Times.ONCE: "✓",
    Times.OUT_OF_SCOPE: "·",
    Times.TWICE: "≠",
    Times.CUT: "×",
    Times.NEVER: "□",
    Came.DONE: "✓",
    Came.NOTHING: "=",
    Came.SKIPPED: "·",
    Came.WAITS: "→",
    Came.FAILED: "×",
    Verdict.PASS: "✓",
    Verdict.FAIL: "×",
    Verdict.INCONCLUSIVE: "?",
    Stage.RUNNING: "…",
    Stage.PAUSED: "‖",
    Stage.STOPPED: "!",
    Stage.ABORTED: "¬",
    Stage.BACK: "−",
}
"""The same -> its sign, told from the others by shape alone; in every common font, and never drawn as emoji."""


def scope_in_words(scope: Scope) -> str:
    """For which repos, agents and files a pattern is, such as `repos of the domain commerce; files src/**`."""
    restricting = {
        _plural("repo", scope.repos): scope.repos,
        f"repos of the {_plural('domain', scope.domains)}": scope.domains,
        f"not the {_plural('repo', scope.exclude_repos)}": scope.exclude_repos,
        _plural("agent", scope.flavors): scope.flavors,
        "files": scope.paths,
    }
    said = [f"{what} {', '.join(which)}" for what, which in restricting.items() if which]
    return "; ".join(said) or "every repo and every agent"


def _plural(noun: str, some: Collection[str]) -> str:
    return noun if len(some) == 1 else f"{noun}s"


def past_review(pattern: SolutionPattern, today: datetime.date) -> bool:
    """Whether somebody should have looked at it again by now."""
    return pattern.review_by is not None and pattern.review_by < today


def tokens(number: int) -> int:
    """About how many tokens a model makes of so many bytes: a quarter, which holds for English and code."""
    return -(-number // 4)


def named(pattern_id: str) -> str:
    """What a repo has under that id: a pattern, or the lines of ours that make an agent read another file."""
    return "import lines" if pattern_id == IMPORT_ID else pattern_id


def counted(number: int, noun: str) -> str:
    """`1 pattern`, `2 patterns`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def some(told: Sequence[str], between: str = ", ") -> str:
    """The first three, and how many more there are."""
    return between.join(told[:3]) + (f" and {len(told) - 3:,} more" if len(told) > 3 else "")
