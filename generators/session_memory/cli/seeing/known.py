"""Names that a person gave on the command line: a pattern or a flavor that there is, or a helpful no."""

from __future__ import annotations

from session_memory.cli.seeing.road import Road
from session_memory.errors import UsageError
from session_memory.near import nearest


def known_pattern(road: Road, name: str) -> None:
    """Raises UsageError for a pattern that the catalog does not have, with the nearest one where one is near."""
    _known("pattern", name, {p.id for p in road.catalog.patterns} | set(road.catalog.blocked))


def known_flavor(road: Road, name: str) -> None:
    """The same for a flavor; all of them where none is near."""
    _known("flavor", name, set(road.contracts), f"there are: {', '.join(sorted(road.contracts))}")


def _known(kind: str, name: str, there: set[str], otherwise: str = "") -> None:
    if name not in there:
        near = nearest(name, there)
        raise UsageError(f"there is no {kind} {name!r}", hint=f"did you mean {near}?" if near else otherwise)
