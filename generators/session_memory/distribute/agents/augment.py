"""Augment Code and its command line Auggie. Facts: docs.augmentcode.com, and what other tools take for granted."""

from __future__ import annotations

from session_memory.contract import Caveat, Comments, Contract, Fact, Home, Keys, Known, Read, Skills, When
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

DOCS = Fact(Known.DOCUMENTATION, "https://docs.augmentcode.com/cli/rules")
IDE = Fact(Known.DOCUMENTATION, "https://docs.augmentcode.com/setup-augment/guidelines")
STUDY = Fact(Known.THIRD_PARTY, "vercel-labs/skills 1.5.18")
GUESS = Fact(Known.UNVERIFIED, "its documentation can be read both ways")

DISTRIBUTOR = MarkdownDistributor(
    flavor="augment",
    contract=Contract(
        product="Augment Code",
        holds_for="2026-11-21",
        reads=(
            Read(("CLAUDE.md", "AGENTS.md", ".augment-guidelines"), DOCS, comments=Comments.UNKNOWN),
            Read(
                (".augment/rules/**/*.md",),
                DOCS,
                # No globs: a rule counts always, or when the model or a person asks for it.
                keys=Keys(
                    DOCS,
                    mode="type",
                    modes=(
                        ("always_apply", When.ALWAYS),
                        ("agent_requested", When.ASKED),
                        ("manual", When.ASKED),
                    ),
                ),
                front_matter="removed",
                comments=Comments.UNKNOWN,
            ),
        ),
        homes=(
            Home("AGENTS.md", Form.BLOCK),
            Home(".augment/rules/{id}.md", Form.RULE),
            Home(".agents/skills/{id}/SKILL.md", Form.SKILL),
            Home(".augment/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".augment/skills", ".agents/skills"), STUDY),
        signs=(".augment", ".augment-guidelines"),
        personal=("~/.augment/rules/**/*.md", "~/.augment/user-guidelines.md", "~/.augment/skills/*/SKILL.md"),
        caveats=(
            Caveat("It calls its list of files an order of precedence; that all of them count is assumed.", GUESS),
            Caveat("Whether it reads these names in folders below is not known; it is taken not to.", GUESS),
            Caveat("In the IDE a rule without a type counts only when a person attaches it.", STUDY),
            Caveat("In the IDE rules do not count for completions and next edits.", IDE),
        ),
    ),
)
