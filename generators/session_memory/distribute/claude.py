"""Claude Code. Facts: binary 2.1.329 and its documentation of September 2026, tried on 2.1.197 and 2.1.329."""

from __future__ import annotations

from session_memory.distribute.base import MarkdownDistributor, paths_list
from session_memory.model import Contract, Form, Home, Read

OWN = ("CLAUDE.md", ".claude/CLAUDE.md", "CLAUDE.local.md")

DISTRIBUTOR = MarkdownDistributor(
    flavor="claude",
    contract=Contract(
        holds_for="2.1.329",
        reads=(
            Read(OWN),
            Read((".claude/rules/**/*.md",), scoped=True),
            # Built in since 2.1.277: AGENTS.md counts only where none of Claude's own files is there.
            Read(("AGENTS.md", ".claude/AGENTS.md"), unless=OWN, since="2.1.277"),
            Read((".claude/skills/*/SKILL.md",), dedup="name"),
        ),
        homes=(
            Home(".claude/CLAUDE.md", Form.BLOCK, only_existing=True),
            Home("CLAUDE.md", Form.BLOCK),
            Home("AGENTS.md", Form.BLOCK),
            # For versions that do not read it by themselves.
            Home("AGENTS.md", Form.BLOCK, bridge="CLAUDE.md"),
            Home(".claude/session-memory.md", Form.IMPORT, bridge="CLAUDE.md"),
            Home(".claude/rules/{id}.md", Form.RULE),
            # One folder down, where Grok Build does not look: it reads .claude/rules flat.
            Home(".claude/rules/session-memory/{id}.md", Form.RULE),
            Home(".claude/skills/{id}/SKILL.md", Form.SKILL),
        ),
        signs=("CLAUDE.md", ".claude"),
        imports=True,
        comments="stripped",
        source="Claude Code 2.1.329, memory loader and its agents-md plugin; 'How Claude remembers your project'",
    ),
    rule_front_matter=paths_list,
)
