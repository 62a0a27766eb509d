"""A rollout as a page for people, and in lines for the terminal. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from session_memory.fleet.words import few
from session_memory.rollout import Came, Gate, Kind, Phase, Progress, Result, Stage, Step, Verdict

MOST = 20
"""Repositories that are named one by one."""
REASONS = 10
"""Lines that tell why repositories are not done."""
OVER = (Stage.ABORTED, Stage.BACK, Stage.DONE)
"""After these nobody waits for a gate."""
WAYS = {"in-place": "written to the files in place", "branch": "as a commit on a branch of each"}
SIGNS = {Verdict.PASS: "✓", Verdict.FAIL: "✗", Verdict.INCONCLUSIVE: "…"}


def page(progress: Progress) -> str:
    """ROLLOUT.md: what is rolled out, to whom in which order, and how far it has come."""
    rollout = progress.rollout
    parts = [
        f"# Rollout {rollout.id}",
        f"It brings {what(progress)} to {_number(rollout.units)}, {WAYS.get(rollout.mode, rollout.mode)}. "
        f"Begun by {_plain(rollout.by)} at {rollout.at}.",
        f"Stage: {progress.stage}, at step {progress.step} of {len(rollout.steps)}. "
        f"SHA-256 of `rollout.json`: `{progress.digest}`.",
        "## Steps",
        *(part for step in rollout.steps for part in _step(progress, step)),
    ]
    if progress.happenings:
        parts += ["## What people did", "\n".join(_happened(progress))]
    parts += ["## What it rests on", "\n".join(_pins(rollout.pins))]
    return "\n\n".join(parts) + "\n"


def what(progress: Progress) -> str:
    """What is rolled out, in words."""
    rollout = progress.rollout
    patterns = ", ".join(f"`{id}`" for id in rollout.patterns) or "everything that is pending"
    domains = f" in the domain{'s' if len(rollout.domains) > 1 else ''} {', '.join(rollout.domains)}"
    return patterns + (domains if rollout.domains else "")


def lines(progress: Progress) -> Iterator[str]:
    """The same in a few lines."""
    rollout = progress.rollout
    yield f"{rollout.id}: {what(progress).replace('`', '')}, {progress.stage}"
    for step in rollout.steps:
        mark = ">" if step.number == progress.step else " "
        yield f"{mark} step {step.number} ({step.name}): {_number(step.repos)}{_counted(progress, step)}"
    yield from step_lines(progress)


def step_lines(progress: Progress) -> Iterator[str]:
    """What came of the step that it is at: what is not done, by reason, and the gates that do not pass."""
    over = progress.stage in OVER
    steps = progress.rollout.steps if over else (progress.rollout.step(progress.step),)
    results = [result for step in steps for result in current(progress, step).values()]
    told = "\n".join(gate.why for gate in progress.report[1].gates) if progress.report else ""
    # What a gate tells with its repositories is not told twice.
    rows = [*reasons(r for r in results if progress.stage in OVER or r.why not in told)]
    yield from (f"  {row}" for row in rows[:REASONS])
    if len(rows) > REASONS:
        where = f"rollouts/{progress.rollout.id}/steps/{progress.step}/"
        yield f"  and {len(rows) - REASONS} more, one file each in {where}"
    if progress.report and progress.stage not in OVER:
        digest, report = progress.report
        passed = [gate.name for gate in report.gates if gate.verdict is Verdict.PASS]
        yield f"  report {digest[:12]}: {report.verdict}"
        yield from (f"    {SIGNS[g.verdict]} {_gate(g)}" for g in report.gates if g.verdict is not Verdict.PASS)
        yield from [f"    {SIGNS[Verdict.PASS]} {', '.join(passed)}"] if passed else []


def current(progress: Progress, step: Step) -> Mapping[str, Result]:
    """Repo -> the result that says most about it, in the order of the step."""
    phases = [progress.of(step.number, phase) for phase in (Phase.BACK, Phase.APPLIED, Phase.PROPOSED)]
    there = ((repo, next((found[repo] for found in phases if repo in found), None)) for repo in step.repos)
    return {repo: result for repo, result in there if result}


def reasons(results: Iterable[Result]) -> Iterator[str]:
    """Why repositories are not done: one line for all of the same reason, what failed first."""
    rows: dict[tuple[Came, str], list[str]] = {}
    for result in results:
        if result.came not in (Came.DONE, Came.NOTHING):
            rows.setdefault((result.came, result.why), []).append(result.repo)
    order = (Came.FAILED, Came.WAITS, Came.SKIPPED)
    for (came, why), repos in sorted(rows.items(), key=lambda row: (order.index(row[0][0]), row[0][1])):
        yield f"{came}: {few(repos)}{f': {why}' if why else ''}"


def _number(repos: Sequence[object]) -> str:
    return f"{len(repos)} repo{'' if len(repos) == 1 else 's'}"


def _counted(progress: Progress, step: Step) -> str:
    numbers = Counter(_word(r.phase, r.came) for r in current(progress, step).values())
    told = ", ".join(f"{number} {word}" for word, number in sorted(numbers.items()))
    return f": {told}" if told else ""


def _word(phase: Phase, came: Came) -> str:
    return _words(phase) if came is Came.DONE else str(came)


def _words(kind: Phase | Kind) -> str:
    return str(kind).replace("-", " ")


def _plain(text: str) -> str:
    """Somebody's words within a line of Markdown: they make no row, no line and no tag of their own."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def _gate(gate: Gate) -> str:
    return f"{gate.name}: {gate.verdict}{f': {gate.why}' if gate.why else ''}"


def _step(progress: Progress, step: Step) -> Iterator[str]:
    results = current(progress, step)
    yield f"### Step {step.number}: {step.name}"
    yield f"{_number(step.repos)}, up to {step.share} of all{_counted(progress, step)}."
    rows = [f"| {repo} | {_cell(results.get(repo))} |" for repo in step.repos[:MOST]]
    more = len(step.repos) - MOST
    rows += [f"| and {more} more | see `rollout.json` |"] if more > 0 else []
    yield "\n".join(["| repository | what came of it |", "| --- | --- |", *rows])
    found = next((pair for pair in progress.reports if pair[1].step == step.number), None)
    if found:
        gates = [f"- {SIGNS[gate.verdict]} {_plain(_gate(gate))}" for gate in found[1].gates]
        yield f"Report `{found[0]}`: {found[1].verdict}."
        yield "\n".join(gates)


def _cell(result: Result | None) -> str:
    if result is None:
        return "not begun"
    proposal = f", proposal `{result.proposal[:12]}`" if result.proposal else ""
    why = f": {result.why}" if result.why else ""
    return _plain(f"{_word(result.phase, result.came)}{proposal}{why}")


def _happened(progress: Progress) -> Iterator[str]:
    for one in progress.happenings:
        bound = f", bound to `{one.report[:12]}`" if one.report else ""
        reason = f": {one.reason}" if one.reason else ""
        yield f"- {one.at}: {_words(one.kind)} (step {one.step}) by {_plain(f'{one.by}{bound}{reason}')}"


def _pins(pins: Mapping[str, str]) -> Iterator[str]:
    yield from (f"- {name}: `{sha256}`" for name, sha256 in sorted(pins.items()))
