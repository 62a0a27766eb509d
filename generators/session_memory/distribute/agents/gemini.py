"""Gemini CLI. Facts: google-gemini/gemini-cli at 5411f113ca, a nightly of 0.56, and 0.61.0 as it was tried."""

from __future__ import annotations

from session_memory.contract import Caveat, Contract, Fact, Home, Imports, Known, Read, Setting, Skills, Walk
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

TRIED = Fact(Known.EXPERIMENT, "0.61.0 against a recording server")
SOURCE = Fact(Known.SOURCE, "google-gemini/gemini-cli packages/core/src/utils/memoryDiscovery.ts")
IMPORTS = Fact(Known.SOURCE, "google-gemini/gemini-cli packages/core/src/utils/memoryImportProcessor.ts")
SKILLS = Fact(Known.SOURCE, "google-gemini/gemini-cli packages/core/src/skills/skillLoader.ts")

DISTRIBUTOR = MarkdownDistributor(
    flavor="gemini",
    contract=Contract(
        product="Gemini CLI",
        holds_for="0.61.0",
        reads=(
            Read(
                ("GEMINI.md",),
                TRIED,
                walk=Walk.DOWN,
                order="paths",
                touched=True,
                setting=Setting(".gemini/settings.json", "context.fileName", adds=True, walk=Walk.HERE),
            ),
        ),
        homes=(
            Home("GEMINI.md", Form.BLOCK, nested=True),
            # Read as it is where the repository's settings name it, through an import elsewhere.
            Home("AGENTS.md", Form.BLOCK, nested=True),
            Home("AGENTS.md", Form.BLOCK, bridge="GEMINI.md"),
            Home(".agents/skills/{id}/SKILL.md", Form.SKILL),
            Home(".gemini/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".agents/skills", ".gemini/skills"), TRIED, walk=Walk.HERE, described=True),
        imports=Imports(
            5,
            TRIED,
            in_place=True,
            in_comments=True,
            in_blocks=True,
            first=r"[A-Za-z./]",
            missing="<!-- Import failed: {path} -->",
            outside="<!-- Import failed: {path} -->",
            itself=True,
            again="<!-- File already processed: {path} -->",
            around=("<!-- Imported from: {path} -->\n", "\n<!-- End of import from: {path} -->"),
        ),
        signs=("GEMINI.md", ".gemini"),
        personal=("~/.gemini/GEMINI.md", "~/.gemini/skills/*/SKILL.md", "~/.agents/skills/*/SKILL.md"),
        caveats=(
            Caveat("It asks the person before it uses a skill.", SKILLS),
            Caveat("The comment that takes the place of a failed import also gives the reason.", TRIED),
            Caveat("An import in a file that is a link is looked for from where the link stands.", TRIED),
            Caveat("A path that is imported ends at the next white space: a full stop behind it belongs to it.", TRIED),
            Caveat("A GEMINI.md that is a link to itself keeps it from starting.", TRIED),
            Caveat(
                "The walk ends at the markers of the setting context.memoryBoundaryMarkers, .git by default.", SOURCE
            ),
        ),
    ),
)
