"""Codex. Facts: codex-rs/core/src/agents_md.rs and binary 0.169.0."""

from __future__ import annotations

from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Contract, Form, Home, Read

DISTRIBUTOR = MarkdownDistributor(
    flavor="codex",
    contract=Contract(
        holds_for="0.169.0",
        reads=(
            Read(("AGENTS.override.md", "AGENTS.md"), first_only=True),
            Read((".agents/skills/*/SKILL.md",), dedup="name"),
        ),
        homes=(
            Home("AGENTS.override.md", Form.BLOCK, only_existing=True),
            Home("AGENTS.md", Form.BLOCK),
            Home(".agents/skills/{id}/SKILL.md", Form.SKILL),
        ),
        signs=("AGENTS.md", "AGENTS.override.md", ".codex"),
        # project_doc_max_bytes: one budget for the whole chain from the root down, root first.
        chain_limit=32_768,
        source="openai/codex codex-rs/core/src/agents_md.rs; 'Custom instructions with AGENTS.md'",
    ),
)
