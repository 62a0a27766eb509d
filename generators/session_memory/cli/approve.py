"""`session-memory approve REPO`: a person's yes to the proposal that lies there, bound to its digest."""

from __future__ import annotations

from dataclasses import replace

import click

from session_memory.changes.gate import decisions
from session_memory.changes.gate.decisions import Decision, Decisions, Said
from session_memory.changes.gate.ruling import COVERED_BY_ALL, Ruling, Verdict, is_about
from session_memory.changes.record.events import heads, trail
from session_memory.cli.house import House
from session_memory.cli.seeing.apply_command import typed
from session_memory.cli.writing.applying import denied
from session_memory.cli.writing.clock import now
from session_memory.cli.writing.gate import Case, rulings
from session_memory.cli.writing.identity import identity
from session_memory.cli.writing.reviewed import at_hand, reviewed
from session_memory.errors import UsageError
from session_memory.near import nearest


@click.command()
@click.argument("repo")
@click.option("--pattern", "patterns", multiple=True, help="Only this pattern of the proposal; may be given again.")
@click.option("--by", help="Who says yes; git's identity if not given.")
@click.option("--reason", default="", help="Why, for those who read it later.")
@click.pass_obj
def approve(house: House, repo: str, patterns: tuple[str, ...], by: str | None, reason: str) -> None:
    """Say yes to the proposal for REPO as it lies there. Any change to it makes this yes stale.

    Exits 3 when the proposal is not the one that would be made now, 5 when no yes of this person lets it through.
    """
    person = identity(house.root, by)
    case = reviewed(*at_hand(house.root, repo))
    _check_named(case, patterns)
    yes = Decision(
        said=Said.APPROVED,
        repo=case.repo.name,
        proposal=case.proposal,
        by=person,
        at=now(),
        rule="write-needs-yes",
        patterns=tuple(sorted(patterns)),
        reason=reason,
        parents=heads(trail(house.root, case.repo.name)),
    )
    left = _left(case, yes)
    before = [old for _, old in case.decisions.of(yes.proposal, Said.APPROVED) if replace(old, at=yes.at) == yes]
    if not before:
        decisions.record(house.root, yes)
    what = f"{', '.join(patterns)} of proposal" if patterns else "proposal"
    click.echo(f"{yes.repo}: {what} {yes.proposal[:12]} {'was' if before else 'is'} approved by {person}")
    if left:
        click.echo(f"  still waits for a yes: {', '.join(sorted({r.asked.pattern for r in left}))}")
    click.echo(f"  next: make {'approve' if left else 'apply'} REPO={typed(house.root, case.repo)}")


def _check_named(case: Case, patterns: tuple[str, ...]) -> None:
    """Raises UsageError for a pattern that the proposal does not change."""
    there = {item.pattern_id for item in case.plan.pending}
    for name in patterns:
        if name not in there:
            near = nearest(name, there)
            hint = f"did you mean {near}?" if near else f"it changes: {', '.join(sorted(there - COVERED_BY_ALL))}"
            raise UsageError(f"the proposal does not change {name}", case.repo.name, hint)


def _left(case: Case, yes: Decision) -> tuple[Ruling, ...]:
    """What still waits for a yes after this one. Raises DeniedError for what it cannot let through."""
    with_it = replace(case, decisions=Decisions((*case.decisions.made, ("", yes)), case.decisions.damaged))
    ruled = rulings(with_it)
    stopped = [r for r in ruled if r.verdict is Verdict.DENY]
    asked = [r for r in ruled if r.verdict is Verdict.ASK]
    useless = [r for r in asked if is_about(yes, r.asked)]
    if stopped or useless:
        raise denied(case, stopped or useless, "this yes would not let it through, so it was not written")
    return tuple(asked)
