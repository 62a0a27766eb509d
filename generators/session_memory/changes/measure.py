"""Deliveries + a target's files -> the files as they would be, for those who have to know how long they get. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from session_memory.changes import region
from session_memory.changes.standing import Standing
from session_memory.changes.wanted import IN_REGION, wants
from session_memory.model import Deliveries


def after(deliveries: Deliveries, standing: Standing) -> Mapping[str, bytes]:
    """Every text file, by path: the hand-written ones with exactly these deliveries in place, markers and all."""
    files = dict(standing.rest)
    for path, wanted in wants(deliveries).items():
        blocks = [want.block() for want in wanted.values() if want.form in IN_REGION]
        own = next((want.content for want in wanted.values() if want.form not in IN_REGION), None)
        files[path] = own if own is not None else region.put(standing.rest.get(path), blocks) or b""
    return files
