"""The text of a pattern as agents get it. Pure, LF line ends, the same for every flavor but for what hints say."""

from __future__ import annotations

import json
import re

from session_memory.attached import lines
from session_memory.errors import SessionMemoryError
from session_memory.model import Scope, SolutionPattern
from session_memory.sections import DEFAULT, DESCRIBING, FOR

SKILL_NAME_LIMIT = 64
DESCRIPTION_LIMIT = 400
"""Bytes. The standard allows 1,024 characters; Grok lists 400 bytes (flavor contracts, Grok Build, skills)."""

VENDOR_SKILLS = frozenset({"pdf", "docx", "xlsx", "pptx", "skill-creator"})
"""Names that Grok Build drops because a vendor ships them."""


def body(pattern: SolutionPattern, flavor: str, scope: Scope, level: int) -> str:
    """Heading and sections for one flavor; `level` is the heading's depth. Ends with one LF."""
    hint = pattern.hint(flavor)
    parts = [f"{'#' * level} {hint.heading or pattern.title}"]
    if scope.paths:
        # Said in words even where a native key says it too: some agents read that file and drop the key.
        parts.append(f"When working on files that match {_listed(scope.paths)}:")
    for title, text in _sections(pattern, flavor):
        parts += [f"{'#' * (level + 1)} {title}", text] if title else [text]
    return "\n\n".join(parts) + "\n"


def skill(pattern: SolutionPattern, flavor: str, scope: Scope) -> str:
    """A `SKILL.md` by the Agent Skills rules: only standard keys, one-line quoted values, name = folder.

    Raises SessionMemoryError when the pattern's id cannot be the name of a skill.
    """
    check_name(pattern.id)
    front = ["---", f"name: {pattern.id}", f"description: {_quoted(_description(pattern))}"]
    # Not the version: the stamp below has it, and what changes nothing else must not change the text.
    front += ["metadata:", f"  session-memory: {_quoted(pattern.id)}", *lines(pattern.attachments), "---", ""]
    return "\n".join(front) + "\n" + body(pattern, flavor, scope, 1)


def check_name(id: str) -> None:
    """Raises SessionMemoryError when a pattern's id cannot be the name of a skill."""
    if len(id) > SKILL_NAME_LIMIT or id in VENDOR_SKILLS or re.search("claude|anthropic", id):
        raise SessionMemoryError(
            f"the id {id} cannot name a skill: at most {SKILL_NAME_LIMIT} characters, no vendor's name",
            hint="give the pattern another form in rendering_hints",
        )


def index(pattern: SolutionPattern, scope: Scope, path: str) -> str:
    """One line for an agent that knows no skills: what the pattern is, when it applies, and that `path` has the rest.

    Raises SessionMemoryError when the pattern's id cannot be the name of a skill.
    """
    check_name(pattern.id)
    # Nothing is in backticks here, so a sign at the start of a word would be taken for an import.
    line = re.sub(r"(?<!\S)@", "", _description(pattern))
    on = f" on files that match {_listed(scope.paths)}" if scope.paths else ""
    return f"- {line} Before such work{on}, read `{path}`.\n"


def _sections(pattern: SolutionPattern, flavor: str) -> list[tuple[str, str]]:
    """(heading, text) pairs; the first has no heading, because the pattern's title is one."""
    hint = pattern.hint(flavor)
    own = pattern.section(f"{FOR}{flavor}")
    if hint.body is not None:
        return [("", hint.body.strip("\n"))]
    if own is not None:
        return [("", own.text)]
    wanted = (pattern.section(title) for title in hint.sections or DEFAULT)
    found = [section for section in wanted if section is not None and section.text]
    return [("" if at == 0 else section.title, section.text) for at, section in enumerate(found)]


def _description(pattern: SolutionPattern) -> str:
    """What the skill is and when to use it, in one line of at most DESCRIPTION_LIMIT bytes."""
    when = next((section for title in DESCRIBING if (section := pattern.section(title))), None)
    sentence = re.split(r"(?<=[.!?])\s", when.text, maxsplit=1)[0] if when else ""
    line = f"{pattern.title.rstrip('.')}. Use when this applies: {sentence}" if sentence else pattern.title
    line = re.sub(r"-{3,}", "-", re.sub(r"[<>`*_]", "", " ".join(line.split())))
    return _cut(line, DESCRIPTION_LIMIT)


def _cut(line: str, limit: int) -> str:
    if len(line.encode()) <= limit:
        return line
    short = line.encode()[: limit - 3].decode("utf-8", "ignore")
    return short.rsplit(" ", 1)[0].rstrip(" ,;:.") + "..."


def _quoted(text: str) -> str:
    # A JSON string is a YAML double-quoted string.
    return json.dumps(text, ensure_ascii=False)


def _listed(paths: tuple[str, ...]) -> str:
    return ", ".join(f"`{path}`" for path in paths)
