"""OpenCode, whose settings name the recorder as a provider of its own."""

from __future__ import annotations

import json

from session_memory.receipts.agent import Agent
from session_memory.receipts.pieces import Frame

CONFIG = {
    "model": "recorder/recorder",
    "small_model": "recorder/recorder",
    "autoupdate": False,
    "share": "disabled",
    "provider": {
        "recorder": {
            "npm": "@ai-sdk/openai-compatible",
            "options": {"baseURL": "{url}/v1", "apiKey": "none"},
            "models": {"recorder": {"limit": {"context": 200000, "output": 8000}}},
        }
    },
}

AGENT = Agent(
    flavor="opencode",
    program="opencode",
    package="opencode-ai",
    arguments=("run",),
    frames=(
        Frame(r"^Instructions from: (?P<path>/[^\n]*)\n(?P<text>.*?)(?=\nInstructions from: /|\nSkills provide )"),
    ),
    skill="<name>{name}</name>\n    <description>{description}</description>",
    environment={
        "OPENCODE_CONFIG_CONTENT": json.dumps(CONFIG),
        # It would fetch plugins that nobody asked for.
        "npm_config_registry": "{url}",
        "OPENCODE_DISABLE_MODELS_FETCH": "1",
        "OPENCODE_DISABLE_AUTOUPDATE": "1",
        "OPENCODE_DISABLE_LSP_DOWNLOAD": "1",
        "OPENCODE_DISABLE_DEFAULT_PLUGINS": "1",
    },
    # It would fetch this program.
    home={".cache/opencode/bin/rg": ""},
)
