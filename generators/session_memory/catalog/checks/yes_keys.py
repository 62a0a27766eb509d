"""Checks of what the keys of a grant and of exemptions say, beyond the shape of each."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from session_memory.catalog.checks.check import Hit, quoted
from session_memory.catalog.kinds import GRANT, POLICY
from session_memory.catalog.sheet import Sheet
from session_memory.catalog.whole import Whole
from session_memory.model import Policy
from session_memory.scope import id_and_range


def unreadable_range(sheet: Sheet) -> Iterator[Hit]:
    """A range of versions that nobody can read: the grant would cover nothing, or more than was meant."""
    for path, named in sheet.texts("scope", "patterns"):
        try:
            id_and_range(named)
        except ValueError:
            hint = "such as `id@>=1.2.0,<2.0.0`, `id@==1.2.0`, or `id` for every version"
            yield Hit(sheet.place(*path), f"{quoted(named)} is no pattern with a range of versions", hint)


def empty_scope(sheet: Sheet) -> Iterator[Hit]:
    """A grant without any limit: a yes to everything."""
    scope = sheet.data.get("scope")
    if isinstance(scope, dict) and not any(scope.values()):
        yield Hit(
            sheet.place_of_key("scope"), "the scope is empty: this is a yes to everything", "name at least a repo"
        )


def exempt_twice(sheet: Sheet) -> Iterator[Hit]:
    """Two rows for one pattern: which of the two dates counts?"""
    first: dict[str, int] = {}
    for path, pattern in sheet.texts("exemptions", None, "pattern"):
        place = sheet.place(*path)
        line = first.setdefault(pattern, place.line)
        if line != place.line:
            yield Hit(place, f"{quoted(pattern)} is exempt in line {line} already", "keep one of the two rows")


def expires_too_late(whole: Whole) -> Iterator[Hit]:
    """A grant that lasts longer than the policy lets one last."""
    most = next((_days(document.data) for document in whole.of(POLICY)), Policy.grant_days)
    for document in whole.of(GRANT):
        created, expires = (_date(document.data.get(key)) for key in ("created", "expires_at"))
        if created and expires and (expires - created).days > most:
            message = (
                f"this is {(expires - created).days} days after it was created, the policy's `grant_days` is {most}"
            )
            hint = f"write {created + datetime.timedelta(days=most)} or earlier"
            yield Hit(document.place("expires_at"), message, hint)


def _days(policy: Any) -> int:
    """The policy's own number; the usual one when it says none, or what it says is a finding of its own."""
    said = policy.get("grant_days")
    return said if isinstance(said, int) else Policy.grant_days


def _date(said: Any) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(str(said))
    except ValueError:
        return None
