"""Claude Code. Facts: binary 2.1.329 and its documentation of September 2026, tried on 2.1.197, 2.1.329 and 2.1.330."""

from __future__ import annotations

from session_memory.contract import (
    Caveat,
    Comments,
    Contract,
    Fact,
    Home,
    Imports,
    Keys,
    Known,
    Limit,
    Over,
    Read,
    Skills,
    Walk,
)
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

TRIED = Fact(Known.EXPERIMENT, "2.1.197 and 2.1.330 against a recording server")
BINARY = Fact(Known.SOURCE, "memory loader and agents-md plugin of the published binary 2.1.329")
DOCS = Fact(Known.DOCUMENTATION, "'How Claude remembers your project', as of 2026-09-19")

OWN = ("CLAUDE.md", ".claude/CLAUDE.md", "CLAUDE.local.md")
TOO_LONG = Limit(4_194_304, BINARY, over=Over.SKIPPED)

DISTRIBUTOR = MarkdownDistributor(
    flavor="claude",
    contract=Contract(
        product="Claude Code",
        holds_for="2.1.330",
        reads=(
            Read(
                OWN,
                TRIED,
                walk=Walk.DOWN,
                touched=True,
                front_matter="removed",
                comments=Comments.STRIPPED,
                limit=TOO_LONG,
            ),
            Read(
                (".claude/rules/**/*.md",),
                TRIED,
                walk=Walk.DOWN,
                touched=True,
                keys=Keys(TRIED, globs="paths", globs_type="list", dialect="gitignore"),
                sorted=False,
                front_matter="removed",
                comments=Comments.STRIPPED,
                limit=TOO_LONG,
            ),
            # Built in since 2.1.277: AGENTS.md counts only where none of Claude's own files is there.
            Read(
                ("AGENTS.md", ".claude/AGENTS.md"),
                TRIED,
                walk=Walk.DOWN,
                touched=True,
                unless=OWN,
                since="2.1.277",
                front_matter="removed",
                comments=Comments.STRIPPED,
                limit=TOO_LONG,
            ),
        ),
        homes=(
            Home(".claude/CLAUDE.md", Form.BLOCK, only_existing=True),
            Home("CLAUDE.md", Form.BLOCK, nested=True),
            Home("AGENTS.md", Form.BLOCK, nested=True),
            # For versions that do not read it by themselves.
            Home("AGENTS.md", Form.BLOCK, bridge="CLAUDE.md"),
            Home(".claude/session-memory.md", Form.IMPORT, bridge="CLAUDE.md"),
            Home(".claude/rules/{id}.md", Form.RULE),
            # One folder down, where Grok Build does not look: it reads .claude/rules flat.
            Home(".claude/rules/session-memory/{id}.md", Form.RULE),
            Home(".claude/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".claude/skills",), BINARY, walk=Walk.UP, listed=1_536),
        imports=Imports(4, TRIED, below=True),
        signs=("CLAUDE.md", ".claude"),
        personal=("~/.claude/CLAUDE.md", "~/.claude/rules/**/*.md", "~/.claude/skills/*/SKILL.md"),
        caveats=(
            Caveat("Started in a subfolder, it leaves out imports that lead out of it until a person approves.", TRIED),
            Caveat("It does not import a file whose suffix is not one of text, such as .png.", TRIED),
            Caveat("Front matter ends for it at the first line that ends in three hyphens.", TRIED),
            Caveat("It warns above 40,000 characters in one file, or 120,000 in all.", BINARY),
            Caveat("Its makers advise to keep each CLAUDE.md under 200 lines.", DOCS),
            Caveat(
                "Whether comments in the body of a skill are taken out is not known; they are counted.",
                Fact(Known.UNVERIFIED, "no source found"),
            ),
        ),
    ),
)
