"""Small repositories in which agents can be told apart by what they load."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from agents import checkout

NOTHING = ("\n", "<!-- nothing yet -->\n", "---\na: b\n---\n")
"""Files without a word in them: white space, a comment, front matter."""
CODE = "`@docs/a.md`\n\n    @docs/b.md\n\n```\n@docs/c.md\n```\n\n~~~\n@docs/d.md\n~~~\n\n"
SCOPED = '---\npaths:\n  - "src/**/*.py"\n---\n\n'

# Path -> what the file starts with; a word of its own follows, so that no two are alike. "-> path" is a link, and
# "= text" is all of the file.
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
    "names of others": {"AGENTS.md": "", "GEMINI.md": "", "QWEN.md": "", "CONTEXT.md": "", "AGENTS.local.md": ""},
    "only CONTEXT.md": {"CONTEXT.md": ""},
    "a blank AGENTS.md": {"AGENTS.md": NOTHING[0], "CLAUDE.md": "", "CONTEXT.md": ""},
    "imports of others": {
        "GEMINI.md": "@docs/a.md and <!-- @docs/c.md -->\n\n", "QWEN.md": "@docs/a.md and <!-- @docs/c.md -->\n\n",
        "docs/a.md": "@b.md\n\n", "docs/b.md": "", "docs/c.md": "",
    },
    "code of others": {
        "GEMINI.md": CODE, "QWEN.md": CODE, "docs/a.md": "", "docs/b.md": "", "docs/c.md": "", "docs/d.md": "",
    },
    "an import of AGENTS.md by others": {"AGENTS.md": "", "GEMINI.md": "@AGENTS.md\n\n", "QWEN.md": "@AGENTS.md\n\n"},
    "links of others": {"AGENTS.md": "", "GEMINI.md": "-> AGENTS.md", "QWEN.md": "-> AGENTS.md"},
    "settings of others": {
        "AGENTS.md": "", "GEMINI.md": "", "QWEN.md": "", "RULES.md": "", "docs/a.md": "", "docs/b.md": "",
        ".gemini/settings.json": '{"context": {"fileName": ["RULES.md", "AGENTS.md"]}}',
        ".qwen/settings.json": '{"context": {"fileName": "RULES.md"}}',
        "opencode.json": '{"instructions": ["docs/*.md"]}',
        ".opencode/opencode.jsonc": '{"instructions": ["RULES.md"] // too\n}',
    },
    "rules of others": {
        "QWEN.md": "", ".qwen/QWEN.local.md": "", ".qwen/rules/a.md": "@../../docs/a.md\n\n", "docs/a.md": "",
        ".qwen/rules/deep/b.md": "---\na: b\n---\n", ".qwen/rules/c.md": SCOPED,
    },
    "ignored by git": {
        ".gitignore": "*.md\n", "AGENTS.md": "", "CLAUDE.md": "", "GEMINI.md": "", "QWEN.md": "",
        ".claude/rules/a.md": "", ".grok/rules/a.md": "", ".qwen/rules/a.md": "",
    },
    "a link to itself": {"AGENTS.md": "-> AGENTS.md", "CLAUDE.md": ""},
    "a link to nowhere": {"AGENTS.md": "-> docs/nowhere.md", "CLAUDE.md": "", "GEMINI.md": "-> nowhere.md"},
    "skills of others": {
        ".gemini/skills/d/SKILL.md": "", ".opencode/skills/e/SKILL.md": "", ".qwen/skills/f/SKILL.md": "",
    },
    "skills": {".agents/skills/a/SKILL.md": "", ".claude/skills/b/SKILL.md": "", ".grok/skills/c/SKILL.md": ""},
}  # fmt: skip


BELOW = "one/two"
"""Where an agent starts in the next ones."""
SITUATIONS_BELOW: Mapping[str, Mapping[str, str]] = {
    "AGENTS.md": {"AGENTS.md": "", "one/AGENTS.md": "", "one/two/AGENTS.md": "", "other/AGENTS.md": ""},
    "CLAUDE.md": {"CLAUDE.md": "", "one/CLAUDE.md": "", "one/two/CLAUDE.md": "", "other/CLAUDE.md": ""},
    "CLAUDE.md below AGENTS.md": {"AGENTS.md": "", "one/two/CLAUDE.md": ""},
    "AGENTS.md below CLAUDE.md": {"CLAUDE.md": "", "one/two/AGENTS.md": ""},
    "both": {"AGENTS.md": "", "CLAUDE.md": "", "one/two/AGENTS.md": "", "one/two/CLAUDE.md": ""},
    "an override": {"AGENTS.md": "", "one/AGENTS.md": "", "one/AGENTS.override.md": "", "one/two/AGENTS.md": ""},
    "others": {
        "GEMINI.md": "", "QWEN.md": "", "AGENTS.md": "", "one/GEMINI.md": "", "one/two/QWEN.md": "",
        "one/two/AGENTS.md": "", "Zoo/GEMINI.md": "",
    },
    "an import at the top": {"CLAUDE.md": "@AGENTS.md\n\n", "AGENTS.md": ""},
    "an import downwards": {"one/two/CLAUDE.md": "@docs/a.md\n\n", "one/two/docs/a.md": ""},
    "an import upwards": {
        "docs/a.md": "", "one/two/CLAUDE.md": "@../../docs/a.md\n\n", "one/two/GEMINI.md": "@../../docs/a.md\n\n",
    },
    "rules": {
        ".claude/rules/a.md": "", "one/.claude/rules/b.md": "", ".grok/rules/c.md": "", "one/two/.grok/rules/d.md": "",
        ".qwen/rules/e.md": "", "one/two/.qwen/rules/f.md": "",
    },
    "settings": {
        "opencode.json": '{"instructions": ["docs/*.md"]}', "docs/a.md": "", "one/docs/b.md": "", "docs/one/c.md": "",
    },
}  # fmt: skip


def made(folder: Path, situation: Mapping[str, str]) -> Path:
    links = {path: start[3:] for path, start in situation.items() if start.startswith("-> ")}
    files = {path: content(path, start) for path, start in situation.items() if path not in links}
    return checkout.make(folder, files, links)


def says_its_word(path: str, start: str) -> bool:
    """Whether it is instructions with something in them: not blank, not a link, not a settings file."""
    return path.endswith((".md", ".mdc")) and start not in NOTHING and not start.startswith(("-> ", "= "))


def content(path: str, start: str) -> str:
    if not says_its_word(path, start):
        return start.removeprefix("= ")
    if path.endswith("SKILL.md"):
        return f'---\nname: {path.split("/")[-2]}\ndescription: "Where {word(path)} matters."\n---\n\nDo it.\n'
    return f"{start}The word is {word(path)} here.\n"


def word(path: str) -> str:
    """A word that stands in the file at `path` and in no other."""
    return f"heard{re.sub('[^a-z]', '', path.lower())}{len(path)}{'c' * sum(map(str.isupper, path))}ok"
