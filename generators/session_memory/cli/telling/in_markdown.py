"""The summary as Markdown, for a job's page, a comment or an issue. Pure.

Texts of the catalog and of targets stand in code spans only: nothing in them can call a person, link an issue or
become HTML. Its length is bounded, whatever the number of repos: a comment holds 65,536 characters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from session_memory.cli.seeing.summary import ATTENTION, CONFLICT, ERROR, OK
from session_memory.cli.telling.overall import Overall, Seen
from session_memory.model import CellState, Notice, State

ROWS = 30
"""Of one section; there are four."""
LETTERS = 300
"""Of one row."""
HEADLINES = {
    OK: "nothing needs attention",
    ATTENTION: "something waits",
    ERROR: "something is wrong",
    CONFLICT: "hand edits, or a malformed file, are in the way",
}


def in_markdown(whole: Overall) -> str:
    """The summary; the same for the same catalog and targets, on any day."""
    return "\n".join(_lines(whole)) + "\n"


def _lines(whole: Overall) -> Iterator[str]:
    yield f"## Session Memory: {HEADLINES[whole.exit_code]}"
    yield ""
    if whole.catalog is None:
        yield f"The catalog cannot be used: {code(whole.broken)}"
        return
    yield f"{_count(len(whole.catalog.patterns), 'pattern')}, {_count(len(whole.repos), 'repo')}: {_numbers(whole)}."
    yield from _section("Catalog", [code(str(finding)) for finding in whole.catalog.findings], "session-memory check")
    if whole.catalog.blocked:
        yield f"\nNot distributed until mended: {code(', '.join(whole.catalog.blocked))}"
    yield from _section("Wrong", _rows(whole, _wrong), "session-memory distribute --all --check")
    yield from _section("Drift", _rows(whole, _drift), "session-memory status")
    yield from _section("Waiting", _rows(whole, _waiting), "session-memory status")


def _numbers(whole: Overall) -> str:
    wrong = sum(1 for seen in whole.repos if any(_wrong(seen)))
    drifted = sum(1 for seen in whole.repos if seen.drifted)
    calm = sum(1 for seen in whole.repos if seen.exit_code == OK)
    return f"{calm} in order, {drifted} with drift, {wrong} with something wrong"


def _section(title: str, rows: Sequence[str], command: str) -> Iterator[str]:
    """Nothing where there is nothing to tell."""
    if not rows:
        return
    yield f"\n### {title}\n"
    yield from (f"- {row}" for row in rows[:ROWS])
    if len(rows) > ROWS:
        yield f"- and {len(rows) - ROWS} more: `{command}` tells all of them"


def _rows(whole: Overall, told: Callable[[Seen], Iterator[str]]) -> Sequence[str]:
    return [f"{code(seen.repo)}: {code(text)}" for seen in whole.repos for text in told(seen)]


def _wrong(seen: Seen) -> Iterator[str]:
    result, plan = seen.result, seen.result.plan
    if result.failed:
        yield result.failed
    if plan.unreachable:
        yield f"unreachable: {plan.unreachable}"
        return
    yield from (f"malformed: {text}" for text in plan.malformed)
    reasons: dict[str, set[str]] = {}
    for delivery in plan.refused:
        reasons.setdefault(delivery.reason, set()).add(delivery.pattern_id)
    yield from (f"does not arrive: {reason}: {', '.join(sorted(ids))}" for reason, ids in reasons.items())
    foreign = (item for item in plan.conflicts if item.state is State.FOREIGN)
    yield from (f"in the way of {item.pattern_id}: {item.path}: {item.note}" for item in foreign)


def _drift(seen: Seen) -> Iterator[str]:
    """One row for all that shares state, file and reason."""
    places: dict[tuple[str, str, str], set[str]] = {}
    for cell in seen.drifted:
        places.setdefault((cell.state, cell.path, cell.note), set()).add(cell.pattern_id)
    for (state, path, note), ids in places.items():
        yield f"{state} in {path}: {', '.join(sorted(ids))}" + (f": {note}" if note else "")


def _waiting(seen: Seen) -> Iterator[str]:
    """One row for the repo."""
    if seen.result.plan.unreachable:
        return
    result = seen.result
    told = [_states(seen.waiting)] if seen.waiting else []
    if result.plan.changes and not result.rejected:
        told.append(f"{_count(len(result.plan.changes), 'file')} would change")
    elif result.changed:
        told.append("its old proposal is over: make distribute takes it away")
    told += [f"{pattern} in {path}: {why}" for (path, pattern), why in sorted(result.leaving.items())]
    if seen.proposal:
        told.append(_next(seen.proposal))
    elif result.plan.changes and not result.rejected:
        told.append(f"next: make distribute REPO={seen.repo}")
    if told:
        yield "; ".join(told)


def _states(cells: Sequence[CellState]) -> str:
    numbers = Counter(cell.state for cell in cells)
    return ", ".join(f"{number} {state}" for state, number in sorted(numbers.items()))


def _next(notice: Notice) -> str:
    return notice.words + (f", next: {notice.command}" if notice.command else "")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def code(text: str) -> str:
    """The text on one line as a code span, cut where it is too long; a fence longer than any in it keeps it closed."""
    line = " ".join(text.split())
    line = line if len(line) <= LETTERS else f"{line[:LETTERS]}…"
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    edge = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{edge}{line}{edge}{fence}"
