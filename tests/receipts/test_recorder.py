"""The recorder answers every interface, and hears what is said to it."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest

from session_memory.receipts.recorder import recorder

STREAM = {"stream": True}
SPOKEN = {
    "/v1/messages": {"system": "be good", "messages": [{"role": "user", "content": "hi"}]},
    "/v1/chat/completions": {
        "messages": [{"role": "system", "content": "be good"}, {"role": "user", "content": [{"text": "hi"}]}]
    },
    "/v1/responses": {"instructions": "be good", "input": [{"role": "user", "content": [{"text": "hi"}]}]},
    "/v1beta/models/any:generateContent": {
        "systemInstruction": {"parts": [{"text": "be good"}]},
        "contents": [{"role": "user", "parts": [{"text": "hi"}]}],
    },
}
"""Path -> a message in that interface."""


def post(url: str, body: object) -> str:
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode()), timeout=10) as answer:
        return str(answer.read().decode())


@pytest.mark.parametrize("path", SPOKEN)
def test_a_message_is_answered_and_its_text_is_kept(path: str) -> None:
    """System and user text, in their order; the answer is one piece of JSON that says ok."""
    with recorder() as recorded:
        answer = json.loads(post(recorded.url + path, SPOKEN[path]))
    assert '"ok"' in json.dumps(answer)
    [message] = recorded.messages
    assert list(message.api.texts(message.body)) == ["be good", "hi"]


@pytest.mark.parametrize(
    ("path", "body", "end"),
    [
        ("/v1/messages?beta=true", STREAM, 'data: {"type": "message_stop"}'),
        ("/v1/chat/completions", STREAM, "data: [DONE]"),
        ("/v1/responses", STREAM, "}}"),
        ("/v1beta/models/any:streamGenerateContent?alt=sse", {}, "}}"),
    ],
)
def test_a_stream_is_streamed_to_its_end(path: str, body: dict[str, object], end: str) -> None:
    """As events of which each holds JSON, the last of them the interface's own end."""
    message = SPOKEN.get(path.split("?")[0].replace("streamG", "g"), {})
    with recorder() as recorded:
        answer = post(recorded.url + path, {**message, **body})
    assert answer.rstrip().endswith(end)
    data = [line.removeprefix("data: ") for line in answer.splitlines() if line.startswith("data: {")]
    assert any('"ok"' in json.dumps(json.loads(line)) for line in data)


@pytest.mark.parametrize("path", ["/v1/models", "/v1/messages/count_tokens"])
def test_what_is_no_message_is_not_remembered(path: str) -> None:
    """It is told that there is no such thing."""
    with recorder() as recorded, pytest.raises(urllib.error.HTTPError) as refused:
        post(recorded.url + path, {})
    refused.value.close()
    assert (refused.value.code, recorded.messages) == (404, [])


def test_other_hosts_are_noticed() -> None:
    """Who uses it as a proxy is refused, and the host is told."""
    with recorder() as recorded:
        proxies = urllib.request.ProxyHandler({"https": recorded.url, "http": recorded.url})
        opener = urllib.request.build_opener(proxies)
        for url in ("https://elsewhere.invalid/", "http://elsewhere.invalid/"):
            with pytest.raises(urllib.error.URLError) as refused:
                opener.open(url, timeout=10)
            if isinstance(refused.value, urllib.error.HTTPError):
                refused.value.close()
    assert recorded.strangers == ["elsewhere.invalid:443", "http://elsewhere.invalid/"]
