"""Aider. Facts: Aider-AI/aider at 5dc9490bb, and its documentation of conventions."""

from __future__ import annotations

from session_memory.contract import Caveat, Contract, Fact, Home, Known, Read, Setting
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

SOURCE = Fact(Known.SOURCE, "Aider-AI/aider aider/main.py")
DOCS = Fact(Known.DOCUMENTATION, "Aider-AI/aider aider/website/docs/usage/conventions.md")

DISTRIBUTOR = MarkdownDistributor(
    flavor="aider",
    contract=Contract(
        product="Aider",
        holds_for="2026-05-22",
        # Nothing by itself: only what its settings name.
        reads=(Read((), SOURCE, setting=Setting(".aider.conf.yml", "read")),),
        homes=(Home("AGENTS.md", Form.BLOCK), Home("CONVENTIONS.md", Form.BLOCK)),
        signs=(".aider.conf.yml", ".aiderignore", ".aider.model.settings.yml"),
        caveats=(
            Caveat("It has neither skills nor imports nor rules for some files only.", DOCS),
            Caveat("Settings in the home folder, in the folder where it starts and `--read` name files too.", SOURCE),
        ),
        mend="list `AGENTS.md` under `read:` in `.aider.conf.yml`",
    ),
)
