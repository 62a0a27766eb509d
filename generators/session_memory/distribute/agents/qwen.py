"""Qwen Code. Facts: packages/core of QwenLM/qwen-code as of November 2026, and 0.24.4 as it was tried."""

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
    Setting,
    Skills,
    Walk,
)
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

TRIED = Fact(Known.EXPERIMENT, "0.24.4 against a recording server")
SOURCE = Fact(Known.SOURCE, "QwenLM/qwen-code packages/core/src/utils/memoryDiscovery.ts")
RULES = Fact(Known.SOURCE, "QwenLM/qwen-code packages/core/src/utils/rulesDiscovery.ts")

DISTRIBUTOR = MarkdownDistributor(
    flavor="qwen",
    contract=Contract(
        product="Qwen Code",
        holds_for="0.24.4",
        reads=(
            Read(
                ("QWEN.md", "AGENTS.md"),
                TRIED,
                walk=Walk.DOWN,
                order="names",
                setting=Setting(".qwen/settings.json", "context.fileName", walk=Walk.HERE),
            ),
            Read((".qwen/QWEN.local.md",), TRIED),
            Read(
                (".qwen/rules/**/*.md",),
                TRIED,
                keys=Keys(RULES, globs="paths", globs_type="list", dialect="glob"),
                front_matter="removed",
                comments=Comments.REMOVED,
                imports=False,
            ),
        ),
        homes=(
            Home("AGENTS.md", Form.BLOCK, nested=True),
            Home(".qwen/rules/{id}.md", Form.RULE),
            Home("QWEN.md", Form.BLOCK, nested=True),
            Home(".agents/skills/{id}/SKILL.md", Form.SKILL),
            Home(".qwen/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".qwen/skills", ".agents/skills"), TRIED, walk=Walk.HERE, described=True),
        imports=Imports(
            5,
            TRIED,
            in_place=True,
            in_comments=True,
            first="[A-Za-z./]",
            outside="<!-- Import failed: {path} -->",
            again="<!-- File already processed: {path} -->",
            around=("<!-- Imported from: {path} -->\n", "\n<!-- End of import from: {path} -->"),
        ),
        signs=("QWEN.md", ".qwen"),
        personal=("~/.qwen/QWEN.md", "~/.qwen/AGENTS.md", "~/.qwen/rules/**/*.md", "~/.qwen/skills/*/SKILL.md"),
        caveats=(
            Caveat("Files of the project count only in a folder that the person trusts.", SOURCE),
            Caveat("It looks for the same names in the folder that holds the repository.", TRIED),
            Caveat("An import in a file that is a link is looked for from where the link stands.", TRIED),
            Caveat("A file that a person names with @ does not yet bring the rules that match it.", TRIED),
            Caveat("A rule that is a link does not count.", TRIED),
            Caveat("A glob does not match names that begin with a dot unless it says the dot.", RULES),
            Caveat("A setting of the person's own, contextRuleExcludes, can leave rules out.", SOURCE),
        ),
        mend="Name AGENTS.md or QWEN.md in context.fileName of .qwen/settings.json, or take that key out.",
    ),
)
