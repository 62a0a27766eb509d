"""Claude Code, which talks to the recorder in place of its makers' server."""

from __future__ import annotations

from session_memory.receipts.agent import Agent
from session_memory.receipts.pieces import Frame

KIND = r" \([a-z][^\n]*\):\n\n"
END = rf"\n\nContents of /[^\n]*{KIND}|\n</system-reminder>|\n# currentDate$"

AGENT = Agent(
    flavor="claude",
    program="claude",
    package="@anthropic-ai/claude-code",
    arguments=("-p",),
    frames=(Frame(rf"^Contents of (?P<path>/[^\n]*?){KIND}(?P<text>.*?)(?={END})"),),
    skill="- {name}: {description}\n",
    environment={
        "ANTHROPIC_API_KEY": "none",
        "ANTHROPIC_BASE_URL": "{url}",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "DISABLE_AUTOUPDATER": "1",
        "DISABLE_ERROR_REPORTING": "1",
        "DISABLE_TELEMETRY": "1",
    },
)
