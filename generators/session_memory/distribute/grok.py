"""Grok Build, the official command line. Facts: xai-org/grok-build at 1.0.6, binary 1.0.41."""

from __future__ import annotations

from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Contract, Form, Home, Read

DISTRIBUTOR = MarkdownDistributor(
    flavor="grok",
    contract=Contract(
        holds_for="1.0.41",
        reads=(
            Read(
                (
                    "Agents.md",
                    "Claude.md",
                    "CLAUDE.md",
                    "CLAUDE.local.md",
                    "AGENT.md",
                    "AGENTS.md",
                    ".claude/CLAUDE.md",
                    ".claude/CLAUDE.local.md",
                )
            ),
            Read((".grok/rules/*.md", ".claude/rules/*.md", ".cursor/rules/*.md")),
            Read(
                (".grok/skills/*/SKILL.md", ".agents/skills/*/SKILL.md", ".claude/skills/*/SKILL.md"),
                dedup="name",
            ),
        ),
        homes=(
            Home(".grok/rules/{id}.md", Form.RULE),
            Home("AGENTS.md", Form.BLOCK),
            Home(".agents/skills/{id}/SKILL.md", Form.SKILL),
            Home(".grok/skills/{id}/SKILL.md", Form.SKILL),
        ),
        signs=(".grok",),
        source="xai-org/grok-build crates/codegen/xai-grok-agent/src/prompt/agents_md.rs; docs.x.ai, project rules",
    ),
)
