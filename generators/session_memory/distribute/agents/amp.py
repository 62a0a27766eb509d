"""Amp. Facts: what tools that write for it, and a study of its published program, take for granted."""

from __future__ import annotations

from session_memory.contract import Caveat, Comments, Contract, Fact, Home, Imports, Known, Read, Skills, Take, Walk
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

OTHERS = Fact(Known.THIRD_PARTY, "dyoshikawa/rulesync cfebcd75 src/features/rules/amp-rule.ts; syllago.dev, Amp")
NAMES = Fact(Known.THIRD_PARTY, "a study of 0.0.1769212917 at decodeclaude.com/amp-code-spec; syllago.dev, Amp")
NOBODY = Fact(Known.UNVERIFIED, "no source found")

DISTRIBUTOR = MarkdownDistributor(
    flavor="amp",
    contract=Contract(
        product="Amp",
        holds_for="2026-11-20",
        reads=(
            Read(
                ("AGENTS.md", "AGENT.md", "CLAUDE.md"),
                NAMES,
                walk=Walk.DOWN,
                take=Take.FIRST,
                touched=True,
                comments=Comments.UNKNOWN,
            ),
        ),
        homes=(
            # Where there is only one of these, an AGENTS.md beside it would hide it.
            Home("AGENT.md", Form.BLOCK, only_existing=True),
            Home("CLAUDE.md", Form.BLOCK, only_existing=True),
            Home("AGENTS.md", Form.BLOCK, nested=True),
            Home(".agents/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".agents/skills",), OTHERS),
        imports=Imports(1, OTHERS),
        signs=(".amp",),
        personal=("~/.config/amp/AGENTS.md", "~/.config/agents/skills/*/SKILL.md"),
        caveats=(
            Caveat("A file named by `@` may narrow itself by `globs`, each as if `**/` stood before it.", OTHERS),
            Caveat("It is said to fall back to .claude/skills; nothing of ours relies on that.", OTHERS),
            Caveat("How deep `@` is followed, and whether code is spared, is not known; one step is assumed.", NOBODY),
            Caveat("Whether the file of the top folder comes first is not known.", NOBODY),
        ),
    ),
)
