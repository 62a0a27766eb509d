"""What must not leave this machine: secrets, and paths that say whose machine it is."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator
from functools import partial
from typing import NamedTuple

from session_memory.catalog.checks.check import Hit, quoted
from session_memory.catalog.sheet import Sheet
from session_memory.model import Place


class Look(NamedTuple):
    """What a leak looks like."""

    what: str
    needles: tuple[str, ...]
    """One of these is in every match, in lower case: most files need no further look."""
    pattern: re.Pattern[str]


def _look(what: str, needles: str, pattern: str) -> Look:
    return Look(what, tuple(needles.lower().split()), re.compile(pattern))


SECRETS = (
    _look("an AWS access key", "AKIA ASIA", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    _look("a GitHub token", "gh github_pat_", r"\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_[A-Za-z0-9_]{22,}"),
    _look("a GitLab token", "glpat-", r"\bglpat-[A-Za-z0-9_-]{20,}"),
    _look("an API key", "sk-", r"\bsk-[A-Za-z0-9_-]*[A-Za-z0-9]{20,}"),
    _look("a payment key", "k_live_", r"\b[rs]k_live_[A-Za-z0-9]{16,}"),
    _look("a Slack token", "xox", r"\bxox[a-z]-[A-Za-z0-9-]{10,}"),
    _look("a Google key", "AIza", r"\bAIza[0-9A-Za-z_-]{35}"),
    _look("a package registry token", "npm_ pypi-", r"\bnpm_[A-Za-z0-9]{36}\b|\bpypi-[A-Za-z0-9_-]{50,}"),
    _look("a signed token (JWT)", "eyJ", r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"),
    _look("a private key", "PRIVATE", r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"),
    _look("a password in a URL", "://", r"://[^\s/:@\"'`<>]+:(?P<inner>[^\s/@\"'`<>]{3,})@"),
    _look(
        "a secret",
        "passw passphrase secret token key credential",
        r"(?i:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|credentials?)[\"'`]?\s{0,2}[:=]\s{0,2}"
        r"[\"'`]?(?P<value>[A-Za-z0-9+/_=-]{12,200})(?![A-Za-z0-9+/_=.(\[-])",
    ),
)
"""Prefixes are those that the issuers publish."""

PATH = _look(
    "a path of one machine",
    "/home/ users",
    r"(?:(?<![\w/.:\\}>*~-])|(?<=\bfile://))(?:/mnt)?(?:/[a-z])?/(?:home|Users)/[A-Za-z0-9_][\w.-]*"
    r"|(?<![A-Za-z])[A-Za-z]:(?:\\{1,2}|/)Users(?:\\{1,2}|/)[A-Za-z0-9_][\w.-]*",
)
SHARED = re.compile(r"/Users/Shared\b|[\\/]Users[\\/]+Public\b")

PLACEHOLDER = re.compile(r"(?i)example|x{4}|your|placeholder|change[_-]?me|redacted|dummy|\*{3}|\.{3}|[<>{}$]")
RANDOM = 3.3
"""Bits per character above which a value with letters and digits is no word."""


def secret(sheet: Sheet) -> Iterator[Hit]:
    """Something that looks like a credential. It is not repeated in the message."""
    hint = "take it out, revoke it, and write a placeholder such as `<token>`"
    taken: set[Place] = set()
    for look, found, place in _found(sheet, SECRETS):
        if place not in taken and not _placeholder(found):
            taken.add(place)
            yield Hit(place, f"this looks like {look.what}", hint)


def masked(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with `<secret>` for everything that looks like a credential, and what that looked like."""
    seen: list[str] = []

    def mask(look: Look, found: re.Match[str]) -> str:
        if _placeholder(found):
            return found[0]
        seen.append(look.what)
        group = next((name for name in ("value", "inner") if name in found.groupdict()), 0)
        start, end = (offset - found.start() for offset in found.span(group))
        return f"{found[0][:start]}<secret>{found[0][end:]}"

    for look in SECRETS:
        text = look.pattern.sub(partial(mask, look), text)
    return text, tuple(dict.fromkeys(seen))


def machine_path(sheet: Sheet) -> Iterator[Hit]:
    """A path below somebody's home folder."""
    for look, found, place in _found(sheet, (PATH,)):
        if not SHARED.search(found[0]):
            yield Hit(place, f"{quoted(found[0])} is {look.what}", "write it relative to the repository or `~`")


def _found(sheet: Sheet, looks: Collection[Look]) -> Iterator[tuple[Look, re.Match[str], Place]]:
    """Matches in the file, and in values whose escapes hide them there."""
    raw = sheet.source.text.replace("\\\\", "\\") if sheet.escaped else ""
    for passage in (sheet.source, *sheet.escaped):
        lower = passage.text.lower()
        for look in looks:
            if any(needle in lower for needle in look.needles):
                for found in look.pattern.finditer(passage.text):
                    if not passage.flat or found[0] not in raw:
                        yield look, found, passage.place(found.start())


def _placeholder(found: re.Match[str]) -> bool:
    value = found.groupdict().get("value")
    text = value or found.groupdict().get("inner") or found[0]
    return bool(PLACEHOLDER.search(text)) or (value is not None and not _random(value))


def _random(value: str) -> bool:
    """Whether a value is no word, name or number: letters and digits mixed as nobody would write them."""
    parts = re.split(r"[-_/=+]", value)
    mixed = any(re.search(r"[A-Za-z]", part) and re.search(r"[0-9]", part) and len(part) >= 8 for part in parts)
    bits = -sum(n / len(value) * math.log2(n / len(value)) for n in Counter(value).values())
    return mixed and bits >= RANDOM
