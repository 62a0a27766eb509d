"""Gemini CLI, which talks to the recorder in place of its makers' server."""

from __future__ import annotations

import json

from session_memory.receipts.agent import Agent
from session_memory.receipts.pieces import Frame

SETTINGS = {
    "security": {"auth": {"selectedType": "gemini-api-key"}, "folderTrust": {"enabled": False}},
    "general": {"enableAutoUpdate": False, "enableAutoUpdateNotification": False},
    "privacy": {"usageStatisticsEnabled": False},
    "telemetry": {"enabled": False},
}

AGENT = Agent(
    flavor="gemini",
    program="gemini",
    package="@google/gemini-cli",
    arguments=("-m", "gemini-2.5-flash", "-p"),
    frames=(Frame(r"^--- Context from: (?P<path>[^\n]*) ---\n(?P<text>.*?)\n--- End of Context from: (?P=path) ---$"),),
    skill="<name>{name}</name>\n    <description>{description}</description>",
    reasons=r"(<!-- Import failed: \S+) - [^\n]*?(?= -->)",
    environment={
        "GEMINI_API_KEY": "none",
        "GOOGLE_GEMINI_BASE_URL": "{url}",
        "GEMINI_CLI_TRUST_WORKSPACE": "true",
        "GEMINI_CLI_NO_RELAUNCH": "true",
    },
    home={".gemini/settings.json": json.dumps(SETTINGS)},
)
