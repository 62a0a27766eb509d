"""Codex. Facts: codex-rs/core/src/agents_md.rs and binary 0.169.0."""

from __future__ import annotations

from session_memory.contract import Caveat, Contract, Fact, Home, Known, Limit, Read, Skills, Take, Walk
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

TRIED = Fact(Known.EXPERIMENT, "0.169.0, `codex debug prompt-input`")
SOURCE = Fact(Known.SOURCE, "openai/codex codex-rs/core/src/agents_md.rs")
SKILLS = Fact(Known.SOURCE, "openai/codex codex-rs/core-skills/src/loader.rs and render.rs")

DISTRIBUTOR = MarkdownDistributor(
    flavor="codex",
    contract=Contract(
        product="Codex",
        holds_for="0.169.0",
        reads=(Read(("AGENTS.override.md", "AGENTS.md"), TRIED, walk=Walk.DOWN, take=Take.FIRST, same_file="again"),),
        homes=(
            Home("AGENTS.override.md", Form.BLOCK, only_existing=True),
            Home("AGENTS.md", Form.BLOCK, nested=True),
            Home(".agents/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".agents/skills",), SKILLS, walk=Walk.DOWN, described=True, twins=True),
        # project_doc_max_bytes: one budget for the whole chain from the root down, root first.
        chain=Limit(32_768, TRIED),
        signs=("AGENTS.md", "AGENTS.override.md", ".codex"),
        personal=("~/.codex/AGENTS.override.md", "~/.codex/AGENTS.md", "~/.agents/skills/*/SKILL.md"),
        caveats=(
            Caveat("An empty AGENTS.override.md hides the AGENTS.md beside it too.", SOURCE),
            Caveat("Its settings can name other files (project_doc_fallback_filenames).", SOURCE),
            Caveat("All descriptions of skills share 2 % of the context window; then they are shortened.", SKILLS),
        ),
    ),
)
