"""Roo Code. Facts: RooCodeInc/Roo-Code at cb83656718. It has ended with 3.54.0; Zoo Code reads the same files."""

from __future__ import annotations

from session_memory.contract import Caveat, Contract, Fact, Home, Keys, Known, Read, Skills, Take, When
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

SOURCE = Fact(Known.SOURCE, "RooCodeInc/Roo-Code src/core/prompts/sections/custom-instructions.ts")
SKILLS = Fact(Known.SOURCE, "RooCodeInc/Roo-Code src/services/skills/SkillsManager.ts")
SUCCESSOR = Fact(Known.THIRD_PARTY, "what is reported of Zoo Code, its successor, in 2026")

RULES = ".roo/rules/**/*"

DISTRIBUTOR = MarkdownDistributor(
    flavor="roo",
    contract=Contract(
        product="Roo Code",
        holds_for="3.54.0",
        reads=(
            # Keys of none: these count in the mode of that name only, which a person chooses.
            Read((".roo/rules-*/**/*",), SOURCE, keys=Keys(SOURCE, absent=When.ASKED)),
            Read(("AGENTS.md", "AGENT.md"), SOURCE, take=Take.FIRST),
            Read(("AGENTS.local.md",), SOURCE),
            Read((RULES,), SOURCE),
            Read((".roorules", ".clinerules"), SOURCE, take=Take.FIRST, unless=(RULES,)),
        ),
        homes=(
            Home("AGENT.md", Form.BLOCK, only_existing=True),
            Home("AGENTS.md", Form.BLOCK),
            Home(".roo/rules/{id}.md", Form.RULE),
            Home(".agents/skills/{id}/SKILL.md", Form.SKILL),
            Home(".roo/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".roo/skills", ".agents/skills"), SKILLS),
        signs=(".roo", ".roorules", ".roomodes"),
        personal=("~/.roo/rules/**/*", "~/.roo/skills/*/SKILL.md", "~/.agents/skills/*/SKILL.md"),
        caveats=(
            Caveat("It has come to its end; Zoo Code goes on with the same files.", SUCCESSOR),
            Caveat("Front matter is plain text to it and reaches the model.", SOURCE),
            Caveat("Rules are sorted by file name whatever their folder; here they are sorted by path.", SOURCE),
            Caveat("Rules in ~/.roo/rules silence .roorules and .clinerules too.", SOURCE),
            Caveat("A setting can switch AGENTS.md off.", SOURCE),
        ),
    ),
)
