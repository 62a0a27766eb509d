"""What the pages say in words and colours about values. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence

from session_memory.contract import Home, Limit, Over, Read, Take, Walk
from session_memory.model import IMPORT_ID, Mark, Scope, SolutionPattern, State, Status

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


WALKS = {
    Walk.DOWN: "in every folder from the top to where it starts",
    Walk.UP: "in every folder from where it starts up to the top",
    Walk.NEAREST: "in the nearest folder that has one",
}
TAKES = {
    Take.FIRST: "only the first of these that exists, in each folder",
    Take.FIRST_NAME: "only files of the first of these names that exists anywhere on the way",
}


def limit_in_words(limit: Limit | None) -> str:
    """How much an agent takes, and what becomes of more; empty where nobody knows a limit."""
    if limit is None:
        return ""
    over = {Over.CUT: "what is over is cut", Over.SKIPPED: "a longer file is left out", Over.ADVICE: "an advice only"}
    return f"{limit.amount:,} {limit.unit}; {over[limit.over]}"


def read_in_words(read: Read) -> str:
    """What makes an agent look there, or not; empty for a place where it always looks."""
    said = [
        "" if read.walk is Walk.ROOT else WALKS[read.walk],
        "also in folders below, once it works with a file there" if read.touched else "",
        "" if read.take is Take.ALL else TAKES[read.take],
        f"only where there is no {' or '.join(read.unless)}" if read.unless else "",
        f"since version {read.since}" if read.since else "",
        "may be narrowed to paths" if read.keys and read.keys.globs else "",
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
