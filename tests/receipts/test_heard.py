"""What an agent said when it began."""

from __future__ import annotations

from session_memory.receipts.apis import CHAT, GEMINI, MESSAGES
from session_memory.receipts.heard import beginning
from session_memory.receipts.recorder import Message


def test_the_beginning_is_the_message_with_the_tools() -> None:
    """Messages for a title and the like do not count, nor what comes after the first turn."""
    turn = {"tools": [{}, {}], "system": [{"text": "be good"}], "messages": [{"content": [{"text": "rules"}]}]}
    side = {"tools": [{}], "messages": [{"content": "make a title"}]}
    later = {"tools": [{}, {}], "messages": [{"content": "rules and an answer"}]}
    assert beginning([Message(MESSAGES, body) for body in (side, turn, later)]).strip() == "be good\nrules"


def test_what_is_said_about_tools_counts() -> None:
    """Some agents list their skills there; each interface has it in a place of its own."""
    chat = {"tools": [{"function": {"description": "skills"}}], "messages": [{"content": "hi"}]}
    gemini = {
        "tools": [{"functionDeclarations": [{"description": "skills"}]}],
        "contents": [{"parts": [{"text": "hi"}]}],
    }
    assert beginning([Message(CHAT, chat)]) == "hi\nskills"
    assert beginning([Message(GEMINI, gemini)]).strip() == "hi\nskills"


def test_what_is_no_text_is_passed_over() -> None:
    """Calls of tools and images are among the parts of a message, and a message may have none."""
    parts = [{"type": "image"}, {"text": "hi"}, {"text": None}]
    assert beginning([Message(CHAT, {"messages": [{"content": parts}, {"content": None}]})]) == "hi\n"
