"""A neutral flavor for tests and trials: one file, one folder of rules, nobody else reads them."""

from __future__ import annotations

from session_memory.contract import Contract, Fact, Home, Known, Read
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

OURS = Fact(Known.SOURCE, "this project")

DISTRIBUTOR = MarkdownDistributor(
    flavor="plain",
    contract=Contract(
        product="Plain",
        holds_for="1.0.0",
        reads=(Read(("NOTES-FOR-AGENTS.md",), OURS), Read(("agent-notes/*.md",), OURS)),
        homes=(Home("NOTES-FOR-AGENTS.md", Form.BLOCK), Home("agent-notes/{id}.md", Form.RULE)),
        signs=("NOTES-FOR-AGENTS.md",),
    ),
)
