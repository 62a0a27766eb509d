"""A neutral flavor for tests and trials: one file, one folder of rules, nobody else reads them."""

from __future__ import annotations

from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Contract, Form, Home, Read

DISTRIBUTOR = MarkdownDistributor(
    flavor="plain",
    contract=Contract(
        holds_for="1.0.0",
        reads=(Read(("NOTES-FOR-AGENTS.md",)), Read(("agent-notes/*.md",))),
        homes=(Home("NOTES-FOR-AGENTS.md", Form.BLOCK), Home("agent-notes/{id}.md", Form.RULE)),
        signs=("NOTES-FOR-AGENTS.md",),
        source="this project",
    ),
)
