"""Whether all that is written down of a rollout is there, is what was written, and agrees with trail and registry."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from session_memory.changes.gate import decisions
from session_memory.changes.gate.decisions import Said
from session_memory.changes.record.events import Event, Trail, held, trail
from session_memory.changes.record.registry import read_cells
from session_memory.errors import SessionMemoryError
from session_memory.fleet import kept
from session_memory.fleet.audit import Basis, documents
from session_memory.fleet.documents import MEND
from session_memory.fleet.kept import NAME, ROLLOUTS
from session_memory.rollout import Kind, Phase, Progress, Result

SET = "audit"
NOT_EVIDENCE = (f"{SET}/", "ROLLOUT.md")
"""What is made of the rest."""


def lay_down(root: Path, progress: Progress) -> None:
    """Write the audit set as it follows from everything that is written down."""
    kept.lay_down(root, progress.rollout.id, SET, documents(_basis(root, progress)))


def check_kept(root: Path, progress: Progress) -> None:
    """Raises SessionMemoryError when what can only grow is not what the audit set says it was: nothing goes on then,
    and no new set hides it.
    """
    folder = kept.folder_of(root, progress.rollout.id)
    where = f"{ROLLOUTS}/{progress.rollout.id}"
    try:
        rows = json.loads((folder / SET / "digests.json").read_bytes())["digests"]
        known = {str(row["path"]): row["sha256"] for row in rows}
    except FileNotFoundError:
        return
    except (ValueError, KeyError, TypeError) as error:
        raise SessionMemoryError("not what the program writes", f"{where}/{SET}/digests.json", MEND) from error
    for path in (path for path in known if path == NAME or path.startswith("events/")):
        if not (folder / path).is_file() or _sha256(folder / path) != known[path]:
            raise SessionMemoryError("it is gone, or is not what it was", f"{where}/{path}", MEND)


def problems(root: Path, progress: Progress) -> Iterator[str]:
    """Everything that is missing, was changed, or does not agree; nothing when the set is complete."""
    folder = kept.folder_of(root, progress.rollout.id) / SET
    wanted = documents(_basis(root, progress))
    there = {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}
    for name in sorted({*wanted, *there}):
        if wanted.get(name) != there.get(name):
            what = (
                "is missing" if name not in there else "does not belong there" if name not in wanted else "was changed"
            )
            yield f"{SET}/{name} {what}"
    yield from _bound(progress)
    for repo in sorted({result.repo for result in progress.results if result.event}):
        yield from (f"{repo}: {what}" for what in _of_repo(root, repo, progress))


def _bound(progress: Progress) -> Iterator[str]:
    """What people said is about this document and these reports."""
    reports = {report.step: (digest, report) for digest, report in progress.reports}
    for one in progress.happenings:
        if one.document != progress.digest:
            yield f"{one.kind} at {one.at} is about another rollout.json"
        if one.kind is Kind.PROMOTED and reports.get(one.step, ("", None))[0] != one.report:
            yield f"step {one.step} was promoted by report {one.report[:12]}, which is not the one that lies there"
    for step, (_, report) in reports.items():
        if report.document != progress.digest:
            yield f"the report of step {step} is about another rollout.json"


def _basis(root: Path, progress: Progress) -> Basis:
    folder = kept.folder_of(root, progress.rollout.id)
    paths = ((path.relative_to(folder).as_posix(), path) for path in sorted(folder.rglob("*")) if path.is_file())
    files = {name: _sha256(path) for name, path in paths if _counts(name)}
    return Basis(progress, files, tuple(_approvals(root, progress)))


def _counts(name: str) -> bool:
    return not name.startswith(NOT_EVIDENCE) and not any(part.startswith(".") for part in name.split("/"))


def _approvals(root: Path, progress: Progress) -> Iterator[Mapping[str, str]]:
    proposed = {r.repo: r.proposal for r in progress.results if r.phase is Phase.APPLIED and r.event}
    for repo, proposal in sorted(proposed.items()):
        for id, yes in decisions.read(root, repo).of(proposal, Said.APPROVED):
            yield {"repo": repo, "proposal": proposal, "by": yes.by, "at": yes.at, "sha256": id, "mode": yes.mode}


def _of_repo(root: Path, repo: str, progress: Progress) -> Iterator[str]:
    try:
        history, cells = trail(root, repo), read_cells(root, repo)
    except SessionMemoryError as error:
        yield error.words
        return
    events = dict(history)
    for result in (r for r in progress.results if r.repo == repo and r.event):
        event = events.get(result.event)
        if event is None:
            yield f"the audit trail has no event {result.event[:12]}"
        elif not _agrees(result, event):
            yield f"event {result.event[:12]} does not say what the result of step {result.step} says"
    for pattern, (id, event) in _last(history).items():
        if id in {r.event for r in progress.results if r.repo == repo and r.phase is Phase.APPLIED}:
            there = {cell.proposal for cell in cells if cell.pattern == pattern and cell.path}
            if there and event.proposal not in there:
                yield f"the registry does not hold {pattern} from proposal {event.proposal[:12]}"
    recorded = {cell.pattern for cell in cells if cell.hold}
    if recorded != held(history):
        yield f"the registry holds {', '.join(sorted(recorded)) or 'nothing'}, the audit trail says otherwise"


def _last(history: Trail) -> Mapping[str, tuple[str, Event]]:
    """Pattern -> the last event that changed it."""
    return {pattern: (id, event) for id, event in history for pattern in event.patterns if event.files}


def _agrees(result: Result, event: Event) -> bool:
    sides = {f.path: (f.before.sha256 if f.before else "", f.after.sha256 if f.after else "") for f in event.files}
    said = {file.path: (file.before, file.after) for file in result.files}
    same_kind = event.kind == ("rolled-back" if result.phase is Phase.BACK else "applied")
    return same_kind and sides == said and event.proposal == result.proposal


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
