"""The audit set of a rollout: everything that somebody asks for later, each in a file of its own. Pure.

All of it follows from what is written down of the rollout, and from the decisions about its proposals; so it can be
made again, and whoever changed a byte of it is found out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from session_memory.canonical import canonical
from session_memory.fleet.page import current
from session_memory.fleet.stage import standing
from session_memory.rollout import Came, Phase, Progress, Result


@dataclass(frozen=True, slots=True)
class Basis:
    """What an audit set is made of."""

    progress: Progress
    files: Mapping[str, str]
    """Path in the rollout's folder -> SHA-256, of all that is written down."""
    approvals: Sequence[Mapping[str, str]]
    """Who said yes to which proposal of the rollout, when, by which file."""


def documents(basis: Basis) -> Mapping[str, bytes]:
    """File name -> bytes of each document of the set."""
    return {f"{name}.json": canonical({name: make(basis)}) for name, make in DOCUMENTS.items()}


def _digests(basis: Basis) -> Any:
    pins = [
        {"path": f"input: {name}", "sha256": sha256} for name, sha256 in sorted(basis.progress.rollout.pins.items())
    ]
    return [*pins, *({"path": path, "sha256": sha256} for path, sha256 in sorted(basis.files.items()))]


def _scope(basis: Basis) -> Any:
    rollout = basis.progress.rollout
    asked = {"patterns": list(rollout.patterns), "domains": list(rollout.domains), "repos": list(rollout.repos)}
    return asked | {"mode": rollout.mode, "by": rollout.by, "at": rollout.at, "units": len(rollout.units)}


def _order(basis: Basis) -> Any:
    steps = {repo: step.number for step in basis.progress.rollout.steps for repo in step.repos}
    rows = ((n, unit) for n, unit in enumerate(basis.progress.rollout.units, 1))
    return [{"place": n, "step": steps[unit.repo]} | asdict(unit) for n, unit in rows]


def _canary(basis: Basis) -> Any:
    found = [(digest, report) for digest, report in basis.progress.reports if report.step == 1]
    return [{"sha256": digest, "verdict": report.verdict} | asdict(report) for digest, report in found]


def _approvals(basis: Basis) -> Any:
    said = ("approved", "promoted")
    people = [asdict(one) for one in basis.progress.happenings if one.kind in said]
    return [*people, *sorted(map(dict, basis.approvals), key=lambda row: sorted(row.items()))]


def _files(basis: Basis) -> Any:
    return [{"repo": r.repo, "phase": r.phase} | asdict(file) for r in _written(basis) for file in r.files]


def _changes(basis: Basis) -> Any:
    names = ("repo", "step", "phase", "event", "proposal", "branch", "commit", "patterns")
    return [{name: getattr(result, name) for name in names} for result in _written(basis)]


def _parity(basis: Basis) -> Any:
    proposed = _of(basis, Phase.PROPOSED)
    return [{"repo": r.repo, "serves": r.serves, "uneven": r.uneven} for r in proposed if r.serves or r.uneven]


def _errors(basis: Basis) -> Any:
    bad = (r for r in _latest(basis) if r.came in (Came.FAILED, Came.WAITS))
    return [{"repo": r.repo, "step": r.step, "phase": r.phase, "came": r.came, "why": r.why} for r in bad]


def _hits(basis: Basis) -> Any:
    numbers: Counter[str] = Counter()
    for _, report in basis.progress.reports:
        numbers.update(report.hits)
    return [{"pattern": pattern, "deliveries": number} for pattern, number in sorted(numbers.items())]


def _gates(basis: Basis) -> Any:
    return [{"step": report.step} | asdict(gate) for _, report in basis.progress.reports for gate in report.gates]


def _summary(basis: Basis) -> Any:
    progress = basis.progress
    numbers = Counter(f"{result.phase}: {result.came}" for result in _latest(basis))
    reports = {str(report.step): report.verdict for _, report in progress.reports}
    return [
        {
            "rollout": progress.rollout.id,
            "sha256": progress.digest,
            "stage": progress.stage,
            "steps": len(progress.rollout.steps),
            "step": progress.step,
            "results": dict(sorted(numbers.items())),
            "reports": reports,
        },
        *(asdict(one) for one in progress.happenings),
    ]


def _rollback(basis: Basis) -> Any:
    """What taking it back comes to, in that order: what each file becomes again, and those that go."""
    rows = reversed(standing(basis.progress.results))
    return [
        {
            "repo": r.repo,
            "event": r.event,
            "files": [{"path": f.path, "now": f.after, "becomes": f.before or None} for f in r.files],
        }
        for r in rows
    ]


def _written(basis: Basis) -> Iterable[Result]:
    return (r for r in basis.progress.results if r.event and r.phase is not Phase.PROPOSED)


def _of(basis: Basis, phase: Phase) -> Iterable[Result]:
    return (result for result in basis.progress.results if result.phase is phase)


def _latest(basis: Basis) -> Iterable[Result]:
    """What is known last of each repository."""
    return (r for step in basis.progress.rollout.steps for r in current(basis.progress, step).values())


DOCUMENTS: Mapping[str, Callable[[Basis], Any]] = {
    "digests": _digests,
    "scope": _scope,
    "order": _order,
    "canary": _canary,
    "approvals": _approvals,
    "files": _files,
    "changes": _changes,
    "parity": _parity,
    "errors": _errors,
    "hits": _hits,
    "gates": _gates,
    "summary": _summary,
    "rollback": _rollback,
}
"""Name of each document -> what is in it."""
