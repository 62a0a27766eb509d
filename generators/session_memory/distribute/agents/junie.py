"""Junie, of JetBrains. Facts: JetBrains' help, and what rulesync takes for granted."""

from __future__ import annotations

from session_memory.contract import Caveat, Comments, Contract, Fact, Home, Known, Read, Skills, Take
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

DOCS = Fact(Known.DOCUMENTATION, "JetBrains help for Junie, page Guidelines")
ADAPTER = Fact(Known.THIRD_PARTY, "dyoshikawa/rulesync src/features/rules/junie-rule.ts")

DISTRIBUTOR = MarkdownDistributor(
    flavor="junie",
    contract=Contract(
        product="Junie",
        holds_for="2026-11-20",
        reads=(
            Read(
                (".junie/AGENTS.md", "AGENTS.md", ".junie/guidelines.md"),
                ADAPTER,
                take=Take.FIRST,
                comments=Comments.UNKNOWN,
            ),
        ),
        homes=(
            Home(".junie/AGENTS.md", Form.BLOCK, only_existing=True),
            Home("AGENTS.md", Form.BLOCK),
            # Where a team has written only this one, an AGENTS.md of ours would hide it.
            Home(".junie/guidelines.md", Form.BLOCK, only_existing=True),
            Home(".junie/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".junie/skills",), ADAPTER),
        signs=(".junie",),
        personal=("~/.junie/AGENTS.md", "~/.junie/skills/*/SKILL.md"),
        caveats=(
            Caveat(
                "Its help of November 2025 names .junie/guidelines.md as the file that it looks for, and AGENTS.md "
                "only where the project's settings name it.",
                DOCS,
            ),
            Caveat("In JetBrains Air the skills in .agents/skills count as well.", ADAPTER),
        ),
        mend="Name the file that holds the patterns as 'Guidelines path' in Settings, Tools, Junie, Project Settings.",
    ),
)
