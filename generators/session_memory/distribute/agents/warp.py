"""Warp. Facts: its documentation of rules for agents."""

from __future__ import annotations

from session_memory.contract import Caveat, Comments, Contract, Fact, Home, Known, Read, Skills, Take, Walk
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

DOCS = Fact(Known.DOCUMENTATION, "https://docs.warp.dev/agents/capabilities/rules")
STUDY = Fact(Known.THIRD_PARTY, "vercel-labs/skills 1.5.18")

DISTRIBUTOR = MarkdownDistributor(
    flavor="warp",
    contract=Contract(
        product="Warp",
        holds_for="2026-11-21",
        reads=(
            Read(
                ("WARP.md", "AGENTS.md"),
                DOCS,
                walk=Walk.DOWN,
                take=Take.FIRST,
                touched=True,
                comments=Comments.UNKNOWN,
            ),
        ),
        homes=(
            Home("WARP.md", Form.BLOCK, only_existing=True, nested=True),
            Home("AGENTS.md", Form.BLOCK, nested=True),
            Home(".agents/skills/{id}/SKILL.md", Form.SKILL),
            Home(".warp/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".agents/skills", ".warp/skills"), STUDY),
        signs=("WARP.md", ".warp"),
        personal=("~/.agents/AGENTS.md", "~/.agents/skills/*/SKILL.md"),
        caveats=(
            Caveat("For sure it applies the file at the top and the one where it starts.", DOCS),
            Caveat("Files of the folders between, and of those in which it edits, are a best effort.", DOCS),
            Caveat(
                "WARP.md comes first where both lie in one folder; that AGENTS.md then does not count is assumed.",
                Fact(Known.UNVERIFIED, "its documentation can be read both ways"),
            ),
        ),
        mend="Rename WARP.md to AGENTS.md: Warp reads either, and so do other agents.",
    ),
)
