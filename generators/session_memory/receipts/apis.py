"""The interfaces of models that agents speak: where a message goes, what of it is text, and one short answer. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Body = Mapping[str, Any]

WORD = "ok"
"""The whole answer."""


@dataclass(frozen=True, slots=True)
class Api:
    """One interface, as far as one answer to one message needs it."""

    ending: str
    """How the path of an address ends to which messages are sent."""
    texts: Callable[[Body], Iterator[str]]
    """All text of a message in the order in which it stands there: of the system, and of both sides."""
    tools: Callable[[Body], list[Body]]
    """The tools that are offered to the model, of which each may have a `description`."""
    events: Callable[[], Iterator[tuple[str, Body]]]
    """A streamed answer: (kind of the event, or nothing; its data)."""
    whole: Callable[[], Body]
    """The same answer in one piece."""
    end: str = ""
    """What ends a stream."""

    def streamed(self) -> bytes:
        """The answer as server-sent events."""
        lines = (f"event: {kind}\n" * bool(kind) + f"data: {json.dumps(data)}\n\n" for kind, data in self.events())
        return ("".join(lines) + self.end).encode()


def text_of(content: Any) -> str:
    """The text of a message's content, which is a string or a list of parts."""
    if isinstance(content, str):
        return content
    return "\n".join(part["text"] for part in content or () if isinstance(part.get("text"), str))


def _messages_texts(body: Body) -> Iterator[str]:
    yield text_of(body.get("system"))
    yield from (text_of(message["content"]) for message in body["messages"])


def _messages_events() -> Iterator[tuple[str, Body]]:
    start = {**_messages_whole(), "content": [], "stop_reason": None}
    ended = {"stop_reason": "end_turn", "stop_sequence": None}
    told: tuple[Body, ...] = (
        {"type": "message_start", "message": start},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": WORD}},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": ended, "usage": {"output_tokens": 1}},
        {"type": "message_stop"},
    )
    yield from ((data["type"], data) for data in told)


def _messages_whole() -> dict[str, Any]:
    usage = {"input_tokens": 1, "output_tokens": 1}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "recorder", "usage": usage}
    return message | {"content": [{"type": "text", "text": WORD}], "stop_reason": "end_turn", "stop_sequence": None}


def _chat_texts(body: Body) -> Iterator[str]:
    yield from (text_of(message.get("content")) for message in body["messages"])


def _chat(choice: Body, kind: str) -> Body:
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    whole = {"index": 0, **choice}
    return {"id": "c_1", "object": kind, "created": 0, "model": "recorder", "choices": [whole], "usage": usage}


def _chat_events() -> Iterator[tuple[str, Body]]:
    kind = "chat.completion.chunk"
    yield "", _chat({"delta": {"role": "assistant", "content": WORD}, "finish_reason": None}, kind)
    yield "", _chat({"delta": {}, "finish_reason": "stop"}, kind)


def _chat_whole() -> Body:
    return _chat({"message": {"role": "assistant", "content": WORD}, "finish_reason": "stop"}, "chat.completion")


def _responses_texts(body: Body) -> Iterator[str]:
    yield text_of(body.get("instructions"))
    given = body["input"]
    yield from [given] if isinstance(given, str) else (text_of(item.get("content")) for item in given)


def _responses_events() -> Iterator[tuple[str, Body]]:
    whole = _responses_whole()
    yield "response.created", {"type": "response.created", "response": {**whole, "status": "in_progress", "output": []}}
    item = whole["output"][0]
    yield "response.output_item.done", {"type": "response.output_item.done", "output_index": 0, "item": item}
    yield "response.completed", {"type": "response.completed", "response": whole}


def _responses_whole() -> Body:
    parts = [{"type": "output_text", "text": WORD, "annotations": []}]
    item = {"type": "message", "id": "m_1", "role": "assistant", "status": "completed", "content": parts}
    usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
    return {"id": "r_1", "object": "response", "status": "completed", "output": [item], "usage": usage}


def _gemini_texts(body: Body) -> Iterator[str]:
    yield text_of((body.get("systemInstruction") or {}).get("parts"))
    yield from (text_of(content.get("parts")) for content in body["contents"])


def _gemini_tools(body: Body) -> list[Body]:
    return [tool for group in body.get("tools", ()) for tool in group.get("functionDeclarations", ())]


def _gemini_whole() -> Body:
    content = {"role": "model", "parts": [{"text": WORD}]}
    usage = {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2}
    return {"candidates": [{"content": content, "finishReason": "STOP", "index": 0}], "usageMetadata": usage}


def _plain_tools(body: Body) -> list[Body]:
    """A tool of the chat interface lies one level deeper than the others'."""
    return [tool.get("function", tool) for tool in body.get("tools") or ()]


MESSAGES = Api("/v1/messages", _messages_texts, _plain_tools, _messages_events, _messages_whole)
CHAT = Api("/chat/completions", _chat_texts, _plain_tools, _chat_events, _chat_whole, "data: [DONE]\n\n")
RESPONSES = Api("/responses", _responses_texts, _plain_tools, _responses_events, _responses_whole)
GEMINI = Api(":generateContent", _gemini_texts, _gemini_tools, lambda: iter([("", _gemini_whole())]), _gemini_whole)
GEMINI_STREAM = Api(
    ":streamGenerateContent", _gemini_texts, _gemini_tools, lambda: iter([("", _gemini_whole())]), _gemini_whole
)
APIS = (MESSAGES, CHAT, RESPONSES, GEMINI, GEMINI_STREAM)


def api_at(path: str) -> Api | None:
    """The interface that takes messages at this path of an address; None when none does."""
    return next((api for api in APIS if path.split("?")[0].endswith(api.ending)), None)
