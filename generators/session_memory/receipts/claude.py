"""Claude Code, which talks to the recorder in place of its makers' server."""

from __future__ import annotations

from session_memory.receipts.agent import Agent

AGENT = Agent(
    flavor="claude",
    program="claude",
    arguments=("-p",),
    environment={
        "ANTHROPIC_API_KEY": "none",
        "ANTHROPIC_BASE_URL": "{url}",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "DISABLE_AUTOUPDATER": "1",
        "DISABLE_ERROR_REPORTING": "1",
        "DISABLE_TELEMETRY": "1",
    },
)
