"""How much a proposal changes, against the ceilings that policy sets. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from session_memory.changes import region
from session_memory.changes.own_file import read_stamp
from session_memory.model import Ceilings, FileChange, Form, Plan


def exceeded(plan: Plan, ceilings: Ceilings) -> tuple[str, ...]:
    """Each ceiling that the plan passes, with both numbers. One run applies one plan."""
    return (*_files(plan, ceilings), *_patterns(plan, ceilings), *_bytes(plan, ceilings))


def _files(plan: Plan, ceilings: Ceilings) -> Iterator[str]:
    number = len(plan.changes)
    if number > ceilings.files_per_repo:
        yield f"{number} files in one repo, ceiling files_per_repo is {ceilings.files_per_repo}"
    if number > ceilings.files_per_run:
        yield f"{number} files in one run, ceiling files_per_run is {ceilings.files_per_run}"


def _patterns(plan: Plan, ceilings: Ceilings) -> Iterator[str]:
    numbers = Counter(item.pattern_id for item in plan.pending)
    skills = {item.path: item.pattern_id for item in plan.pending if item.form is Form.SKILL}
    numbers.update(skills[change.skill] for change in plan.changes if change.skill in skills)
    for pattern, number in sorted(numbers.items()):
        if number > ceilings.files_per_pattern:
            yield f"{pattern} in {number} files, ceiling files_per_pattern is {ceilings.files_per_pattern}"


def _bytes(plan: Plan, ceilings: Ceilings) -> Iterator[str]:
    for change in plan.changes:
        number = _ours(change)
        if number > ceilings.bytes_per_file:
            yield f"{number:,} bytes of ours in {change.path}, ceiling bytes_per_file is {ceilings.bytes_per_file:,}"


def _ours(change: FileChange) -> int:
    after = change.after or b""
    if change.skill:
        return len(after)
    rest = b"" if read_stamp(after) else region.strip(after) or b""
    return len(after) - len(rest)
