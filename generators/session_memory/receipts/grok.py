"""Grok Build, whose settings name the recorder as a model of its own."""

from __future__ import annotations

from session_memory.receipts.agent import Agent

CONFIG = """\
[models]
default = "recorder"

[model.recorder]
model = "recorder"
base_url = "{url}/v1"
api_key = "none"
api_backend = "messages"
context_window = 200000
"""

AGENT = Agent(
    flavor="grok",
    program="grok",
    arguments=("-m", "recorder", "--max-turns", "1", "--no-auto-update", "-p"),
    # A folder that nobody has trusted yet contributes nothing.
    environment={"GROK_FOLDER_TRUST": "0"},
    home={".grok/config.toml": CONFIG},
)
