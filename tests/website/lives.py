"""Patterns with a past."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib

from small_site import SMALL, view

from session_memory.model import Revision
from session_memory.website.site_model import GonePattern, PatternView, SiteModel


def revision(day: int, version: str = "", status: str = "approved", body: str = "", **more: object) -> Revision:
    """A file as it was committed on that day of May 2026; without a version, the commit that took it out."""
    text = f"---\nversion: {version}\nstatus: {status}\n---\n## Solution\n\nDo {body or version}.\n" if version else ""
    made = Revision(
        hashlib.sha1(f"{day} {text}".encode(), usedforsecurity=False).hexdigest(),
        datetime.date(2026, 5, day),
        version,
        status if version else "",
        text,
        "catalog/patterns/topic/old.md",
        ready=status == "approved",
        gone=not version,
    )
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


def lived(id: str, *revisions: Revision, **more: object) -> PatternView:
    """A pattern with revisions, newest first; its file is as the newest left it."""
    newest = revisions[0]
    values = {"version": newest.version, "path": f"catalog/patterns/topic/{id}.md"} | more
    return dataclasses.replace(view(id, **values), source=newest.text, history=revisions)


LONG = lived(
    "long", revision(9, "2.0.0"), revision(5, "1.1.0"), revision(3, "1.0.0"), revision(1, "1.0.0", "draft", body="it")
)
GONE = GonePattern("left", (revision(8), revision(2, "1.0.0")), "What <b>left</b>", ("long",))

PAST = dataclasses.replace(SMALL, patterns=(*SMALL.patterns, LONG), gone=(GONE,))


def only(*views: PatternView, gone: tuple[GonePattern, ...] = ()) -> SiteModel:
    """A site of these patterns alone."""
    return SiteModel(today=SMALL.today, patterns=views, gone=gone)
