"""Zed's own agent. Facts: its documentation of November 2026."""

from __future__ import annotations

from session_memory.contract import Caveat, Comments, Contract, Fact, Home, Known, Read, Skills, Take
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

DOCS = Fact(Known.DOCUMENTATION, "zed-industries/zed docs/src/ai/instructions.md")
SKILLS = Fact(Known.DOCUMENTATION, "zed-industries/zed docs/src/ai/skills.md")
NOBODY = Fact(Known.UNVERIFIED, "no source found")

BEFORE = (".rules", ".cursorrules", ".windsurfrules", ".clinerules", ".github/copilot-instructions.md", "AGENT.md")
AFTER = ("CLAUDE.md", "GEMINI.md")

DISTRIBUTOR = MarkdownDistributor(
    flavor="zed",
    contract=Contract(
        product="Zed",
        holds_for="2026-11-20",
        # One file, the first of nine: whatever is added before a file that is there hides that file.
        reads=(Read((*BEFORE, "AGENTS.md", *AFTER), DOCS, take=Take.FIRST, comments=Comments.UNKNOWN),),
        homes=(
            *(Home(name, Form.BLOCK, only_existing=True) for name in BEFORE),
            Home("AGENTS.md", Form.BLOCK),
            *(Home(name, Form.BLOCK, only_existing=True) for name in AFTER),
            Home(".agents/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".agents/skills",), SKILLS),
        # Not `.rules`: other tools have files of that name too.
        signs=(".zed",),
        personal=("~/.config/zed/AGENTS.md", "~/.agents/skills/*/SKILL.md"),
        caveats=(
            Caveat("Agents of others that run inside Zed read their own files.", DOCS),
            Caveat("What the project says comes before what a person says.", DOCS),
            Caveat("Whether an empty file among the nine still hides the ones behind it is not known.", NOBODY),
        ),
    ),
)
