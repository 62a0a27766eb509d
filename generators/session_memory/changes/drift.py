"""Where somebody edited our text by hand: what was applied, what stands, what is wanted. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from session_memory.changes.skill_folder import as_it_stands
from session_memory.changes.standing import Standing
from session_memory.changes.texts import text_in, text_of, text_wanted, text_with
from session_memory.changes.wanted import IN_REGION, Want
from session_memory.model import BY_HAND, Artifact, Hosts, Item


@dataclass(frozen=True, slots=True)
class Drift:
    """One hand edit."""

    item: Item
    applied: bytes | None
    """The text that was applied last; None when nobody remembers it."""
    stands: bytes
    wanted: bytes | None
    """What the catalog wants there now; None when it wants nothing there."""


def drifts(
    items: Sequence[Item],
    hosts: Hosts,
    standing: Standing,
    wanted: Mapping[str, Mapping[str, Want]],
    renderings: Callable[[Item], Iterable[Artifact]],
) -> Iterator[Drift]:
    """Each hand edit among `items`; `renderings` are the texts that a pattern has or had, newest first."""
    for item in items:
        if item.state in BY_HAND:
            want = wanted.get(item.path, {}).get(item.pattern_id)
            content = as_it_stands(item.path, hosts.files[item.path].content, hosts.attached)
            stands = text_in(content, item.pattern_id, item.form)
            now = text_wanted(want.content, want.form) if want else None
            # Most often the catalog still wants what was applied: then there is nothing to render.
            texts = chain([now] if now else [], map(text_of, renderings(item)))
            yield Drift(item, text_with(_recorded(item, standing), texts), stands, now)


def _recorded(item: Item, standing: Standing) -> str:
    """The digest of what was applied last, as the marker or stamp says it."""
    if item.form not in IN_REGION:
        return standing.stamps[item.path].recorded
    return next(block.recorded for block in standing.blocks[item.path] if block.id == item.pattern_id)
