"""Continue, the IDE extension and `cn`. Facts: continuedev/continue core/config/markdown, and its documentation."""

from __future__ import annotations

from session_memory.contract import Caveat, Comments, Contract, Fact, Home, Keys, Known, Read, Skills, Take, When
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

SOURCE = Fact(Known.SOURCE, "continuedev/continue core/config/markdown/loadMarkdownRules.ts")
DOCS = Fact(Known.DOCUMENTATION, "https://docs.continue.dev/customize/deep-dives/rules")
STUDY = Fact(Known.THIRD_PARTY, "dyoshikawa/rulesync src/features/rules/continue-rule.ts")

DISTRIBUTOR = MarkdownDistributor(
    flavor="continue",
    contract=Contract(
        product="Continue",
        holds_for="2026-11-21",
        reads=(
            Read(
                ("AGENTS.md", "AGENT.md", "CLAUDE.md"),
                SOURCE,
                take=Take.FIRST,
                front_matter="removed",
                comments=Comments.UNKNOWN,
            ),
            Read(
                (".continue/rules/*.md",),
                DOCS,
                keys=Keys(
                    DOCS,
                    globs="globs",
                    globs_type="list",
                    dialect="glob",
                    mode="alwaysApply",
                    modes=((True, When.ALWAYS), (False, When.MATCHED)),
                    title="name",
                ),
                front_matter="removed",
                comments=Comments.UNKNOWN,
            ),
        ),
        homes=(
            Home("AGENTS.md", Form.BLOCK),
            Home(".continue/rules/{id}.md", Form.RULE),
            Home(".continue/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".continue/skills",), STUDY),
        signs=(".continue", ".continuerules"),
        personal=("~/.continue/rules/*.md", "~/.continue/skills/*/SKILL.md"),
        caveats=(
            Caveat("A rule with alwaysApply: false and no globs counts when the model asks for it.", DOCS),
            Caveat("Rules can also be narrowed by the text of a file (regex).", DOCS),
            Caveat("Versions before AGENTS.md was added to its list read only .continue/rules.", SOURCE),
            Caveat("It also reads .continuerules, rules of prompts, and a rules.md in any folder.", STUDY),
            Caveat("Rules do not count for completion and for applying an edit.", DOCS),
        ),
    ),
)
