"""Does this grant cover that change? And which is the narrowest one that would? Pure."""

from __future__ import annotations

import datetime
import re
import shlex
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from session_memory.changes.record.events import Event
from session_memory.model import IMPORT_ID, Grant, GrantScope, Risk
from session_memory.scope import id_and_range

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

GOOD = "good"

OPTIONS = (("--repo", "repos"), ("--domain", "domains"), ("--flavor", "flavors"), ("--pattern", "patterns"),
           ("--path", "paths"))  # fmt: skip
"""Option of `grants create` -> field of the scope."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One item of a proposal: a pattern in a file of a target, as it would be written."""

    repo: str
    domain: str
    pattern: str
    version: str
    """Empty when nobody knows it."""
    flavors: tuple[str, ...]
    """Those that the file serves."""
    path: str
    risk: Risk
    dangers: tuple[str, ...] = ()
    """Everything about it that nobody may allow."""
    guarded: tuple[str, ...] = ()
    """Why nothing may ever be written where it would be."""
    takes_back: bool = False
    """Whether a text that somebody wrote by hand would go with it."""


def covers(grant: Grant, asked: Asked, today: datetime.date, uses: int) -> str:
    """Why `grant`, used `uses` times so far, does not cover `asked`; empty when it does."""
    return _at_an_end(grant, today, uses) or _for_no_grant(asked) or _out_of_scope(grant.scope, asked)


def state(grant: Grant, today: datetime.date, uses: int) -> str:
    """`good`, or why it covers nothing at all: `revoked`, `expired`, `not yet` or `used up`."""
    if grant.revoked:
        return "revoked"
    if today > grant.expires_at:
        return "expired"
    if today < grant.created:
        return "not yet"
    return "used up" if grant.max_uses is not None and uses >= grant.max_uses else GOOD


def uses_of(events: Iterable[Event]) -> Counter[str]:
    """Id of a grant -> how many changes were applied that rest on it, however many patterns each had."""
    applied = (event for event in events if event.kind == "applied")
    return Counter(grant for event in applied for grant in {yes.decision for yes in event.yes})


def narrowest(asked: Sequence[Asked]) -> GrantScope:
    """The narrowest scope that covers all of these."""
    return GrantScope(
        repos=tuple(sorted({one.repo for one in asked})),
        flavors=tuple(sorted({flavor for one in asked for flavor in one.flavors})),
        patterns=tuple(sorted({_exactly(one) for one in asked})),
        paths=tuple(sorted({_glob(one.path) for one in asked})),
    )


def command(scope: GrantScope, days: int) -> str:
    """The line that creates a grant with this scope, ready to paste but for the reason: WHY stands for it."""
    words = ["session-memory", "grants", "create", _id(scope)]
    words += [word for option, field in OPTIONS for value in getattr(scope, field) for word in (option, value)]
    return shlex.join([*words, "--days", str(days), "--reason", "WHY"])


def _at_an_end(grant: Grant, today: datetime.date, uses: int) -> str:
    told = {
        "revoked": f"it was revoked on {grant.revoked}",
        "expired": f"its last day was {grant.expires_at}",
        "not yet": f"it counts from {grant.created} on",
        "used up": f"it was used {uses} of {grant.max_uses} times",
        GOOD: "",
    }
    return told[state(grant, today, uses)]


def _for_no_grant(asked: Asked) -> str:
    risk = [f"the risk {asked.risk}"] if asked.risk is Risk.DANGER else []
    dangers = "; ".join([*risk, *asked.dangers])
    if dangers:
        return f"no grant covers what is dangerous: {dangers}"
    return "no grant covers what takes back a hand edit" if asked.takes_back else ""


def _out_of_scope(scope: GrantScope, asked: Asked) -> str:
    if scope.repos and asked.repo not in scope.repos:
        return f"it is for the repos {', '.join(scope.repos)}"
    if scope.domains and asked.domain not in scope.domains:
        return f"it is for the domains {', '.join(scope.domains)}"
    if scope.flavors and not set(asked.flavors) <= set(scope.flavors):
        return f"it is for the flavors {', '.join(scope.flavors)}"
    if scope.patterns and not any(_names(named, asked) for named in scope.patterns):
        return f"it is for the patterns {', '.join(scope.patterns)}"
    if scope.paths and not _spec(scope.paths).match_file(asked.path):
        return f"it is for the paths {', '.join(scope.paths)}"
    return ""


def _names(named: str, asked: Asked) -> bool:
    """Whether `id` or `id@range` is the pattern asked for; a version that nobody knows is in no range."""
    id, versions = id_and_range(named)
    return id == asked.pattern and (versions is None or (asked.version != "" and asked.version in versions))


@lru_cache(maxsize=64)
def _spec(globs: tuple[str, ...]) -> GitIgnoreSpec:
    import pathspec

    return pathspec.GitIgnoreSpec.from_lines(globs)


def _exactly(asked: Asked) -> str:
    # The version of an import line is that of its format, and says nothing.
    exact = asked.version and asked.pattern != IMPORT_ID
    return f"{asked.pattern}@=={asked.version}" if exact else asked.pattern


def _glob(path: str) -> str:
    """A glob for just this path; a character that means something in a glob, or may not be in one, can be any."""
    return "/" + re.sub(r"[]*?[{}`\\]", "?", path)


def _id(scope: GrantScope) -> str:
    """A name that says what it is about; somebody who wants another one writes it over."""
    patterns = [named.partition("@")[0] for named in scope.patterns if named != IMPORT_ID]
    what = patterns[0] if len(patterns) == 1 else f"{len(patterns)}-patterns"
    return re.sub(r"[^a-z0-9]+", "-", "-".join([*scope.repos[:1], what]).lower()).strip("-")
