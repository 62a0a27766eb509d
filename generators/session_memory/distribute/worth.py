"""What a pattern is worth to an agent in a repo, when not all of them have room. Pure."""

from __future__ import annotations

from session_memory.model import Repo, SolutionPattern

USUAL_ORDER = 100
EXACT, NEAR, WIDE = 4, 3, 2
"""A scope that names the repo, its domain, or neither."""


def worth(pattern: SolutionPattern, repo: Repo, flavor: str) -> int:
    """From 1 up: order, confidence and how closely the scope fits, multiplied.

    Order 0 is worth twice the usual 100, 300 half of it; a scope that names the repo is worth twice one for everybody,
    one that names its domain half as much again; confidence counts as it is.
    """
    order = pattern.hint(flavor).order
    fit = EXACT if pattern.scope.repos else NEAR if pattern.scope.domains else WIDE
    return 1 + round(10_000 * pattern.confidence * fit * 2 * USUAL_ORDER / (USUAL_ORDER + order))
