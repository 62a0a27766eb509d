"""Devin Desktop, formerly Windsurf, and Devin CLI. Facts: their documentation of November 2026."""

from __future__ import annotations

from session_memory.contract import (
    Caveat,
    Comments,
    Contract,
    Fact,
    Home,
    Keys,
    Known,
    Limit,
    Read,
    Skills,
    Unit,
    When,
)
from session_memory.distribute.agents import cursor
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

DOCS = Fact(Known.DOCUMENTATION, "docs.devin.ai/cli/extensibility/rules and docs.devin.ai/desktop, as of 2026-11-20")
OTHERS_FILES = Fact(Known.DOCUMENTATION, "docs.devin.ai/cli/reference/configuration/read-config-from")
NO_TRIGGER = Fact(Known.THIRD_PARTY, "stbenjam/skillsaw docs/rules/devin-rules-valid.md")
NOBODY = Fact(Known.UNVERIFIED, "no source found")

# The command line takes globs as a YAML list only, the desktop takes both.
KEYS = Keys(
    DOCS,
    globs="globs",
    globs_type="list",
    dialect="glob",
    mode="trigger",
    modes=(
        ("always_on", When.ALWAYS),
        ("glob", When.MATCHED),
        ("model_decision", When.ASKED),
        ("agent", When.ASKED),
        ("manual", When.ASKED),
    ),
    absent=When.ASKED,
)

DISTRIBUTOR = MarkdownDistributor(
    flavor="devin",
    contract=Contract(
        product="Devin (Windsurf)",
        holds_for="2026-11-20",
        reads=(
            # At the top always; a file in a folder below is a rule for that folder.
            Read(
                ("AGENTS.md", "AGENT.md", "AGENTS.local.md", "CLAUDE.md"),
                DOCS,
                touched=True,
                comments=Comments.UNKNOWN,
            ),
            Read((".windsurfrules", ".windsurf/global_rules.md"), OTHERS_FILES, comments=Comments.UNKNOWN),
            Read(
                (".devin/rules/*.md", ".windsurf/rules/*.md"),
                DOCS,
                touched=True,
                keys=KEYS,
                comments=Comments.UNKNOWN,
                limit=Limit(12_000, DOCS, unit=Unit.CHARACTERS),
            ),
            Read(
                (".cursor/rules/*.md", ".cursor/rules/*.mdc"),
                OTHERS_FILES,
                keys=cursor.KEYS,
                comments=Comments.UNKNOWN,
            ),
        ),
        homes=(
            Home("AGENTS.md", Form.BLOCK, nested=True),
            Home(".devin/rules/{id}.md", Form.RULE),
            Home(".agents/skills/{id}/SKILL.md", Form.SKILL),
            Home(".devin/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".devin/skills", ".agents/skills", ".windsurf/skills"), DOCS),
        signs=(".devin", ".windsurf", ".windsurfrules", ".devinignore"),
        personal=(
            "~/.config/devin/AGENTS.md",
            "~/.devin/rules/*.md",
            "~/.claude/CLAUDE.md",
            "~/.config/devin/skills/*/SKILL.md",
        ),
        caveats=(
            Caveat("The limit for a rule is that of the desktop; whether more is cut or refused is not known.", NOBODY),
            Caveat("A cap of 6,000 characters for a person's own rules is not confirmed today.", NOBODY),
            Caveat("A rule without `trigger` waits for its globs if it has some, else for a person.", NO_TRIGGER),
            Caveat("The command line sees .claude/skills too; the desktop is not said to.", OTHERS_FILES),
            Caveat("Its makers advise small rules that point to skills.", DOCS),
            Caveat(
                "Rules of Cursor are read by the command line, and may be switched off by its settings.", OTHERS_FILES
            ),
            Caveat("That keys in rules of Cursor mean the same here is assumed.", NOBODY),
        ),
    ),
)
