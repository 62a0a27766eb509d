"""Codex, which prints what it would send; it needs no server for it."""

from __future__ import annotations

import json

from session_memory.receipts.agent import Agent
from session_memory.receipts.apis import text_of
from session_memory.receipts.pieces import Frame


def _printed(output: str) -> str:
    """The text of the messages among the items that it prints as JSON."""
    return "\n".join(text_of(item["content"]) for item in json.loads(output) if item["type"] == "message")


CONFIG = """\
model = "recorder"
model_provider = "recorder"

[model_providers.recorder]
name = "recorder"
base_url = "{url}/v1"
wire_api = "responses"
"""

AGENT = Agent(
    flavor="codex",
    program="codex",
    package="@openai/codex",
    arguments=("debug", "prompt-input"),
    frames=(Frame(r"^<INSTRUCTIONS>\n(?P<text>.*?)\n</INSTRUCTIONS>$"),),
    skill="- {name}: {description} (file: ",
    joint="\n\n",
    environment={"CODEX_HOME": "{home}/.codex"},
    # Without a provider of its own it would look at its makers' server for news about models.
    home={".codex/config.toml": CONFIG},
    printed=_printed,
)
