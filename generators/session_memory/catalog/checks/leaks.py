"""What must not leave this machine: secrets, and paths that say whose machine it is."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

from session_memory.catalog.checks.check import Hit, quoted
from session_memory.catalog.sheet import Sheet
from session_memory.model import Place

KNOWN = {
    "an AWS access key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a GitHub token": r"\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_[A-Za-z0-9_]{22,}",
    "a GitLab token": r"\bgl[a-z]{2,5}-[A-Za-z0-9_-]{20,}",
    "an API key": r"\bsk-[A-Za-z0-9_-]*[A-Za-z0-9]{20,}",
    "a payment key": r"\b[rs]k_live_[A-Za-z0-9]{16,}",
    "a Slack token": r"\bxox[a-z]-[A-Za-z0-9-]{10,}",
    "a Google key": r"\bAIza[0-9A-Za-z_-]{35}",
    "a package registry token": r"\bnpm_[A-Za-z0-9]{36}\b|\bpypi-[A-Za-z0-9_-]{50,}",
    "a signed token (JWT)": r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}",
    "a private key": r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----",
    "a password in a URL": r"\b[a-z][a-z0-9+.-]*://[^\s/:@\"'`<>]+:(?P<inner>[^\s/@\"'`<>]{3,})@",
    "a secret": (
        r"(?i:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|credentials?)[\"'`]?\s{0,2}[:=]\s{0,2}"
        r"[\"'`]?(?P<value>[A-Za-z0-9+/_=-]{12,200})(?![A-Za-z0-9+/_=.(\[-])"
    ),
}
"""What it is -> how it looks. Prefixes are those that the issuers publish."""

SECRET = {what: re.compile(look) for what, look in KNOWN.items()}

PLACEHOLDER = re.compile(r"(?i)example|x{4}|your|placeholder|change[_-]?me|redacted|dummy|\*{3}|\.{3}|[<>{}$]")
RANDOM = 3.3
"""Bits per character above which a value with letters and digits is no word."""

PATH = re.compile(
    r"(?<![\w/.:\\}>*~-])(?:/mnt)?(?:/[a-z])?/(?:home|Users)/[A-Za-z0-9_][\w.-]*"
    r"|(?<![A-Za-z])[A-Za-z]:(?:\\{1,2}|/)Users(?:\\{1,2}|/)[A-Za-z0-9_][\w.-]*"
    r"|\bfile://[^\s`\"')>]+"
)
SHARED = re.compile(r"/Users/Shared\b|[\\/]Users[\\/]+Public\b")


def secret(sheet: Sheet) -> Iterator[Hit]:
    """Something that looks like a credential. It is not repeated in the message."""
    hint = "take it out, revoke it, and write a placeholder such as `<token>`"
    taken: set[Place] = set()
    for what, look in SECRET.items():
        for found, place in _found(sheet, look):
            if place not in taken and not _placeholder(found):
                taken.add(place)
                yield Hit(place, f"this looks like {what}", hint)


def machine_path(sheet: Sheet) -> Iterator[Hit]:
    """A path below somebody's home folder."""
    for found, place in _found(sheet, PATH):
        if not SHARED.search(found[0]):
            yield Hit(
                place, f"{quoted(found[0])} is a path of one machine", "write it relative to the repository or `~`"
            )


def _found(sheet: Sheet, look: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Place]]:
    """Matches in the file, and in values whose escapes hide them there."""
    for found in look.finditer(sheet.source.text):
        yield found, sheet.source.place(found.start())
    if sheet.escaped:
        raw = sheet.source.text.replace("\\\\", "\\")
        for passage in sheet.escaped:
            for found in look.finditer(passage.text):
                if found[0] not in raw:
                    yield found, passage.place(found.start())


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
