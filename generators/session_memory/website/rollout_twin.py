"""The pages of rollouts as plain Markdown. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from session_memory.rollout import Came, Happening, Progress
from session_memory.website import addresses
from session_memory.website.plain import bullets, code, joined, link, table
from session_memory.website.rollouts import StepView, errors_of, newest_first, next_of, patterns_of, steps_of


def list_twin(rollouts: Iterable[Progress]) -> str:
    """All of them, newest first."""
    rows = [
        (
            link("rollouts/", addresses.rollout_page(one.rollout.id), one.rollout.id),
            one.rollout.at,
            one.stage,
            one.rollout.step(one.step).name,
            len(one.rollout.units),
            next_of(one).command,
        )
        for one in newest_first(rollouts)
    ]
    head = ("Rollout", "Made", "Stage", "Step", "Repos", "Next")
    return joined("# Rollouts", table(head, rows) or "There is none yet. `make rollout PATTERN=id` makes one.")


def rollout_twin(progress: Progress) -> str:
    """Everything that stands on its page."""
    rollout, coming = progress.rollout, next_of(progress)
    facts = {
        "Stage": progress.stage,
        "Patterns": ", ".join(patterns_of(progress)),
        "Domains": ", ".join(rollout.domains),
        "Mode": rollout.mode,
        "Repos": len(rollout.units),
        "Made": f"{rollout.at} by {rollout.by}",
        "Next": f"{coming.words} {code(coming.command) if coming.command else ''}".strip(),
    }
    errors = [(result.repo, result.phase, result.why) for result in errors_of(progress)]
    return joined(
        f"# Rollout {rollout.id}",
        bullets(facts.items()),
        "## Errors" if errors else "",
        table(("Repo", "In", "Why"), errors),
        *(part for view in steps_of(progress) for part in _step(view)),
    )


def _step(view: StepView) -> Iterator[str]:
    yield f"## {view.step.number}. {view.step.name}"
    counts = [(phase, _numbers(numbers)) for phase, numbers in view.phases.items()]
    yield bullets([("Repos", len(view.step.repos)), ("Not begun", view.left), *counts, ("Report", view.digest)])
    gates = [(gate.name, gate.verdict, gate.why, ", ".join(gate.repos)) for gate in view.gates]
    yield table(("Gate", "Verdict", "Why", "Repos"), gates)
    reasons = [(row.came, row.phase, row.why, ", ".join(row.repos)) for row in view.reasons]
    yield table(("Came to", "In", "Why", "Repos"), reasons)
    yield "\n".join(f"- {_said(one)}" for one in view.said)


def _numbers(numbers: Mapping[Came, int]) -> str:
    return ", ".join(f"{number} {came}" for came, number in numbers.items())


def _said(one: Happening) -> str:
    return f"{one.at} {one.kind} by {one.by}" + (f": {one.reason}" if one.reason else "")
