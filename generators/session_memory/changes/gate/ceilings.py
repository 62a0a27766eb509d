"""How much a change and the run that it is part of amount to, against the ceilings that policy sets. Pure."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from session_memory.changes import region
from session_memory.changes.own_file import read_stamp
from session_memory.model import FileChange, Form, Override, Plan, Policy


@dataclass(frozen=True, slots=True)
class Run:
    """What one run has written so far, over all its repos: a command for one repo has written nothing before it.

    Whoever goes through many repos makes one of what is written down of the run already, which may have been stopped
    and begun again, and carries it on from repo to repo:

        run = Run()
        for repo, patterns, files in RESULTS_THAT_ARE_WRITTEN:  # `patterns` is what `files_of(plan)` was
            run = run.plus(repo, files, patterns)
        for repo in LEFT:
            apply_saved(desk, mode, by, at, run)  # denied by the rule `ceiling` when `exceeded(plan, limits, run)`
            run = run.plus(repo, len(plan.changes), files_of(plan))

    Where only the names of the patterns are written down, `dict.fromkeys(names, files)` is never too little.
    """

    repos: frozenset[str] = frozenset()
    files: int = 0
    patterns: Mapping[str, int] = field(default_factory=dict)
    """Pattern -> number of files in which it was changed."""

    def plus(self, repo: str, files: int, patterns: Mapping[str, int]) -> Run:
        """The same after one more repo, in which that many files were changed. One without any was not written to."""
        if not files:
            return self
        return Run(self.repos | {repo}, self.files + files, Counter(self.patterns) + Counter(patterns))


NOTHING_YET = Run()
SHARE = "share_of_file"


@dataclass(frozen=True, slots=True)
class Limits:
    """The ceilings of a policy on one day, in one repo or another."""

    policy: Policy
    today: datetime.date

    def of(self, ceiling: str, repo: str, pattern: str = "") -> float:
        """How much may be."""
        override = self._override(ceiling, repo, pattern)
        return float(override.limit if override else getattr(self.policy.ceilings, ceiling))

    def told(self, ceiling: str, repo: str, pattern: str = "") -> str:
        """The ceiling with its limit, in words; and why it is another one here than elsewhere."""
        said = f"ceiling {ceiling} is {self.of(ceiling, repo, pattern):{',g' if ceiling == SHARE else ',.0f'}}"
        override = self._override(ceiling, repo, pattern)
        if override:
            return f"{said} here until {override.until}, because {override.reason} ({override.owner})"
        ended = [
            o.until for o in self.policy.overrides if o.until < self.today and _is_about(o, ceiling, repo, pattern)
        ]
        return f"{said} (what it was in place of that ended on {max(ended)})" if ended else said

    def _override(self, ceiling: str, repo: str, pattern: str) -> Override | None:
        there = (o for o in self.policy.overrides if o.until >= self.today)
        return next((o for o in there if _is_about(o, ceiling, repo, pattern)), None)


def exceeded(plan: Plan, limits: Limits, run: Run = NOTHING_YET) -> tuple[str, ...]:
    """Each ceiling that the plan would pass after what `run` has written, with both numbers."""
    if not plan.changes:
        return ()
    return tuple(said for said, over in _measured(plan, limits, run) if over)


def lifted(plan: Plan, limits: Limits, run: Run = NOTHING_YET) -> tuple[str, ...]:
    """Each ceiling that the plan would pass if it were not another one in this repo."""
    if not limits.policy.overrides:
        return ()
    usual = Limits(Policy(ceilings=limits.policy.ceilings), limits.today)
    passed = [over for _, over in _measured(plan, usual, run)]
    now = zip(passed, _measured(plan, limits, run), strict=True)
    return tuple(said for before, (said, over) in now if before and not over)


def too_many(repos: Collection[str], limits: Limits) -> str:
    """Why one run may not be about all of these repos; empty when it may. To be asked before a run begins."""
    named = set(repos)
    told = (_units(len(named), repo, limits) for repo in sorted(named))
    return next((said for said, over in told if over), "")


def ended(policy: Policy, today: datetime.date) -> tuple[str, ...]:
    """Each override that counts no longer, in words."""
    rows = sorted((o for o in policy.overrides if o.until < today), key=lambda o: (o.until, o.ceiling, o.repos))
    return tuple(
        f"the override of {o.ceiling} for {', '.join(o.repos)} ended on {o.until} ({o.owner}): take it out or renew it"
        for o in rows
    )


def files_of(plan: Plan) -> Mapping[str, int]:
    """Pattern -> number of files in which the plan changes it."""
    numbers = Counter(item.pattern_id for item in plan.pending)
    skills = {item.path: item.pattern_id for item in plan.pending if item.form is Form.SKILL}
    numbers.update(skills[change.skill] for change in plan.changes if change.skill in skills)
    return numbers


Measured = tuple[str, bool]
"""What something amounts to and its ceiling, in words, and whether it is over."""


def _measured(plan: Plan, limits: Limits, run: Run) -> Iterator[Measured]:
    repo, number = plan.repo, len(plan.changes)
    yield _units(len(run.repos | {repo}), repo, limits)
    yield _counted(f"{number} files in one repo", number, limits, "files_per_repo", repo)
    yield _counted(f"{run.files + number} files in one run", run.files + number, limits, "files_per_run", repo)
    for pattern, own in sorted(files_of(plan).items()):
        files = own + run.patterns.get(pattern, 0)
        yield _counted(f"{pattern} in {files} files", files, limits, "files_per_pattern", repo, pattern)
    for change in plan.changes:
        ours, share = _ours(change.after, change), _share(change)
        yield _counted(f"{ours:,} bytes of ours in {change.path}", ours, limits, "bytes_per_file", repo)
        yield _counted(f"{share:.3f} of {change.path} would be ours", share, limits, SHARE, repo)


def _units(number: int, repo: str, limits: Limits) -> Measured:
    return _counted(f"{number} repos in one run", number, limits, "units_per_run", repo)


def _counted(what: str, number: float, limits: Limits, ceiling: str, repo: str, pattern: str = "") -> Measured:
    return f"{what}, {limits.told(ceiling, repo, pattern)}", number > limits.of(ceiling, repo, pattern)


def _is_about(override: Override, ceiling: str, repo: str, pattern: str) -> bool:
    named = not override.patterns or pattern in override.patterns
    return override.ceiling == ceiling and repo in override.repos and named


def _share(change: FileChange) -> float:
    """Which part of a file would be ours; none where nothing is written by hand, or where less is ours than before."""
    ours, whole = _ours(change.after, change), change.after or b""
    grows = ours > _ours(change.before, change)
    return ours / len(whole) if grows and _by_hand(whole, change).strip() else 0.0


def _ours(content: bytes | None, change: FileChange) -> int:
    """How many bytes of a file are ours."""
    whole = content or b""
    return len(whole) - len(_by_hand(whole, change))


def _by_hand(content: bytes, change: FileChange) -> bytes:
    return b"" if change.skill or read_stamp(content) else region.strip(content) or b""
