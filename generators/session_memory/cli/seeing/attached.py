"""A target's files with those beside its skills, which only the skills and the catalog together name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from session_memory.changes.hosts import Wanted
from session_memory.changes.skill_folder import named
from session_memory.model import Hosts, SolutionPattern


def with_attached(
    read: Callable[[Wanted], Hosts], hosts: Hosts, homes: Iterable[str], patterns: Iterable[SolutionPattern]
) -> Hosts:
    """The same files, and what stands where attachments of `patterns`, or of skills of ours, are or could go."""
    paths = named(hosts, homes, {p.id: tuple(a.path for a in p.attachments) for p in patterns if p.attachments})
    return replace(hosts, attached=read(Wanted((), attached=paths)).attached) if paths else hosts
