"""Cline, the extension. Facts: cline/cline at 21cb8d2525, version 4.1.13."""

from __future__ import annotations

from session_memory.contract import Caveat, Contract, Fact, Home, Keys, Known, Read, Skills
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

SOURCE = Fact(
    Known.SOURCE, "cline/cline sdk/packages/shared/src/storage/paths.ts and user-instruction-config-loader.ts"
)
KEYS = Fact(
    Known.SOURCE, "cline/cline apps/vscode/src/core/context/instructions/user-instructions/rule-conditionals.ts"
)
OTHERS_FILES = Fact(Known.SOURCE, "cline/cline apps/vscode/.../user-instructions/external-rules.ts")
DOCS = Fact(Known.DOCUMENTATION, "cline/cline docs/customization/skills.mdx")
NOBODY = Fact(Known.UNVERIFIED, "no source found")

DISTRIBUTOR = MarkdownDistributor(
    flavor="cline",
    contract=Contract(
        product="Cline",
        holds_for="4.1.13",
        reads=(
            Read(("AGENTS.md",), SOURCE, front_matter="removed"),
            Read(
                (
                    ".clinerules",
                    ".clinerules/*.md",
                    ".clinerules/*.markdown",
                    ".clinerules/*.txt",
                    ".cline/rules/*.md",
                    ".cline/rules/*.markdown",
                    ".cline/rules/*.txt",
                ),
                SOURCE,
                keys=Keys(KEYS, globs="paths", globs_type="list", dialect="glob"),
                front_matter="removed",
            ),
            # Always, whatever their front matter says: the only key that it looks at is its own.
            Read((".cursorrules", ".cursor/rules/**/*.mdc", ".windsurfrules"), OTHERS_FILES),
        ),
        homes=(
            Home("AGENTS.md", Form.BLOCK),
            # Not .clinerules, which Zed and Roo Code look for as well.
            Home(".cline/rules/{id}.md", Form.RULE),
            Home(".agents/skills/{id}/SKILL.md", Form.SKILL),
            Home(".cline/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".clinerules/skills", ".cline/skills", ".agents/skills", ".claude/skills"), DOCS),
        signs=(".clinerules", ".cline"),
        personal=(
            "~/.agents/AGENTS.md",
            "~/.cline/rules/*.md",
            "~/Documents/Cline/Rules/*.md",
            "~/.cline/skills/*/SKILL.md",
            "~/.agents/skills/*/SKILL.md",
        ),
        caveats=(
            Caveat("A rule with paths stays off until a file is known that it works with.", KEYS),
            Caveat(
                "A rule whose `paths` is an empty list never counts; with a value of another type it always does.", KEYS
            ),
            Caveat("A rule with nothing below its front matter is an error to its newer core.", SOURCE),
            Caveat("A person's own skill comes before the project's of the same name.", SOURCE),
            Caveat("A person can switch each rule off.", OTHERS_FILES),
            Caveat("That the front matter of rules of Cursor is left in is assumed.", NOBODY),
        ),
    ),
)
