"""Grok Build, whose settings name the recorder as a model of its own."""

from __future__ import annotations

from session_memory.receipts.agent import Agent
from session_memory.receipts.pieces import Frame

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

RULE = "always_applied_workspace_rule"

AGENT = Agent(
    flavor="grok",
    program="grok",
    package="@xai-official/grok",
    arguments=("-m", "recorder", "--max-turns", "1", "--no-auto-update", "-p"),
    frames=(Frame(rf'^<{RULE} name="(?P<path>[^"\n]*)">\n(?P<text>.*?)\n</{RULE}>$'),),
    skill="- {name}: {description}\n",
    # A folder that nobody has trusted yet contributes nothing.
    environment={"GROK_FOLDER_TRUST": "0"},
    home={".grok/config.toml": CONFIG},
)
