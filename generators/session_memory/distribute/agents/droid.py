"""Droid, of Factory. Facts: Factory's documentation of AGENTS.md, and adapters of other tools."""

from __future__ import annotations

from session_memory.contract import Caveat, Comments, Contract, Fact, Home, Known, Read, Skills, Walk
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

DOCS = Fact(Known.DOCUMENTATION, "https://docs.factory.ai/cli/configuration/agents-md")
STUDY = Fact(Known.THIRD_PARTY, "dyoshikawa/rulesync src/features/rules/factorydroid-rule.ts")

DISTRIBUTOR = MarkdownDistributor(
    flavor="droid",
    contract=Contract(
        product="Factory Droid",
        holds_for="2026-11-21",
        reads=(Read(("AGENTS.md",), DOCS, walk=Walk.NEAREST, touched=True, comments=Comments.UNKNOWN),),
        homes=(
            # Not in folders below: whoever starts there would no longer get the one at the top.
            Home("AGENTS.md", Form.BLOCK),
            Home(".factory/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".factory/skills", ".agent/skills"), STUDY),
        signs=(".factory",),
        personal=("~/.config/AGENTS.md", "~/.factory/skills/*/SKILL.md"),
        caveats=(
            Caveat("Its documentation says both that the first file wins and that several can stand together.", DOCS),
            Caveat("Skills lie one folder deep; .agent/skills is the older place.", STUDY),
        ),
    ),
)
