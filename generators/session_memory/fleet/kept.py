"""What is written down of a rollout, in `rollouts/<id>/`: the plan, what came of each repository, who said what.

rollout.json never changes. Each result, report and happening is a file of its own, whole or not there; a happening
names the one before it by its digest, so that nothing in between can go unseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from session_memory import files
from session_memory.errors import SessionMemoryError, UsageError
from session_memory.fleet.documents import MEND, content, digest, read
from session_memory.fleet.sound import unsound
from session_memory.fleet.stage import stage_of
from session_memory.near import did_you_mean
from session_memory.rollout import Happening, Phase, Progress, Report, Result, Rollout, Stage

ROLLOUTS = "rollouts"
NAME = "rollout.json"


def folder_of(root: Path, id: str) -> Path:
    """Where a rollout lies."""
    return root / ROLLOUTS / id


def names(root: Path) -> tuple[str, ...]:
    """The id of every rollout, sorted."""
    folder = root / ROLLOUTS
    return tuple(sorted(path.parent.name for path in folder.glob(f"*/{NAME}"))) if folder.is_dir() else ()


def read_all(root: Path) -> tuple[Progress, ...]:
    """Every rollout with all that came of it. Raises SessionMemoryError for a file that is damaged."""
    return tuple(read_one(root, id) for id in names(root))


def read_one(root: Path, id: str) -> Progress:
    """One rollout. Raises UsageError when there is no such one, SessionMemoryError for a file that is damaged."""
    rollout, sha256 = plan_of(root, id)
    folder = folder_of(root, rollout.id)
    results = tuple(result for step in rollout.steps for p in Phase for result in _results(folder, step.number, p))
    reports = tuple(_reports(folder, rollout))
    happenings = tuple(_happenings(folder))
    stage, step = stage_of(rollout, results, reports, happenings)
    return Progress(
        rollout=rollout,
        digest=sha256,
        stage=stage,
        step=step,
        results=results,
        reports=reports,
        happenings=happenings,
    )


def plan_of(root: Path, id: str) -> tuple[Rollout, str]:
    """What was decided, and its SHA-256; a name's beginning is enough where it fits one only."""
    known = names(root)
    meant = [name for name in known if name == id] or [name for name in known if id and name.startswith(id)]
    if len(meant) != 1:
        near = did_you_mean(id, known) or (f"there are: {', '.join(known)}" if known else "make rollout begins one")
        raise UsageError(f"{id} may mean more than one rollout" if meant else f"there is no rollout {id}", hint=near)
    written = (folder_of(root, meant[0]) / NAME).read_bytes()
    rollout = read(Rollout, written, _where(root, folder_of(root, meant[0]) / NAME))
    wrong = f"it is the rollout {rollout.id}" if rollout.id != meant[0] else unsound(rollout)
    if wrong:
        raise SessionMemoryError(wrong, _where(root, folder_of(root, meant[0]) / NAME), MEND)
    return rollout, digest(written)


def begin(root: Path, rollout: Rollout) -> None:
    """Write down a rollout."""
    files.write(folder_of(root, rollout.id) / NAME, content(rollout))


def result_file(root: Path, id: str, step: int, phase: Phase, repo: str) -> Path:
    """Where the result of one repository is, once there is one."""
    return folder_of(root, id) / "steps" / str(step) / phase / f"{repo}.json"


def result(root: Path, id: str, step: int, phase: Phase, repo: str) -> Result | None:
    """What came of one repository; None when nothing has yet."""
    file = result_file(root, id, step, phase, repo)
    try:
        return read(Result, file.read_bytes(), _where(root, file))
    except FileNotFoundError:
        return None


def finish(root: Path, id: str, result: Result) -> None:
    """Write down what came of one repository: in one step, so that it is done or it is not."""
    files.write(result_file(root, id, result.step, result.phase, result.repo), content(result))


def report(root: Path, report: Report) -> str:
    """Write down what came of a step; its digest."""
    written = content(report)
    files.write(folder_of(root, report.rollout) / "steps" / str(report.step) / "report.json", written)
    return digest(written)


def happen(root: Path, id: str, happening: Happening) -> str:
    """Add what a person did; its digest. The one before it is found and named."""
    there = _chain(folder_of(root, id))
    written = content(replace(happening, parent=there[-1][0] if there else ""))
    number, sha256 = len(there) + 1, digest(written)
    files.write(folder_of(root, id) / "events" / f"{number:04}-{happening.kind}-{sha256[:16]}.json", written)
    return sha256


def happened(root: Path, id: str) -> int:
    """How many things people did, without reading them."""
    folder = folder_of(root, id) / "events"
    return sum(1 for _ in folder.glob("[0-9]*.json")) if folder.is_dir() else 0


def tell(root: Path, id: str, text: str) -> None:
    """Write the page for people. It can be made again, so it need not survive a loss of power."""
    files.write(folder_of(root, id) / "ROLLOUT.md", text.encode(), durable=False)


def lay_down(root: Path, id: str, name: str, documents: Mapping[str, bytes]) -> None:
    """Make the folder `name` of a rollout hold these files and no other."""
    files.write_tree(folder_of(root, id) / name, documents, lambda _: True)


def is_open(progress: Progress) -> bool:
    """Whether it may go on."""
    return progress.stage not in (Stage.ABORTED, Stage.DONE, Stage.BACK)


def _results(folder: Path, step: int, phase: Phase) -> Iterator[Result]:
    place = folder / "steps" / str(step) / phase
    for path in sorted(place.glob("[!.]*.json")):
        try:
            written = path.read_bytes()
        except FileNotFoundError:
            continue  # a run at work has just begun with it anew
        found = read(Result, written, _where(folder.parents[1], path))
        if (found.step, found.phase, f"{found.repo}.json") != (step, phase, path.name):
            raise SessionMemoryError("it is the result of something else", _where(folder.parents[1], path), MEND)
        yield found


def _reports(folder: Path, rollout: Rollout) -> Iterator[tuple[str, Report]]:
    for step in rollout.steps:
        path = folder / "steps" / str(step.number) / "report.json"
        if path.is_file():
            written = path.read_bytes()
            yield digest(written), read(Report, written, _where(folder.parents[1], path))


def _happenings(folder: Path) -> Iterator[Happening]:
    return (happening for _, happening in _chain(folder))


def _chain(folder: Path) -> list[tuple[str, Happening]]:
    """(digest, happening), oldest first. Raises SessionMemoryError where one is missing or was changed."""
    found: list[tuple[str, Happening]] = []
    for path in sorted((folder / "events").glob("[0-9]*.json")):
        written, where = path.read_bytes(), _where(folder.parents[1], path)
        happening, sha256 = read(Happening, written, where), digest(written)
        before = found[-1][0] if found else ""
        if path.name != f"{len(found) + 1:04}-{happening.kind}-{sha256[:16]}.json" or happening.parent != before:
            raise SessionMemoryError("what came before it is missing or was changed", where, MEND)
        found.append((sha256, happening))
    return found


def _where(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()
