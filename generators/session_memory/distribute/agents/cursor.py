"""Cursor. Facts: its documentation of November 2026; what that leaves open, from tools that write for it."""

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
    Read,
    Skills,
    Walk,
    When,
)
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

DOCS = Fact(Known.DOCUMENTATION, "cursor.com/docs/rules, as of 2026-11-20")
SKILLS = Fact(Known.DOCUMENTATION, "cursor.com/docs/context/skills; the folders of Claude and Codex by rulesync")
OTHERS = Fact(Known.THIRD_PARTY, "dyoshikawa/rulesync cfebcd75 and stbenjam/skillsaw docs/rules/cursor-rules-valid.md")
NOBODY = Fact(Known.UNVERIFIED, "no source found")

# A list of globs is taken too, as others have it; one bare string is the form that Cursor itself writes.
KEYS = Keys(
    DOCS,
    globs="globs",
    globs_type="bare",
    dialect="glob",
    mode="alwaysApply",
    modes=((True, When.ALWAYS), (False, When.MATCHED)),
    absent=When.ASKED,
)

DISTRIBUTOR = MarkdownDistributor(
    flavor="cursor",
    contract=Contract(
        product="Cursor",
        holds_for="2026-11-20",
        reads=(
            Read(("AGENTS.md",), DOCS, walk=Walk.DOWN, touched=True, comments=Comments.UNKNOWN),
            Read((".cursorrules",), DOCS, comments=Comments.UNKNOWN),
            # Its rules have to end in .mdc; a plain .md there is ignored, by Cursor alone.
            Read((".cursor/rules/**/*.mdc",), DOCS, keys=KEYS, comments=Comments.UNKNOWN),
        ),
        homes=(
            Home("AGENTS.md", Form.BLOCK, nested=True),
            # Not below another folder of ours: Cline and Devin take .mdc files here as well, wherever they are.
            Home(".cursor/rules/{id}.mdc", Form.RULE),
            Home(".agents/skills/{id}/SKILL.md", Form.SKILL),
            Home(".cursor/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".cursor/skills", ".agents/skills", ".claude/skills", ".codex/skills"), SKILLS),
        imports=Imports(1, OTHERS),
        signs=(".cursor", ".cursorrules"),
        personal=("~/.cursor/skills/*/SKILL.md", "~/.agents/skills/*/SKILL.md"),
        caveats=(
            Caveat("Its makers advise to keep each rule under 500 lines.", DOCS),
            Caveat("Rules of a team come before those of the project, and these before a person's own.", DOCS),
            Caveat("The order of AGENTS.md, .cursorrules and rules within a project is not known.", NOBODY),
            Caveat("Whether .cursor/rules in folders below still counts is not known; it is left out.", NOBODY),
            Caveat("Its command line reads CLAUDE.md at the top of the repository too.", OTHERS),
            Caveat("A description has to stand on one line.", OTHERS),
        ),
    ),
)
