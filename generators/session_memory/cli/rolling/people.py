"""What a person says about a rollout, and when they may say it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from session_memory import files
from session_memory.cli.rolling.evaluate import evaluate
from session_memory.cli.rolling.run import check_open, check_step
from session_memory.cli.rolling.work import Hand
from session_memory.cli.writing.clock import now
from session_memory.errors import ConflictError, StaleError, UsageError
from session_memory.fleet import kept
from session_memory.rollout import Happening, Kind, Progress, Stage, Verdict

SAID = {Kind.BACK: "took back"}
"""Where the name of what was done is no verb."""


def happen(root: Path, progress: Progress, kind: Kind, by: str, reason: str = "", bound: str = "") -> None:
    """Write down what a person did now; `bound` is the digest of what they meant."""
    id, document = progress.rollout.id, progress.digest
    one = Happening(kind=kind, at=now(), by=by, step=progress.step, report=bound, document=document, reason=reason)
    with files.locked(kept.folder_of(root, id), id):
        last = kept.read_one(root, id).happenings[len(progress.happenings) :]
        if last:
            what = f"{last[-1].by} {SAID.get(last[-1].kind, last[-1].kind)} it at the same time"
            raise StaleError(what, id, f"look again: session-memory rollout show {id}")
        kept.happen(root, id, one)


def checked_report(hand: Hand, progress: Progress, wanted: str, workers: int) -> str:
    """The digest of the step's report. Raises StaleError when it does not pass, or is not the one that was read."""
    id = progress.rollout.id
    if progress.report is None:
        raise StaleError(f"step {progress.step} has no report yet", id, f"make apply ROLLOUT={id}")
    before = progress.report[0]
    if wanted and not before.startswith(wanted):
        raise StaleError(f"the report is {before[:12]}", id, f"read it again: session-memory rollout show {id}")
    check_step(hand)
    if progress.step < len(progress.rollout.steps):
        check_step(replace(hand, step=progress.step + 1))
    bound, report = evaluate(hand, progress, workers)
    if bound != before:
        hint = f"read it again: session-memory rollout show {id}"
        raise StaleError(
            f"step {progress.step} is not what its report said; there is a new one, {bound[:12]}", id, hint
        )
    if report.verdict is not Verdict.PASS:
        open_ones = "; ".join(f"{g.name}: {g.why}" for g in report.gates if g.verdict is not Verdict.PASS)
        error = ConflictError if report.verdict is Verdict.FAIL else StaleError
        raise error(f"step {progress.step} does not pass: {open_ones}", id, f"make apply ROLLOUT={id} looks again")
    return bound


def check_paused(progress: Progress) -> None:
    """Raises UsageError."""
    if progress.stage is not Stage.PAUSED:
        raise UsageError("it is not paused", progress.rollout.id)


def check_not_over(progress: Progress) -> None:
    """Raises UsageError for a rollout that has ended."""
    if not kept.is_open(progress):
        check_open(progress)
