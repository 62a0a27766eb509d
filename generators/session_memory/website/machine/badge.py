"""`badge/<repo>.svg`: how one repo stands, for its README."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from session_memory.website import addresses
from session_memory.website.across import Across
from session_memory.website.cells import in_sync, unsettled
from session_memory.website.escape import escape
from session_memory.website.page import Page
from session_memory.website.site_model import RepoView, SiteModel

LABEL = "session memory"
NARROW = frozenset(" ,il")
"""The text is fitted to its width, whatever font is there: so a rough one does."""
GAP = 8
SETTLED, BEHIND, OFF = "#1a7f37", "#8a5a00", "#59636e"
"""White text is readable on each."""


def written(model: SiteModel, across: Across, pages: Sequence[Page]) -> Iterator[tuple[str, bytes]]:
    """One for each repo."""
    for view in model.repos:
        yield addresses.badge(view.repo.name), _drawn(view).encode()


def badge_text(view: RepoView) -> str:
    """How many of the repo's patterns are in sync and how many need somebody, where anybody can know that."""
    if not view.repo.enabled:
        return "switched off"
    if view.plan.unreachable or not view.known:
        return "unreachable" if view.plan.unreachable else "not known"
    return f"{in_sync(view.cells):,} in sync, {unsettled(view.cells):,} behind"


def _colour(view: RepoView) -> str:
    if not view.repo.enabled:
        return OFF
    return BEHIND if unsettled(view.cells) or view.plan.unreachable or not view.known else SETTLED


def _drawn(view: RepoView) -> str:
    told, colour = badge_text(view), _colour(view)
    left, right = (sum(4 if sign in NARROW else 7 for sign in text) for text in (LABEL, told))
    middle, width = left + 2 * GAP, left + right + 4 * GAP
    name = escape(f"{view.repo.name} in Session Memory: {told}")
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{name}">
<title>{name}</title>
<rect width="{width}" height="20" rx="3" fill="#3d444d"/>
<path d="M{middle} 0h{width - middle - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1 -3 3h-{width - middle - 3}z" fill="{colour}"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
<text x="{GAP}" y="14" textLength="{left}">{LABEL}</text>
<text x="{middle + GAP}" y="14" textLength="{right}">{told}</text>
</g>
</svg>
"""
