"""How a skill tells which files beside it are ours: a line of its front matter for each, with a digest. Pure.

The keys are below `metadata`, where the Agent Skills standard leaves room for strings of anybody. A script cannot
carry a marker of ours and stay what it is, so its skill speaks for it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable

from session_memory.model import Attachment
from session_memory.paths import unsafe_path

SKILL = "SKILL.md"
PREFIX = "session-memory/"
DIGITS = 12
"""Of the digest, as many as our markers hold."""

LINE = re.compile(
    rb'^  "session-memory/(?P<path>[^"\\\n]+)": "(?P<record>sha256:[0-9a-f]{12}(?: executable)?)"$', re.MULTILINE
)
"""No path that may be written holds what JSON would escape."""


def record_of(content: bytes, executable: bool) -> str:
    """What the front matter says of a file: its text by its digest, and whether it may be executed.

    Line ends count as LF: git checks them out as the target or its user wants them, and nobody edited anything.
    """
    text = re.sub(rb"\r+\n", b"\n", content)
    return f"sha256:{hashlib.sha256(text).hexdigest()[:DIGITS]}{' executable' if executable else ''}"


def lines(attachments: Iterable[Attachment]) -> list[str]:
    """The lines for these files, as they stand below `metadata:`."""
    return [line(one.path, record_of(one.content, one.executable)) for one in attachments]


def line(path: str, record: str) -> str:
    """One line: key and value are JSON strings, which are YAML strings."""
    return f"  {json.dumps(PREFIX + path, ensure_ascii=False)}: {json.dumps(record)}"


def listed(front: bytes) -> tuple[tuple[str, str], ...]:
    """(path relative to the skill's folder, record) of each file that a skill's front matter names.

    A path that we would never have written is not taken for one, whatever stands there.
    """
    found = ((m["path"].decode("utf-8", "surrogateescape"), m["record"].decode()) for m in LINE.finditer(front))
    return tuple((path, record) for path, record in found if not unsafe_path(path))
