"""Every rollout, and a page for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from session_memory.rollout import Kind, Progress
from session_memory.website import addresses
from session_memory.website.across import Across
from session_memory.website.coverage import of_rollout
from session_memory.website.page import LIST, Page, index
from session_memory.website.plot import plot
from session_memory.website.rollout_twin import list_twin, rollout_twin
from session_memory.website.rollouts import errors_of, newest_first, next_of, patterns_of, steps_of
from session_memory.website.site_model import SiteModel

STOPPING = (Kind.PAUSED, Kind.ABORTED, Kind.BACK)


def pages(model: SiteModel, across: Across) -> Iterator[Page]:
    """The list first, newest first."""
    rollouts = newest_first(model.rollouts)
    rows = tuple((progress, next_of(progress)) for progress in rollouts)
    yield replace(index("rollouts", "Rollouts", rows=rows, damaged=model.damaged_rollouts), twin=list_twin(rollouts))
    yield from (_rollout(progress, model) for progress in rollouts)


def _rollout(progress: Progress, model: SiteModel) -> Page:
    rollout = progress.rollout
    values: dict[str, Any] = {
        "progress": progress,
        "rollout": rollout,
        "patterns": patterns_of(progress),
        "steps": steps_of(progress),
        "next": next_of(progress),
        "errors": errors_of(progress),
        "picture": plot(of_rollout(progress, model.repos)),
        "stopping": STOPPING,
    }
    page = addresses.rollout_page(rollout.id)
    about = f"The rollout {rollout.id}: its steps, its gates, and what came of each repository."
    return Page(
        page,
        "rollout.md",
        f"Rollout {rollout.id}",
        values,
        source=f"rollouts/{rollout.id}/ROLLOUT.md",
        about=about,
        searched=False,
        beside=LIST,
        names=(rollout.id,),
        twin=rollout_twin(progress),
    )
