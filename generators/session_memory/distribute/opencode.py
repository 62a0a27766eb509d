"""OpenCode, the V1 line. Facts: anomalyco/opencode packages/opencode/src/session/instruction.ts."""

from __future__ import annotations

from session_memory.contract import Caveat, Contract, Fact, Home, Known, Read, Setting, Skills, Take, Walk
from session_memory.distribute.base import MarkdownDistributor
from session_memory.model import Form

SOURCE = Fact(Known.SOURCE, "anomalyco/opencode packages/opencode/src/session/instruction.ts")
SKILLS = Fact(Known.DOCUMENTATION, "opencode.ai/v1/docs/skills.md")
NEXT = Fact(Known.DOCUMENTATION, "opencode.ai/docs/instructions, for V2")
NOBODY = Fact(Known.UNVERIFIED, "no source found")

DISTRIBUTOR = MarkdownDistributor(
    flavor="opencode",
    contract=Contract(
        product="OpenCode",
        holds_for="1.18",
        reads=(
            Read(("AGENTS.md", "CLAUDE.md", "CONTEXT.md"), SOURCE, walk=Walk.UP, take=Take.FIRST_NAME, touched=True),
            Read((), SOURCE, walk=Walk.UP, setting=Setting("opencode.json", "instructions")),
            Read((), SOURCE, walk=Walk.UP, setting=Setting("opencode.jsonc", "instructions")),
        ),
        homes=(
            # Where there is only this, an AGENTS.md beside it would hide it.
            Home("CLAUDE.md", Form.BLOCK, only_existing=True),
            Home("AGENTS.md", Form.BLOCK, nested=True),
            Home(".agents/skills/{id}/SKILL.md", Form.SKILL),
            Home(".opencode/skills/{id}/SKILL.md", Form.SKILL),
        ),
        skills=Skills((".opencode/skills", ".claude/skills", ".agents/skills"), SKILLS, walk=Walk.UP),
        signs=("opencode.json", "opencode.jsonc", ".opencode"),
        personal=("~/.config/opencode/AGENTS.md", "~/.claude/CLAUDE.md", "~/.agents/skills/*/SKILL.md"),
        caveats=(
            Caveat("A person's ~/.claude/CLAUDE.md counts only without ~/.config/opencode/AGENTS.md.", SOURCE),
            Caveat("OPENCODE_DISABLE_CLAUDE_CODE_PROMPT takes CLAUDE.md out of the list.", SOURCE),
            Caveat("In a folder below, the first name there counts, whatever was found above.", SOURCE),
            Caveat("Addresses among the instructions of its settings are fetched; they are not counted.", SOURCE),
            Caveat("V2 walks from the working folder up to the home folder and reads every AGENTS.md.", NEXT),
            Caveat("Whether V2 falls back to CLAUDE.md is not known.", NOBODY),
        ),
    ),
)
