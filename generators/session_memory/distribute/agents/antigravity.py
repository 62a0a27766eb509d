"""Antigravity, of Google. Facts: what rulesync and other guides take for granted; its makers say little."""

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
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

STUDY = Fact(Known.THIRD_PARTY, "dyoshikawa/rulesync src/features/rules/antigravity-ide-rule.ts")
GUIDE = Fact(Known.THIRD_PARTY, "https://skly.ai/docs/rules/antigravity, quoting its makers")
FORUM = Fact(Known.THIRD_PARTY, "https://discuss.ai.google.dev/t/new-folder-for-rules/126165")
BLOG = Fact(Known.THIRD_PARTY, "https://antigravity.codes/blog/user-rules")
KEYS = Keys(
    STUDY,
    globs="globs",
    globs_type="string",
    dialect="glob",
    mode="trigger",
    modes=(
        ("always_on", When.ALWAYS),
        ("glob", When.MATCHED),
        ("model_decision", When.ASKED),
        ("manual", When.ASKED),
    ),
)
TOO_LONG = Limit(12_000, GUIDE, Unit.CHARACTERS)

DISTRIBUTOR = MarkdownDistributor(
    flavor="antigravity",
    contract=Contract(
        product="Antigravity",
        holds_for="2026-11-21",
        reads=(
            Read(("AGENTS.md", "CONTEXT.md", "GEMINI.md"), STUDY, comments=Comments.UNKNOWN),
            Read(
                (".agents/rules/*.md",),
                STUDY,
                keys=KEYS,
                front_matter="removed",
                comments=Comments.UNKNOWN,
                limit=TOO_LONG,
            ),
            # The name that it had before counts where the new one is not used.
            Read(
                (".agent/rules/*.md",),
                FORUM,
                unless=(".agents/rules/*.md",),
                keys=KEYS,
                front_matter="removed",
                comments=Comments.UNKNOWN,
                limit=TOO_LONG,
            ),
        ),
        homes=(
            Home("AGENTS.md", Form.BLOCK),
            Home(".agents/rules/{id}.md", Form.RULE),
            Home(".agents/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".agents/skills",), STUDY),
        # .agents is shared with others; the older name is its own.
        signs=(".agent/rules",),
        personal=("~/.gemini/GEMINI.md", "~/.gemini/AGENTS.md"),
        caveats=(
            Caveat("Versions before 1.20.3 read GEMINI.md and not AGENTS.md.", BLOG),
            Caveat("A setting makes it read AGENTS.md in folders below, for work there.", BLOG),
            Caveat("What becomes of a rule above its limit is not known; it is taken to be cut.", GUIDE),
            Caveat("@filename in a rule refers to a file; whether its text is brought in is not known.", GUIDE),
            Caveat("The folder of rules is that of the IDE; the command line may not read it.", STUDY),
        ),
    ),
)
