"""What of ours waits on branches of a target: applied there, and not merged yet."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from dataclasses import replace

from session_memory import git
from session_memory.changes import region
from session_memory.changes.record.events import Trail
from session_memory.changes.write.at_commit import Base, look
from session_memory.errors import DeniedError, MalformedHostError


def waiting(base: Base, events: Trail) -> Mapping[str, Mapping[str, bytes]]:
    """Branch that is not merged into the base's commit -> the files on it that we wrote, as they are there now."""
    wrote: dict[str, set[str]] = {}
    for _, event in events:
        if event.branch:
            wrote.setdefault(event.branch, set()).update(file.path for file in event.files if file.after)
    tips = _not_merged(base, wrote)
    return {branch: _readable(replace(base, commit=tip), wrote[branch]) for branch, tip in tips.items()}


def _not_merged(base: Base, branches: Mapping[str, object]) -> Mapping[str, str]:
    """Branch -> its commit, of those that still exist."""
    if not branches:
        return {}
    refs = (f"refs/heads/{branch}" for branch in sorted(branches))
    asked = ("for-each-ref", "--format=%(objectname) %(refname)", f"--no-merged={base.commit}")
    rows = (line.partition(" ") for line in os.fsdecode(git.run(base.top, *asked, *refs, plain=False)).splitlines())
    return {ref.removeprefix("refs/heads/"): commit for commit, _, ref in rows}


def _readable(tip: Base, paths: set[str]) -> Mapping[str, bytes]:
    """Those files of which it can be said what is ours: what somebody made a link or broke there says nothing."""
    found = {}
    for path in sorted(paths):
        with contextlib.suppress(DeniedError, MalformedHostError):
            file = look(tip, [path])[path]
            if file is not None:
                region.read(file[0])
                found[path] = file[0]
    return found
