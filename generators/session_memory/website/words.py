"""What the pages say in words and colours about values. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence

from session_memory.model import IMPORT_ID, Home, Mark, Read, Scope, SolutionPattern, State, Status

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
}
"""State or mark of a cell, or what is said of a pattern -> how it is coloured; the word itself is always there too."""

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


def read_in_words(read: Read) -> str:
    """What makes an agent look there, or not; empty for a place where it always looks."""
    said = [
        "only the first of these that exists" if read.first_only else "",
        f"only where there is no {' or '.join(read.unless)}" if read.unless else "",
        f"since version {read.since}" if read.since else "",
        "may be narrowed to paths" if read.scoped else "",
        "one per folder name" if read.dedup == "name" else "",
    ]
    return "; ".join(filter(None, said))


def home_in_words(home: Home) -> str:
    """Under which conditions a pattern is put there."""
    said = [
        f"with an import line in {home.bridge}" if home.bridge else "",
        "only if the file exists" if home.only_existing else "",
    ]
    return "; ".join(filter(None, said))


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
