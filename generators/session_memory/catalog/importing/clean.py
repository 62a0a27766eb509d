"""What makes the text of a rule fit for a pattern: a table of steps, each of which says what it changed. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from session_memory.catalog.importing import enclosed, headings, links, managed
from session_memory.catalog.importing.prose import substitute
from session_memory.catalog.importing.rule import Refused, Rule

Step = Callable[[str], tuple[str, list[str]]]


def clean(rule: Rule) -> Rule:
    """The rule with its text, title and description made fit, and notes on what that changed.

    Raises Refused when nothing is left.
    """
    notes: list[str] = []
    text = headings.demoted(_stepped(rule.text, notes)).strip("\n")
    title, description = (" ".join(_stepped(line, notes).split()) for line in (rule.title, rule.description))
    if not text.strip():
        raise Refused("holds no text of its author's")
    return replace(rule, text=text, title=title, description=description, notes=(*rule.notes, *dict.fromkeys(notes)))


def _stepped(text: str, notes: list[str]) -> str:
    for step in STEPS:
        text, said = step(text)
        notes += said
    return text


def foreign(text: str) -> tuple[str, list[str]]:
    """Without the stretches that a program manages."""
    tidy, found = managed.without(text)
    return tidy, [f"{last - first} lines that a program manages were left out" for first, last in found]


def unlinked(text: str) -> tuple[str, list[str]]:
    """Without links that lead nowhere from here."""
    tidy, dropped = links.unlinked(text)
    return tidy, _noted("links that lead nowhere from here are plain text now", dropped)


def mentions(text: str) -> tuple[str, list[str]]:
    """With backticks around each bare `@word`, which is live syntax in several agents."""
    found: list[str] = []

    def quoted(match: re.Match[str]) -> str:
        found.append(match[0])
        return f"`{match[0]}`"

    tidy = substitute(text, MENTION, quoted)
    return tidy, _noted("words that agents act on got backticks", found)


def ended(text: str) -> tuple[str, list[str]]:
    """With what it leaves open closed."""
    closer = enclosed.closer(text)
    return (f"{text.rstrip()}\n{closer}", [f"what its end left open was closed: {closer}"]) if closer else (text, [])


def _noted(what: str, which: list[str]) -> list[str]:
    return [f"{what}: {', '.join(dict.fromkeys(which))}"] if which else []


MENTION = re.compile(r"(?<![\w`@.\0/])@[A-Za-z0-9_~./][^\s`*\0,;:!?()\[\]\"'<>]*")

STEPS: tuple[Step, ...] = (foreign, unlinked, mentions, ended)
"""In order: a link may hide an `@word`, and only a finished text shows what is left open."""
