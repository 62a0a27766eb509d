"""Small repositories in which agents can be told apart by what they load."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from agents import checkout

NOTHING = ("\n", "<!-- nothing yet -->\n", "---\na: b\n---\n")
"""Files without a word in them: white space, a comment, front matter."""
SCOPED = '---\npaths:\n  - "src/**/*.py"\n---\n\n'

# Path -> what the file starts with; a word of its own follows, by which it is recognised. "-> path" is a link.
SITUATIONS: Mapping[str, Mapping[str, str]] = {
    "AGENTS.md": {"AGENTS.md": ""},
    "CLAUDE.md": {"CLAUDE.md": ""},
    "both": {"AGENTS.md": "", "CLAUDE.md": ""},
    "a link": {"AGENTS.md": "", "CLAUDE.md": "-> AGENTS.md"},
    "a link the other way": {"AGENTS.md": "-> CLAUDE.md", "CLAUDE.md": ""},
    "links to a third file": {"AGENTS.md": "-> docs/agents.md", "CLAUDE.md": "-> docs/agents.md", "docs/agents.md": ""},
    "an import": {"AGENTS.md": "", "CLAUDE.md": "@AGENTS.md\n\n"},
    "an import in a sentence": {"AGENTS.md": "", "CLAUDE.md": "See @AGENTS.md for more.\n\n"},
    "an import in bold": {"AGENTS.md": "", "CLAUDE.md": "**@AGENTS.md**\n\n"},
    "an import after a byte order mark": {"AGENTS.md": "", "CLAUDE.md": "\ufeff@AGENTS.md\n\n"},
    "an import below front matter": {"AGENTS.md": "", "CLAUDE.md": "---\na: b\n---\n@AGENTS.md\n\n"},
    "two imports of one file": {"AGENTS.md": "", "CLAUDE.md": "@AGENTS.md\n\n@./AGENTS.md\n\n"},
    "a chain of imports": {"AGENTS.md": "", "CLAUDE.md": "@docs/a.md\n\n", "docs/a.md": "@../AGENTS.md\n\n"},
    "no import: full stop": {"AGENTS.md": "", "CLAUDE.md": "See @AGENTS.md.\n\n"},
    "no import: code": {"AGENTS.md": "", "CLAUDE.md": "`@AGENTS.md`\n\n    @AGENTS.md\n\n"},
    "no import: comment": {"AGENTS.md": "", "CLAUDE.md": "<!-- @AGENTS.md -->\n\n"},
    "no import: HTML": {"AGENTS.md": "", "CLAUDE.md": "<div>\n@AGENTS.md\n</div>\n\n"},
    "a blank CLAUDE.md": {"AGENTS.md": "", "CLAUDE.md": NOTHING[0]},
    "a CLAUDE.md of comments": {"AGENTS.md": "", "CLAUDE.md": NOTHING[1]},
    "a CLAUDE.md of front matter": {"AGENTS.md": "", "CLAUDE.md": NOTHING[2]},
    "an override": {"AGENTS.md": "", "AGENTS.override.md": ""},
    "a blank override": {"AGENTS.md": "", "AGENTS.override.md": NOTHING[0]},
    "a folder's CLAUDE.md": {"AGENTS.md": "", ".claude/CLAUDE.md": ""},
    "both CLAUDE.md": {"CLAUDE.md": "", ".claude/CLAUDE.md": "@../AGENTS.md\n\n", "AGENTS.md": ""},
    "a local CLAUDE.md": {"AGENTS.md": "", "CLAUDE.local.md": ""},
    "a folder's AGENTS.md": {".claude/AGENTS.md": "", "AGENTS.md": ""},
    "names of few": {"AGENT.md": "", "Agents.md": "", "Claude.md": ""},
    "rules": {"AGENTS.md": "", ".claude/rules/a.md": "", ".claude/rules/deep/b.md": "", ".grok/rules/c.md": ""},
    "deep rules": {"CLAUDE.md": "", ".grok/rules/deep/a.md": "", ".cursor/rules/b.md": "", ".cursor/rules/c.mdc": ""},
    "a rule that imports": {"AGENTS.md": "", ".claude/rules/deep/a.md": "@../../../AGENTS.md\n\n"},
    "below the root": {"AGENTS.md": "", "src/AGENTS.md": "", "src/CLAUDE.md": ""},
    "one skill, two folders": {".agents/skills/one/SKILL.md": "", ".claude/skills/one/SKILL.md": ""},
    "skills": {".agents/skills/a/SKILL.md": "", ".claude/skills/b/SKILL.md": "", ".grok/skills/c/SKILL.md": ""},
}  # fmt: skip


def made(folder: Path, situation: Mapping[str, str]) -> Path:
    links = {path: start[3:] for path, start in situation.items() if start.startswith("-> ")}
    files = {path: content(path, start) for path, start in situation.items() if path not in links}
    return checkout.make(folder, files, links)


def content(path: str, start: str) -> str:
    if start in NOTHING:
        return start
    if path.endswith("SKILL.md"):
        return f'---\nname: {path.split("/")[-2]}\ndescription: "Where {word(path)} matters."\n---\n\nDo it.\n'
    return f"{start}The word is {word(path)} here.\n"


def word(path: str) -> str:
    """A word that stands in the file at `path` and in no other."""
    return f"heard{re.sub('[^a-z]', '', path.lower())}{len(path)}{'c' * sum(map(str.isupper, path))}ok"
