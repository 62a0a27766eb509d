"""Advice about a name that there is not. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

FEW = 8
"""So many names can be listed in a hint."""

SURE = 0.8
"""How alike two names are, from 0 to 1, when one may be taken for a slip of the other unless it is said to be none."""


def nearest(name: str, known: Iterable[str], alike: float = 0.6) -> str:
    """The one of `known` that `name` resembles most, whatever its case, if it is alike at all; else empty."""
    folded = {one.casefold(): one for one in sorted(known)}
    near = get_close_matches(name.casefold(), folded, n=1, cutoff=max(alike, SURE))
    if not near and alike < SURE:
        # `qwen-code` means `qwen`, however much of it is in `opencode`.
        near = [word for word in name.casefold().split("-") if word in folded]
    near = near or get_close_matches(name.casefold(), folded, n=1, cutoff=alike)
    return folded[near[0]] if near else ""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint: the nearest of `known` names, or all of them when they are few and none is near; may be empty."""
    names = sorted(set(known))
    near = nearest(name, names)
    if near:
        return f"did you mean `{near}`?"
    return f"there are: {', '.join(names)}" if 0 < len(names) <= FEW else ""
