"""Kiro, the IDE and the command line. Facts: its documentation of steering, and issues in its tracker."""

from __future__ import annotations

from session_memory.contract import Caveat, Comments, Contract, Fact, Home, Keys, Known, Read, Skills, Walk, When
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

DOCS = Fact(Known.DOCUMENTATION, "https://kiro.dev/docs/steering")
STUDY = Fact(Known.THIRD_PARTY, "dyoshikawa/rulesync and vercel-labs/skills 1.5.18")
GUESS = Fact(Known.UNVERIFIED, "no source found")

DISTRIBUTOR = MarkdownDistributor(
    flavor="kiro",
    contract=Contract(
        product="Kiro",
        holds_for="2026-11-20",
        reads=(
            Read(("AGENTS.md",), DOCS, walk=Walk.DOWN, touched=True, comments=Comments.UNKNOWN),
            Read(
                (".kiro/steering/*.md",),
                DOCS,
                keys=Keys(
                    DOCS,
                    globs="fileMatchPattern",
                    globs_type="list",
                    dialect="glob",
                    mode="inclusion",
                    modes=(
                        ("always", When.ALWAYS),
                        ("fileMatch", When.MATCHED),
                        ("auto", When.ASKED),
                        ("manual", When.ASKED),
                    ),
                ),
                front_matter="removed",
                comments=Comments.UNKNOWN,
            ),
        ),
        homes=(
            Home("AGENTS.md", Form.BLOCK, nested=True),
            Home(".kiro/steering/{id}.md", Form.RULE),
            Home(".kiro/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".kiro/skills",), STUDY),
        signs=(".kiro",),
        personal=("~/.kiro/steering/*.md", "~/.kiro/skills/*/SKILL.md"),
        caveats=(
            Caveat("An AGENTS.md counts wherever it lies; one in a folder below may count without work there.", GUESS),
            Caveat("A glob without a slash may match in folders below too.", GUESS),
            Caveat("A link of the form #[[file:path]] in a steering file brings that file in.", STUDY),
            Caveat(
                "In a person's own ~/.kiro/steering, fileMatch is reported not to work.",
                Fact(Known.THIRD_PARTY, "kirodotdev/Kiro issue 9176"),
            ),
        ),
    ),
)
