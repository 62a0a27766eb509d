"""Grok Build, the official command line. Facts: xai-org/grok-build at 1.0.6, binary 1.0.41."""

from __future__ import annotations

from session_memory.contract import Caveat, Contract, Fact, Home, Known, Read, Skills, Walk
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

TRIED = Fact(Known.EXPERIMENT, "1.0.41, `grok inspect` and a recording server")
SOURCE = Fact(Known.SOURCE, "xai-org/grok-build crates/codegen/xai-grok-agent/src/prompt/agents_md.rs")
SKILLS = Fact(Known.SOURCE, "xai-org/grok-build crates/codegen/xai-grok-tools/src/implementations/skills/discovery.rs")

NAMED = (
    "Agents.md",
    "Claude.md",
    "CLAUDE.md",
    "CLAUDE.local.md",
    "AGENT.md",
    "AGENTS.md",
    ".claude/CLAUDE.md",
    ".claude/CLAUDE.local.md",
)

DISTRIBUTOR = MarkdownDistributor(
    flavor="grok",
    contract=Contract(
        product="Grok Build",
        holds_for="1.0.41",
        reads=(
            Read(NAMED, TRIED, walk=Walk.DOWN),
            Read(
                (".grok/rules/*.md", ".claude/rules/*.md", ".cursor/rules/*.md"),
                TRIED,
                walk=Walk.DOWN,
                front_matter="removed",
            ),
        ),
        homes=(
            Home(".grok/rules/{id}.md", Form.RULE),
            Home("AGENTS.md", Form.BLOCK, nested=True),
            Home(".agents/skills/{id}/SKILL.md", Form.SKILL),
            Home(".grok/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills(
            (".grok/skills", ".agents/skills", ".claude/skills", ".cursor/skills"), SKILLS, walk=Walk.UP, listed=400
        ),
        ignored="skipped",
        not_utf8="skipped",
        signs=(".grok",),
        personal=("~/.grok/AGENTS.md", "~/.grok/rules/*.md", "~/.claude/CLAUDE.md", "~/.agents/skills/*/SKILL.md"),
        caveats=(
            Caveat("Of the ignore rules only those at the top of the repository count for it.", TRIED),
            Caveat("It reads all of these names in a folder, whatever they repeat.", TRIED),
            Caveat("Files in folders below are only announced by their path.", SOURCE),
            Caveat("Switches in ~/.grok/config.toml can turn the files of other agents off.", SOURCE),
        ),
    ),
)
