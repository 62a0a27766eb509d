"""Plan -> REVIEW.md, which a person reads before saying yes. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from session_memory.changes.in_full import Lists
from session_memory.changes.taken_back import taken_back
from session_memory.model import IMPORT_ID, Action, Delivery, FileChange, Item, Outcome, Placed, Plan, State

VERBS = {Action.ADD: "new", Action.CHANGE: "changed", Action.REMOVE: "removed"}


def review(plan: Plan, digest: str) -> str:
    """The text for one proposal; `digest` is its id."""
    parts = [f"# Proposal for {plan.repo}", f"Proposal `{digest[:12]}` (SHA-256 of `proposal.json`: `{digest}`)."]
    lists = Lists()
    parts += [*_unreachable(plan), *_attention(plan, lists), *_changes(plan), *_reasons(plan)]
    parts += [*_choices(plan, lists), *_bytes(plan), *_moved(plan, lists), *_paths(plan, lists)]
    parts += [*_skipped(plan, lists), *_steps(plan), *lists.section()]
    return "\n\n".join(parts) + "\n"


def _unreachable(plan: Plan) -> Iterator[str]:
    if plan.unreachable:
        yield f"**There is no patch:** the target could not be read ({plan.unreachable})."
        yield "`artifacts/` holds what would go there."


def _attention(plan: Plan, lists: Lists) -> Iterator[str]:
    refused = [f"- {who} in {flavors}: {reason}" for who, flavors, reason in _grouped(plan.refused, lists)]
    told = {d.pattern_id for d in plan.refused}
    conflicts = [
        f"- {i.pattern_id} in `{i.path}`: {i.state}, {i.note}" for i in plan.conflicts if i.pattern_id not in told
    ]
    warnings = [f"- {warning}" for warning in (*plan.overruns, *plan.warnings)]
    lost = list(taken_back(plan))
    if refused or conflicts or warnings or lost:
        yield "## Needs your attention"
        yield from filter(None, ["\n".join([*refused, *conflicts, *warnings]), *lost])


def _grouped(refused: Iterable[Delivery], lists: Lists) -> Iterator[tuple[str, str, str]]:
    """(patterns, flavors, reason), one row for each reason, so that thirty patterns with one cause are one line."""
    flavors_of: dict[tuple[str, str], list[str]] = {}
    for delivery in refused:
        flavors_of.setdefault((delivery.pattern_id, delivery.reason), []).append(delivery.flavor)
    patterns_of: dict[tuple[str, str], list[str]] = {}
    for (pattern, reason), flavors in flavors_of.items():
        patterns_of.setdefault((", ".join(flavors), reason), []).append(pattern)
    for (flavors_text, reason), patterns in patterns_of.items():
        yield lists.few(patterns), flavors_text, reason


def _changes(plan: Plan) -> Iterator[str]:
    if not plan.changes:
        return
    yield "## What changes"
    for change in plan.changes:
        yield f"### `{change.path}`"
        yield _size(change)
        yield "\n".join(_line(item) for item in plan.pending if item.path == change.path) or _attachment(change)


def _size(change: FileChange) -> str:
    before, after = len(change.before or b""), len(change.after or b"")
    program = ", executable" if change.executable else ""
    if change.before is None:
        return f"New file, {after:,} bytes{program}."
    if change.after is None:
        return f"Deleted: all of its {before:,} bytes are ours."
    if change.skill:
        return f"{before:,} bytes before, {after:,} after{program or ', not executable' * change.mode_changes}."
    return f"{before:,} bytes before, {after:,} after. Nothing outside our region changes."


def _attachment(change: FileChange) -> str:
    """A file beside a skill: its digest is what is approved, its text is in the patch."""
    if change.after is None:
        return f"- travelled with `{change.skill}`"
    return f"- travels with `{change.skill}`, SHA-256 `{hashlib.sha256(change.after).hexdigest()}`"


def _line(item: Item) -> str:
    if item.pattern_id == IMPORT_ID:
        return f"- {VERBS[item.action]}: the import line that makes the agent read the other file"
    if item.state is State.ADOPTED:
        return f"- {VERBS[item.action]}: the marker of {item.pattern_id}: {item.note}"
    versions = " -> ".join(dict.fromkeys(v for v in (item.before, item.after) if v))
    served = f", for {', '.join(item.serves)}" if item.serves else ""
    return f"- {VERBS[item.action]}: {item.pattern_id} {versions}{served}"


def _reasons(plan: Plan) -> Iterator[str]:
    rows = [(f"{title} (`{id}`)", why) for id, (title, why) in sorted(plan.reasons.items())]
    if rows:
        yield "## Why each pattern is here"
        yield _table(("pattern", "why"), rows)


def _choices(plan: Plan, lists: Lists) -> Iterator[str]:
    if plan.choices:
        yield "## Why each pattern goes where it goes"
        yield "\n".join(f"- {_choice(choice, lists)}" for choice in plan.choices)


def _choice(choice: Placed, lists: Lists) -> str:
    why = f"because {choice.because}" if choice.because else "the fewest files that reach each of them once"
    return f"{lists.few(choice.patterns)}: {choice.where}, for {', '.join(choice.flavors)}; {why}."


def _bytes(plan: Plan) -> Iterator[str]:
    if not plan.budgets:
        return
    before = {budget.flavor: budget.total for budget in plan.before}
    yield "## Bytes that each agent loads at the root"
    rows = [
        (
            b.flavor,
            f"{b.hand:,}",
            f"{before.get(b.flavor, 0):,}",
            f"{b.total:,}",
            f"{b.limit:,}" if b.limit else "none known",
        )
        for b in plan.budgets
    ]
    yield _table(("agent", "written by hand", "before", "after", "limit"), rows)
    yield "Files below the root come on top where an agent works there."


def _moved(plan: Plan, lists: Lists) -> Iterator[str]:
    """What agents do not get whole, one line for each file and limit."""
    rows: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for one in plan.moved:
        where = one.path.replace(one.pattern_id, "<pattern>")
        rows.setdefault((one.source, where, one.because), {}).setdefault(one.pattern_id, []).append(one.flavor)
    if rows:
        yield "## Moved to fit"
        yield "\n".join(_move(*key, flavors, lists) for key, flavors in sorted(rows.items()))


def _move(source: str, path: str, because: str, flavors: Mapping[str, Sequence[str]], lists: Lists) -> str:
    who = ", ".join(sorted({flavor for some in flavors.values() for flavor in some}))
    now = f"now in `{path}`, of which the agent sees a line" if path else "there is no room for it"
    return f"- from `{source}`, for {who}: {now}, because {because}: {lists.few(tuple(flavors))}"


def _paths(plan: Plan, lists: Lists) -> Iterator[str]:
    received = [d for d in plan.outcomes if d.outcome is not Outcome.REFUSED]
    if not received:
        return
    flavors = sorted({d.flavor for d in received})
    files = {(d.pattern_id, d.flavor): d for d in received}
    yield "## How each pattern reaches each agent"
    yield _table(
        ("pattern", *flavors),
        [(id, *(_cell(files.get((id, f))) for f in flavors)) for id in sorted({d.pattern_id for d in received})],
    )
    told = {(moved.flavor, moved.pattern_id) for moved in plan.moved}
    lost = (d for d in received if d.reason and (d.flavor, d.pattern_id) not in told)
    notes = [f"- {who} in {flavors}: {reason}" for who, flavors, reason in _grouped(lost, lists)]
    if notes:
        yield "What is lost on the way:"
        yield "\n".join(notes)


def _cell(delivery: Delivery | None) -> str:
    if delivery is None:
        return "not for it"
    return f"`{delivery.path}`" + (" (covered)" if delivery.outcome is Outcome.COVERED else "")


def _skipped(plan: Plan, lists: Lists) -> Iterator[str]:
    rows: dict[str, list[str]] = {}
    for skipped in plan.skipped:
        rows.setdefault(skipped.reason, []).append(skipped.pattern_id)
    if rows:
        yield "## Skipped"
        yield "\n".join(f"- {lists.few(ids)}: {reason}" for reason, ids in rows.items())


def _steps(plan: Plan) -> Iterator[str]:
    if not plan.changes:
        return
    yield "## How to review and apply"
    yield (
        "1. Read `changes.patch`; it touches nothing but the files above.\n"
        f"1. `make approve REPO={plan.repo}` says yes to exactly this proposal, and `make reject REPO={plan.repo} "
        'REASON="..."` no.\n'
        f"1. `make apply REPO={plan.repo}` commits it to a branch of the target; with `IN_PLACE=1` it writes the files "
        "of the working tree.\n"
        f"1. `make status REPO={plan.repo}` says in-sync once it is there, and `make rollback REPO={plan.repo}` takes "
        "it back."
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
