"""What has to be right before a rollout goes on: each gate passes, fails, or cannot say yet. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from session_memory.fleet.words import few
from session_memory.model import BY_HAND, FINE, CellState, State
from session_memory.rollout import Came, Gate, Look, Report, Result, Rollout, Step, Verdict

PASS, FAIL, INCONCLUSIVE = Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE
BAD = (*BY_HAND, State.MALFORMED, State.FOREIGN)
"""States in which somebody's work is in the way of ours: gates of their own tell them."""
MOST = 10
"""Reasons that a gate tells one by one; of those that follow it names the repositories alone."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A step after it was worked on."""

    rollout: Rollout
    step: Step
    results: Mapping[str, Result]
    """Repo -> what came of it: applied where it came so far, else proposed."""
    looks: Mapping[str, Look]
    """Repo -> how it stands; of those that were not skipped."""
    document: str = ""
    """SHA-256 of the rollout's document."""
    exceeded: tuple[str, ...] = ()
    """Ceilings that the run passes as a whole."""


Told = tuple[Verdict, str, list[str]]


def gates(facts: Facts) -> tuple[Gate, ...]:
    """Every gate, in the order in which a person reads them."""
    return tuple(_gate(name, judge(facts)) for name, judge in GATES.items())


def report_of(facts: Facts, at: str) -> Report:
    """What came of the step; `at` is when the repositories were looked at."""
    cells = [cell for look in facts.looks.values() for cell in look.cells]
    served = [(cell.pattern_id, cell.flavor) for cell in cells if cell.state is State.IN_SYNC and cell.flavor]
    return Report(
        rollout=facts.rollout.id,
        step=facts.step.number,
        results=tuple(facts.results[repo] for repo in facts.step.repos if repo in facts.results),
        gates=gates(facts),
        states=dict(sorted(Counter(str(cell.state) for cell in cells).items())),
        hits=dict(sorted(Counter(pattern for pattern, _ in served).items())),
        at=at,
        document=facts.document,
    )


def _gate(name: str, told: Sequence[Told]) -> Gate:
    """The worst of what was found; a gate of which nothing is told passes."""
    worst = next((verdict for verdict in (FAIL, INCONCLUSIVE) if any(t[0] is verdict for t in told)), PASS)
    found: dict[str, set[str]] = {}
    for verdict, why, repos in told:
        if verdict is worst:
            found.setdefault(why, set()).update(repos)
    whys = [f"{why} ({few(sorted(repos))})" for why, repos in sorted(found.items())]
    more = len(whys) - MOST
    why = "; ".join([*whys[:MOST], *([f"and {more} more"] if more > 0 else [])])
    return Gate(name=name, verdict=worst, why=why, repos=tuple(sorted(set().union(*found.values()))))


def _errors(facts: Facts) -> list[Told]:
    """A repository that went wrong stops the rollout until somebody looked at it; a conflict has a gate of its own."""
    return [(FAIL, r.why, [r.repo]) for r in facts.results.values() if r.came is Came.FAILED and not r.drift]


def _in_sync(facts: Facts) -> list[Told]:
    """Every cell of the step is as the catalog wants it."""
    told: list[Told] = []
    for repo, look in facts.looks.items():
        waits = [cell for cell in look.cells if cell.state not in (*FINE, *BAD)]
        said = f"cannot be read: {look.unreachable}" if look.unreachable else _told(waits, look.open) if waits else ""
        told += [(INCONCLUSIVE, said, [repo])] if said else []
    missing = [repo for repo in facts.step.repos if repo not in facts.results]
    told += [(INCONCLUSIVE, "not worked on yet", missing)] if missing else []
    return told + [(INCONCLUSIVE, r.why, [r.repo]) for r in facts.results.values() if r.came is Came.WAITS]


def _told(cells: Iterable[CellState], open_ones: Sequence[str]) -> str:
    """What somebody has yet to do says more than the states, which are theirs."""
    return "; ".join(open_ones) or ", ".join(sorted({f"{cell.pattern_id} is {cell.state}" for cell in cells}))


def _drift(facts: Facts) -> list[Told]:
    """Nobody has edited what was written since."""
    return [(FAIL, why, [repo]) for repo, look in facts.looks.items() for why in look.drift]


def _conflicts(facts: Facts) -> list[Told]:
    """Nothing of somebody else stands where the change goes."""
    told = [(FAIL, why, [result.repo]) for result in facts.results.values() for why in result.drift]
    cells = [(look.repo, cell) for look in facts.looks.values() for cell in look.cells if cell.flavor]
    foreign = sorted({(repo, c.pattern_id, c.path) for repo, c in cells if c.state is State.FOREIGN})
    return told + [(FAIL, f"{pattern} in {path}: {State.FOREIGN}", [repo]) for repo, pattern, path in foreign]


def _parity(facts: Facts) -> list[Told]:
    """What one agent of a repository receives, each of them receives that it is for."""
    told = {(why, repo) for repo, look in facts.looks.items() for why in look.uneven}
    told |= {(why, result.repo) for result in facts.results.values() for why in result.uneven}
    return [(FAIL, why, [repo]) for why, repo in sorted(told)]


def _round_trip(facts: Facts) -> list[Told]:
    """Taking the change back would give the very bytes of before."""
    return [(FAIL, why, [repo]) for repo, look in facts.looks.items() for why in look.lossy]


def _ceilings(facts: Facts) -> list[Told]:
    return [(FAIL, why, list(facts.step.repos)) for why in facts.exceeded]


def _coverage(facts: Facts) -> list[Told]:
    """Every repository is proposed, or skipped with a reason."""
    reached = [r for r in facts.results.values() if r.proposal or r.came in (Came.NOTHING, Came.SKIPPED)]
    total = len(facts.step.repos)
    if len(reached) * 100 >= facts.rollout.coverage * total:
        return []
    left = sorted(set(facts.step.repos) - {r.repo for r in reached})
    why = f"{len(reached)} of {total} are proposed or skipped with a reason, {facts.rollout.coverage} % have to be"
    failed = any(facts.results[repo].came is Came.FAILED for repo in left if repo in facts.results)
    return [(FAIL if failed else INCONCLUSIVE, why, left)]


GATES: Mapping[str, Callable[[Facts], list[Told]]] = {
    "no errors": _errors,
    "all in sync": _in_sync,
    "no drift": _drift,
    "no new conflict": _conflicts,
    "parity": _parity,
    "round trip": _round_trip,
    "ceilings": _ceilings,
    "coverage": _coverage,
}
"""Name -> (verdict, why, repos) of everything that keeps it from passing."""


def latest(step: Step, proposed: Mapping[str, Result], applied: Mapping[str, Result]) -> dict[str, Result]:
    """Repo -> the result that says most about it."""
    return {repo: found for repo in step.repos if (found := applied.get(repo) or proposed.get(repo))}
