"""GitHub Copilot. Facts: its documentation of November 2026 and a description of the agent that all its products share.

There are several products of this name. What is said here holds for the command line and for the agent that
GitHub and VS Code run; where VS Code's older local agent differs, a caveat says so.
"""

from __future__ import annotations

from session_memory.contract import (
    Caveat,
    Contract,
    Fact,
    Home,
    Keys,
    Known,
    Limit,
    Over,
    Read,
    Skills,
    Unit,
    Walk,
    When,
)
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

RUNTIME = Fact(
    Known.DOCUMENTATION, "github/docs add-custom-instructions.md; microsoft/vscode copilot-customizations-spec.md"
)
CHANGES = Fact(Known.DOCUMENTATION, "github/copilot-cli changelog.md 9532bda")
EDITOR = Fact(Known.DOCUMENTATION, "microsoft/vscode-docs custom-instructions.md, as of 2026-07-29")
SKILLS = Fact(Known.DOCUMENTATION, "docs.github.com about-agent-skills; vscode-docs agent-skills.md")
NOBODY = Fact(Known.UNVERIFIED, "no source found")

# A sentence of the documentation about code review, since removed (github/docs issue 42761).
REVIEWED = Limit(4_000, Fact(Known.UNVERIFIED, "github/docs issue 42761"), unit=Unit.CHARACTERS, over=Over.ADVICE)

DISTRIBUTOR = MarkdownDistributor(
    flavor="copilot",
    contract=Contract(
        product="GitHub Copilot",
        holds_for="2026-11-20",
        reads=(
            Read(
                (".github/copilot-instructions.md", "AGENTS.md", "CLAUDE.md", ".claude/CLAUDE.md", "GEMINI.md"),
                RUNTIME,
                walk=Walk.DOWN,
                touched=True,
                limit=REVIEWED,
                same_text="skipped",
            ),
            Read(
                (".github/instructions/**/*.instructions.md",),
                RUNTIME,
                walk=Walk.DOWN,
                keys=Keys(RUNTIME, globs="applyTo", globs_type="string", dialect="glob", absent=When.ASKED),
                limit=REVIEWED,
                same_text="skipped",
            ),
        ),
        homes=(
            Home("AGENTS.md", Form.BLOCK, nested=True),
            # Zed stops at this file and reads nothing else, so it is never made for our sake.
            Home(".github/copilot-instructions.md", Form.BLOCK, only_existing=True),
            Home(".github/instructions/{id}.instructions.md", Form.RULE),
            Home(".agents/skills/{id}/SKILL.md", Form.SKILL),
            Home(".github/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".github/skills", ".agents/skills", ".claude/skills"), SKILLS),
        signs=(".github/copilot-instructions.md", ".github/instructions", ".github/prompts", ".github/skills"),
        personal=(
            "~/.copilot/copilot-instructions.md",
            "~/.copilot/instructions/**/*.instructions.md",
            "~/.copilot/skills/*/SKILL.md",
            "~/.agents/skills/*/SKILL.md",
        ),
        caveats=(
            Caveat(
                "The local agent of VS Code reads .claude/rules too, and AGENTS.md below the top by setting.", EDITOR
            ),
            Caveat("The local agent of VS Code promises no order, and does not read GEMINI.md.", EDITOR),
            Caveat("On GitHub the nearest AGENTS.md is said to come before those above it.", RUNTIME),
            Caveat(
                "The command line expands `@path` since 1.0.66; how deep is not known, so it is not counted.", CHANGES
            ),
            Caveat("`excludeAgent` keeps a rule from code review or from the cloud agent.", RUNTIME),
            Caveat("What becomes of comments on GitHub and the command line is not known; they are counted.", NOBODY),
            Caveat("Whether the model sees a rule's front matter is not known; it is counted.", NOBODY),
        ),
    ),
)
