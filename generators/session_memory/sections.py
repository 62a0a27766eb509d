"""Which sections of a pattern agents get: the pattern format's rule, for those who render and those who check. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from session_memory.model import Section

DEFAULT = ("Solution", "Steps")
"""Rendered when no hint says otherwise."""

DESCRIBING = ("Problem", "Solution")
"""The first of these that there is gives its first sentence to the description of a skill."""

FOR = "For "
"""Begins the title of a section for one flavor: `## For Codex` stands in place of all others there."""


def reaching(sections: Iterable[Section], named: Iterable[str], skill: bool) -> tuple[Section, ...]:
    """The sections from which some agent may get text. `named`: by hints; `skill`: whether some flavor has it so."""
    titles = {title.casefold() for title in (*DEFAULT, *named, *(DESCRIBING if skill else ()))}
    return tuple(s for s in sections if s.title.casefold() in titles or s.title.casefold().startswith(FOR.casefold()))
