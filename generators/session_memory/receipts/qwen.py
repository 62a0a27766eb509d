"""Qwen Code, which talks to the recorder as to any server with the chat interface."""

from __future__ import annotations

import json

from session_memory.receipts.agent import Agent

SETTINGS = {
    "security": {"auth": {"selectedType": "openai"}, "folderTrust": {"enabled": False}},
    "general": {"enableAutoUpdate": False},
    "privacy": {"usageStatisticsEnabled": False},
    "telemetry": {"enabled": False},
}

AGENT = Agent(
    flavor="qwen",
    program="qwen",
    arguments=("-p",),
    environment={"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": "{url}/v1", "OPENAI_MODEL": "recorder"},
    home={".qwen/settings.json": json.dumps(SETTINGS)},
)
