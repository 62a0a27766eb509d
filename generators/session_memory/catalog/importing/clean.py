"""What makes the text of a rule fit for a pattern: a table of steps, each of which says what it changed. Pure.

The rules are those of the catalog's checks, which a draft has to pass; a step mends what its check would find.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from session_memory.catalog.checks.hidden import HIDDEN, hidden_character
from session_memory.catalog.checks.leaks import PATH, SHARED, masked
from session_memory.catalog.checks.live_text import AT_WORD, ENVELOPE, MARKER
from session_memory.catalog.importing import enclosed, headings, links, managed
from session_memory.catalog.importing.prose import edited, line_starts, substitute
from session_memory.catalog.importing.rule import Refused, Rule
from session_memory.catalog.kinds import PATTERN
from session_memory.catalog.sheet import Sheet

Step = Callable[[str], tuple[str, str]]
"""Text -> the mended text, and a note when it had to be mended."""


def clean(rule: Rule) -> Rule:
    """The rule with its text, title and description made fit, and notes on what that changed.

    Raises Refused when nothing is left.
    """
    notes: list[str] = []
    text = headings.demoted(_stepped(rule.text, notes)).strip("\n")
    title, description = (_line(line, notes) for line in (rule.title, rule.description))
    if not text.strip():
        raise Refused("holds no text of its author's")
    notes = [*rule.notes, *dict.fromkeys(notes)]
    return replace(rule, text=text, title=title or rule.name, description=description, notes=tuple(notes))


def _stepped(text: str, notes: list[str]) -> str:
    for step in STEPS:
        text, note = step(text)
        if note:
            notes.append(note)
    return text


def _line(text: str, notes: list[str]) -> str:
    """One line of clean text that opens no heading, code or HTML."""
    line, last = " ".join(text.split()), ""
    while line != last:
        # Again, since what is taken away in front may have hidden something.
        last, line = line, line.lstrip("# ")
        line = line.lstrip("`~<! ") if enclosed.closer(line) else line
        line = " ".join(_stepped(line, notes).split())
    return line


def visible(text: str) -> tuple[str, str]:
    """Without characters that nobody sees."""
    before = len(text)
    # The check names the first of those that stand together, and what is ordinary depends on the neighbours.
    while hits := list(hidden_character(Sheet(PATTERN, "", text.encode()))):
        starts = line_starts(text)
        at = [starts[hit.place.line - 1] + hit.place.column - 1 for hit in hits]
        runs = (HIDDEN.match(text, one) for one in at)
        text = edited(text, [(*run.span(), "") for run in runs if run])
    return text, f"hidden characters were taken out: {before - len(text)}" if len(text) < before else ""


def foreign(text: str) -> tuple[str, str]:
    """Without the stretches that a program manages."""
    tidy, found = managed.without(text)
    lines = sum(last - first for first, last in found)
    return tidy, f"lines that a program manages were left out: {lines}" if lines else ""


def no_markers(text: str) -> tuple[str, str]:
    """With marks of our own made visible text."""
    tidy = substitute(text, MARKER, lambda found: text[slice(*found.span())].replace("<!--", "&lt;!--", 1))
    return tidy, "what looks like a mark of a region is plain text now" if tidy != text else ""


def no_agent_tags(text: str) -> tuple[str, str]:
    """With a blank in tags that agents keep for themselves, in code as well."""
    tidy = ENVELOPE.sub(lambda found: f"< {found[0][1:]}", text)
    return tidy, "tags of an agent's own prompt got a blank behind the `<`" if tidy != text else ""


def no_machine_paths(text: str) -> tuple[str, str]:
    """With `~` for somebody's home folder, in code as well."""
    tidy = PATH.pattern.sub(lambda found: found[0] if SHARED.search(found[0]) else _anonymous(found[0]), text)
    return tidy, "paths of one machine were shortened to `~`" if tidy != text else ""


def no_secrets(text: str) -> tuple[str, str]:
    """With `<secret>` for what looks like a credential, in code as well."""
    tidy, seen = masked(text)
    return tidy, _noted("replaced by `<secret>`, revoke it if it was real", list(seen))


def unlinked(text: str) -> tuple[str, str]:
    """Without links that lead nowhere from here."""
    tidy, dropped = links.unlinked(text)
    return tidy, _noted("links that lead nowhere from here are plain text now", dropped)


def quoted_words(text: str) -> tuple[str, str]:
    """With backticks around each bare `@word`, which is live syntax in several agents."""
    found: list[str] = []

    def quoted(match: re.Match[str]) -> str:
        word = match[0].rstrip(".")
        found.append(word)
        return f"`{word}`{match[0][len(word) :]}"

    tidy = substitute(text, AT_WORD, quoted)
    return tidy, _noted("words that agents act on got backticks", found)


def ended(text: str) -> tuple[str, str]:
    """With what it leaves open closed."""
    closer = enclosed.closer(text)
    return (f"{text.rstrip()}\n{closer}", f"what its end left open was closed: {closer}") if closer else (text, "")


def _anonymous(path: str) -> str:
    return "path/to/file" if path.startswith("file:") else "~"


def _noted(what: str, which: list[str]) -> str:
    return f"{what}: {', '.join(dict.fromkeys(which))}" if which else ""


STEPS: tuple[Step, ...] = (
    visible,
    foreign,
    no_markers,
    no_agent_tags,
    no_machine_paths,
    no_secrets,
    unlinked,
    quoted_words,
    ended,
)
"""In order: a hidden character may hide anything, a link an `@word`; only a finished text shows what is left open."""
