"""Qwen Code, which talks to the recorder as to any server with the chat interface."""

from __future__ import annotations

import json

from session_memory.receipts.agent import Agent
from session_memory.receipts.pieces import Frame

SETTINGS = {
    "security": {"auth": {"selectedType": "openai"}, "folderTrust": {"enabled": False}},
    "general": {"enableAutoUpdate": False},
    "privacy": {"usageStatisticsEnabled": False},
    "telemetry": {"enabled": False},
}

AGENT = Agent(
    flavor="qwen",
    program="qwen",
    package="@qwen-code/qwen-code",
    arguments=("-p",),
    frames=(
        Frame(r"^--- Context from: (?P<path>[^\n]*) ---\n(?P<text>.*?)\n--- End of Context from: (?P=path) ---$"),
        Frame(
            r"^--- Rule from: (?P<path>[^\n]*) ---\n(?P<text>.*?)\n--- End of Rule from: (?P=path) ---$", from_top=True
        ),
    ),
    skill="<name>\n{name}\n</name>\n<description>\n{description} ",
    reasons=r"(<!-- Import failed: \S+) - [^\n]*?(?= -->)",
    environment={"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": "{url}/v1", "OPENAI_MODEL": "recorder"},
    home={".qwen/settings.json": json.dumps(SETTINGS)},
)
