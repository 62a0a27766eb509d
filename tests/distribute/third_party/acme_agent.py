"""A flavor in a package of its own, for an agent that nobody has: all that it takes is this data."""

from __future__ import annotations

from session_memory.contract import Comments, Contract, Fact, Home, Keys, Known, Limit, Read, Skills, Unit, Walk, When
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

OURS = Fact(Known.SOURCE, "this package")

DISTRIBUTOR = MarkdownDistributor(
    flavor="acme",
    contract=Contract(
        product="Acme Agent",
        holds_for="1.0.0",
        reads=(
            Read(("ACME.md",), OURS, walk=Walk.DOWN, comments=Comments.STRIPPED),
            Read(
                (".acme/rules/*.md",),
                OURS,
                keys=Keys(
                    OURS,
                    globs="when",
                    globs_type="list",
                    dialect="gitignore",
                    mode="load",
                    modes=(("start", When.ALWAYS), ("match", When.MATCHED)),
                ),
                front_matter="removed",
                limit=Limit(4_000, OURS, Unit.CHARACTERS),
            ),
        ),
        homes=(
            Home(".acme/rules/{id}.md", Form.RULE),
            Home("ACME.md", Form.BLOCK, nested=True),
            Home(".acme/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".acme/skills",), OURS),
        signs=(".acme", "ACME.md"),
        personal=("~/.acme/ACME.md",),
    ),
)
