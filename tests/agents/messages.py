"""The text inside a request to the Messages API."""

from __future__ import annotations

from typing import Any

from agents.recorder import Recorded


def conversation(recorded: Recorded) -> str:
    """All system and message text of the one request that starts the conversation.

    Agents send others beside it, such as for a session's title; the conversation's own carries the most tools.
    """
    assert not recorded.strangers, f"tried to reach {recorded.strangers}"
    first = max(recorded.requests, key=lambda request: len(request.get("tools", ())))
    parts = [first.get("system", ""), *(message["content"] for message in first["messages"])]
    return "\n".join(_text(part) for part in parts)


def _text(content: str | list[dict[str, Any]]) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(block.get("text", "") for block in content)
