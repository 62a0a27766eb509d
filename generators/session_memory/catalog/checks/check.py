"""What a check is: one rule with a stable code, and the places where it is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from session_memory.model import Finding, Place

S = TypeVar("S")


class Hit(NamedTuple):
    """A place where a rule is broken."""

    place: Place
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Check(Generic[S]):
    """A rule. What it looks at, S, is what its stage of reading knows."""

    code: str
    name: str
    """In kebab case, as the page that explains it is headed."""
    find: Callable[[S], Iterable[Hit]]


def run(checks: Iterable[Check[S]], subject: S) -> tuple[Finding, ...]:
    """The findings of all these checks."""
    return tuple(
        Finding(hit.place, check.code, hit.message, hit.hint) for check in checks for hit in check.find(subject)
    )


def quoted(text: str, longest: int = 60) -> str:
    """A text from a file for a message: in backticks, short, and harmless on a terminal."""
    short = text if len(text) <= longest else f"{text[:longest]}..."
    return f"`{''.join(c if c.isprintable() else c.encode('unicode_escape').decode() for c in short)}`"
