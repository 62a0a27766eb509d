"""Qwen Code. Facts: packages/core of QwenLM/qwen-code and its documentation, both as of November 2026."""

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

SOURCE = Fact(Known.SOURCE, "QwenLM/qwen-code packages/core/src/utils/memoryDiscovery.ts")
RULES = Fact(Known.SOURCE, "QwenLM/qwen-code packages/core/src/utils/rulesDiscovery.ts")
IMPORTS = Fact(Known.SOURCE, "QwenLM/qwen-code packages/core/src/utils/memoryImportProcessor.ts")
DOCS = Fact(Known.DOCUMENTATION, "QwenLM/qwen-code docs/users/features/skills.md, memory.md and rules.md")

DISTRIBUTOR = MarkdownDistributor(
    flavor="qwen",
    contract=Contract(
        product="Qwen Code",
        holds_for="2026-11-21",
        reads=(
            Read((".qwen/QWEN.local.md",), SOURCE),
            Read(
                ("QWEN.md", "AGENTS.md"),
                SOURCE,
                walk=Walk.DOWN,
                setting=Setting(".qwen/settings.json", "context.fileName"),
            ),
            Read(
                (".qwen/rules/**/*.md",),
                RULES,
                keys=Keys(RULES, globs="paths", globs_type="list", dialect="glob"),
                front_matter="removed",
                comments=Comments.STRIPPED,
            ),
        ),
        homes=(
            Home("AGENTS.md", Form.BLOCK, nested=True),
            Home(".qwen/rules/{id}.md", Form.RULE),
            Home("QWEN.md", Form.BLOCK, nested=True),
            Home(".agents/skills/{id}/SKILL.md", Form.SKILL),
            Home(".qwen/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".qwen/skills", ".agents/skills"), DOCS),
        imports=Imports(5, IMPORTS, in_place=True, in_comments=True, first="[A-Za-z./]"),
        signs=("QWEN.md", ".qwen"),
        personal=("~/.qwen/QWEN.md", "~/.qwen/AGENTS.md", "~/.qwen/rules/**/*.md", "~/.qwen/skills/*/SKILL.md"),
        caveats=(
            Caveat("Files of the project count only in a folder that the person trusts.", SOURCE),
            Caveat("It reads all files of the first name, then all of the next, each from the top down.", SOURCE),
            Caveat("It looks for the same names in the folder that holds the repository.", SOURCE),
            Caveat("A .qwen/QWEN.local.md that is a link is left out.", SOURCE),
            Caveat("In rules an import is plain text, and comments are taken out in code as well.", RULES),
            Caveat("A glob does not match names that begin with a dot unless it says the dot.", RULES),
            Caveat("A setting of the person's own, contextRuleExcludes, can leave rules out.", SOURCE),
        ),
        mend="Name AGENTS.md or QWEN.md in context.fileName of .qwen/settings.json, or take that key out.",
    ),
)
