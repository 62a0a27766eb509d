"""What an agent said to the model when it began. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from session_memory.receipts.recorder import Message


def beginning(messages: Sequence[Message]) -> str:
    """All text of the one message that begins the conversation, with what the agent says about its tools.

    Agents send others beside it, such as for a session's title; the conversation's own carries the most tools.
    Some list their skills in the description of a tool.
    """
    first = max(messages, key=lambda message: len(message.api.tools(message.body)))
    about_tools = (tool.get("description", "") for tool in first.api.tools(first.body))
    return "\n".join([*first.api.texts(first.body), *about_tools])
