"""Goose. Facts: crates/goose/src/hints of block/goose, and the documentation of aaif-goose/goose."""

from __future__ import annotations

from session_memory.contract import Caveat, Contract, Fact, Home, Imports, Known, Read, Skills, Walk
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

DOCS = Fact(
    Known.DOCUMENTATION,
    "aaif-goose/goose documentation/docs/guides/context-engineering/using-goosehints.md",
)
SOURCE = Fact(Known.SOURCE, "block/goose crates/goose/src/hints/load_hints.rs")
IMPORTS = Fact(Known.SOURCE, "block/goose crates/goose/src/hints/import_files.rs")

DISTRIBUTOR = MarkdownDistributor(
    flavor="goose",
    contract=Contract(
        product="Goose",
        holds_for="2026-11-21",
        reads=(Read(("AGENTS.md", ".goosehints"), DOCS, walk=Walk.DOWN, touched=True),),
        homes=(
            Home("AGENTS.md", Form.BLOCK, nested=True),
            Home(".goosehints", Form.BLOCK, nested=True),
            Home(".agents/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".agents/skills", ".goose/skills", ".claude/skills"), DOCS),
        imports=Imports(3, IMPORTS, in_place=True, in_comments=True, in_blocks=True, first="[A-Za-z0-9_./-]"),
        signs=(".goosehints", ".goose"),
        personal=("~/.config/goose/AGENTS.md", "~/.config/goose/.goosehints", "~/.agents/skills/*/SKILL.md"),
        caveats=(
            Caveat("Older versions read .goosehints before AGENTS.md.", SOURCE),
            Caveat("Older versions read folders below only where DYNAMIC_SUBDIRECTORY_HINT_LOADING is set.", SOURCE),
            Caveat("The environment can name other files (CONTEXT_FILE_NAMES).", DOCS),
            Caveat("Hints count only while the Developer extension is on.", DOCS),
            Caveat("An import is live in code too, and has to look like a path: a dot, a slash or a capital.", IMPORTS),
            Caveat("A file above 128 KiB is not searched for imports; all imports share 1 MiB.", IMPORTS),
            Caveat("It does not import a file that git ignores, or one outside the repository.", IMPORTS),
        ),
    ),
)
