"""The fleet on one screen, whatever its size, and as one object for programs. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from session_memory.cli.showing.fleet_summary import WAITS, Fleet, Share, least
from session_memory.model import State
from session_memory.rollout import Progress, Verdict
from session_memory.website.rollouts import next_of
from session_memory.website.states import PRESSING
from session_memory.website.words import GLYPHS, counted

STATES, DOMAINS, AGENTS, PATTERNS, WAITING, ROLLOUTS, NAMES = 7, 4, 4, 4, 4, 3, 3
"""Lines of each part at most, and names on a line; how many more there are is told."""
BAR = 24
"""Characters of a full bar."""
EIGHTHS = " ▏▎▍▌▋▊▉█"
NOTHING = "no pattern is for it"
FIRST = {
    WAITS["distribute"]: "make distribute ALL=1",
    WAITS["approve"]: "make approve REPO={repo}",
    WAITS["apply"]: "make apply REPO={repo}",
    WAITS[""]: "make pr REPO={repo}",
}
"""What repos wait for -> the command that comes next."""


def lines(fleet: Fleet, rollouts: Sequence[Progress]) -> Iterator[str]:
    """At most 40 lines of at most 100 characters, names that are longer aside."""
    if not fleet.whole.repos:
        yield "no repo is registered yet"
        yield "  next: make adopt REPO=path"
        return
    repos, patterns = counted(fleet.whole.repos, "repo"), counted(len(fleet.patterns), "pattern")
    yield f"{repos}, {patterns}: {_share(fleet.whole)} of what is meant to be there is in sync"
    yield from _part("repos by their worst state", list(_states(fleet)), STATES)
    yield from _part("domains, least in sync first", list(_shares(fleet.domains)), DOMAINS)
    yield from _part("agents", list(_shares(fleet.flavors)), AGENTS)
    behind = {id: share for id, share in fleet.patterns.items() if share.sync < share.meant}
    yield from _part("patterns that are covered least", list(_shares(behind)), PATTERNS)
    yield from _part("waits", list(_waits(fleet)), WAITING)
    yield from _part("rollouts under way", list(map(_rollout, rollouts)), ROLLOUTS)
    yield from _next(fleet, rollouts)


def _part(title: str, rows: Sequence[str], most: int) -> Iterator[str]:
    if not rows:
        return
    yield title
    shown = rows if len(rows) <= most else rows[: most - 1]
    yield from (f"  {row}" for row in shown)
    if len(rows) > len(shown):
        yield f"  and {len(rows) - len(shown):,} more"


def _states(fleet: Fleet) -> Iterator[str]:
    for state in (*PRESSING, None):
        if number := fleet.worst[state]:
            name = f"{GLYPHS[state]} {state}" if state else f"  {NOTHING}"
            yield f"{name:<24}{number:>7,}  {_bar(number, fleet.whole.repos)}".rstrip()


def _shares(shares: Mapping[str, Share]) -> Iterator[str]:
    for name, share in least(shares):
        repos = counted(share.repos, "repo")
        yield f"{_cut(name or 'none', 34):<34}{repos:>12}  {share.percent:>3} %  {_bar(share.percent, 100)}".rstrip()


def _waits(fleet: Fleet) -> Iterator[str]:
    for what, names in fleet.waits.items():
        yield f"{counted(len(names), 'repo')} {what}: {_some(names)}"


def _rollout(progress: Progress) -> str:
    rollout, report = progress.rollout, progress.report
    verdict = f", gates {report[1].verdict}" if report else ""
    wrong = [gate.name for gate in report[1].gates if gate.verdict is not Verdict.PASS] if report else []
    step = f"step {progress.step} of {len(rollout.steps)} ({rollout.step(progress.step).name})"
    return f"{rollout.id}: {progress.stage}, {step}{verdict}{': ' if wrong else ''}{_some(wrong)}"


def _next(fleet: Fleet, rollouts: Sequence[Progress]) -> Iterator[str]:
    """At most three commands, what is under way first."""
    commands = [step.command for step in map(next_of, rollouts) if step.command]
    commands += [FIRST[what].format(repo=names[0]) for what, names in fleet.waits.items() if what in FIRST]
    if fleet.states[State.EDITED] or fleet.states[State.CONFLICT] or fleet.worst[State.UNREACHABLE]:
        commands.append("make status")
    if fleet.states[State.MISSING] or fleet.states[State.OUTDATED]:
        commands.append(FIRST[WAITS["distribute"]])
    for command in list(dict.fromkeys(commands))[:3]:
        yield f"next: {command}"


def _share(share: Share) -> str:
    return f"{share.sync:,} of {share.meant:,} ({share.percent} %)"


def _bar(number: int, of: int) -> str:
    """As long as the share, in eighths of a character; something for anything that is not nothing."""
    eighths = max(1, 8 * BAR * number // of) if number and of else 0
    return EIGHTHS[8] * (eighths // 8) + EIGHTHS[eighths % 8].strip()


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMES:,} more" if len(names) > NAMES else ""
    return ", ".join(names[:NAMES]) + more


def _cut(text: str, most: int) -> str:
    return text if len(text) < most else f"{text[: most - 2]}…"


def as_object(fleet: Fleet, rollouts: Sequence[Progress]) -> dict[str, Any]:
    """The same for programs, with everything that the screen cuts."""
    return {
        "repos": fleet.whole.repos,
        "worst": {state or "nothing": fleet.worst[state] for state in (*PRESSING, None) if fleet.worst[state]},
        "states": {state: fleet.states[state] for state in PRESSING if fleet.states[state]},
        "coverage": _told(fleet.whole),
        "domains": {name: _told(share) for name, share in sorted(fleet.domains.items())},
        "flavors": {name: _told(share) for name, share in sorted(fleet.flavors.items())},
        "patterns": {name: _told(share) for name, share in sorted(fleet.patterns.items())},
        "waits": dict(sorted(fleet.waits.items())),
        "rollouts": [_as_object(progress) for progress in rollouts],
    }


def _told(share: Share) -> dict[str, int]:
    return {"repos": share.repos, "in_sync": share.sync, "meant": share.meant, "percent": share.percent}


def _as_object(progress: Progress) -> dict[str, Any]:
    return {
        "id": progress.rollout.id,
        "stage": progress.stage,
        "step": progress.step,
        "steps": len(progress.rollout.steps),
        "verdict": progress.report[1].verdict if progress.report else None,
        "next": next_of(progress).command or None,
    }
