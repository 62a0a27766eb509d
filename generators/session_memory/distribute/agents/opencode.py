"""OpenCode, the V1 line. Facts: anomalyco/opencode packages/opencode/src/session/instruction.ts."""

from __future__ import annotations

from session_memory.contract import Caveat, Contract, Fact, Home, Known, Read, Setting, Skills, Take, Walk
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

TRIED = Fact(Known.EXPERIMENT, "1.18.33 against a recording server")
SOURCE = Fact(Known.SOURCE, "anomalyco/opencode packages/opencode/src/session/instruction.ts")
NEXT = Fact(Known.DOCUMENTATION, "opencode.ai/docs/instructions, for V2")
NOBODY = Fact(Known.UNVERIFIED, "no source found")

DISTRIBUTOR = MarkdownDistributor(
    flavor="opencode",
    contract=Contract(
        product="OpenCode",
        holds_for="1.18.33",
        reads=(
            Read(
                ("AGENTS.md", "CLAUDE.md", "CONTEXT.md"),
                TRIED,
                walk=Walk.UP,
                take=Take.FIRST_NAME,
                touched=True,
                same_file="again",
            ),
            *(
                Read((), TRIED, walk=Walk.UP, order="names", setting=Setting(file, "instructions"))
                for file in ("opencode.json", "opencode.jsonc", ".opencode/opencode.json", ".opencode/opencode.jsonc")
            ),
        ),
        homes=(
            # Where there is only this, an AGENTS.md beside it would hide it.
            Home("CLAUDE.md", Form.BLOCK, only_existing=True),
            Home("AGENTS.md", Form.BLOCK, nested=True),
            Home(".agents/skills/{id}/SKILL.md", Form.SKILL),
            Home(".opencode/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".opencode/skills", ".agents/skills", ".claude/skills"), TRIED, walk=Walk.DOWN, described=True),
        signs=("opencode.json", "opencode.jsonc", ".opencode"),
        personal=("~/.config/opencode/AGENTS.md", "~/.claude/CLAUDE.md", "~/.agents/skills/*/SKILL.md"),
        caveats=(
            Caveat("A person's ~/.claude/CLAUDE.md counts only without ~/.config/opencode/AGENTS.md.", SOURCE),
            Caveat("OPENCODE_DISABLE_CLAUDE_CODE_PROMPT takes CLAUDE.md out of the list.", SOURCE),
            Caveat("A folder with the name AGENTS.md hides CLAUDE.md.", TRIED),
            Caveat("Instructions in its settings that are no list keep it from starting.", TRIED),
            Caveat("Settings in folders between the root and where it starts count as well.", TRIED),
            Caveat("It adds a key to its settings file, and a .gitignore to .opencode.", TRIED),
            Caveat("Skills count at any depth below their folders.", TRIED),
            Caveat("In a folder below, the first name there counts, whatever was found above.", SOURCE),
            Caveat("Addresses among the instructions of its settings are fetched; they are not counted.", SOURCE),
            Caveat("V2 walks from the working folder up to the home folder and reads every AGENTS.md.", NEXT),
            Caveat("Whether V2 falls back to CLAUDE.md is not known.", NOBODY),
        ),
    ),
)
