"""The small site with rollouts, and with the audit trail of what they applied."""

from __future__ import annotations

import dataclasses

from small_site import SMALL, a_repo

from rolled import REPOS
from session_memory.model import CellState, Happened, State
from session_memory.rollout import Progress
from session_memory.website.site_model import RepoView, SiteModel


def with_rollouts(*rollouts: Progress) -> SiteModel:
    """The small site with them, and with the audit trail of what they applied."""
    return dataclasses.replace(SMALL, repos=tuple(map(_applied, range(len(REPOS)), REPOS)), rollouts=rollouts)


def _applied(number: int, name: str) -> RepoView:
    happened = Happened(f"2026-11-2{number}T10:20:00Z", "applied", "Ada", ("alpha",), id=f"event-{name}", repo=name)
    cells = (CellState(name, "alpha", "claude", State.IN_SYNC, "CLAUDE.md", "1.0.0"),)
    return dataclasses.replace(a_repo(name), log=(happened,), cells=cells)
