"""A stand-in for a model's server: answers every message with "ok" and remembers what it was sent."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MESSAGES = "/v1/messages"


@dataclass(frozen=True)
class Recorded:
    """What came in while a recorder ran."""

    url: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    """Bodies of the requests for a message, in order."""
    strangers: list[str] = field(default_factory=list)
    """Hosts that the client wanted to reach through this server as its proxy."""


@contextlib.contextmanager
def recorder() -> Iterator[Recorded]:
    """A server on this machine only; it speaks as much of the Messages API as one short answer needs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    recorded = Recorded(f"http://127.0.0.1:{server.server_port}")
    server.recorded = recorded  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield recorded
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    timeout = 10  # seconds; a client that stays connected must not keep the server alive

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if not self.path.split("?")[0].endswith(MESSAGES):
            return self._reply(404, "application/json", b"{}")
        self._recorded.requests.append(json.loads(body))
        return self._reply(200, "text/event-stream", ANSWER)

    def do_GET(self) -> None:
        self._reply(404, "application/json", b"{}")

    def do_CONNECT(self) -> None:
        self._recorded.strangers.append(self.path)
        self._reply(403, "text/plain", b"")

    def parse_request(self) -> bool:
        parsed = super().parse_request()
        if parsed and self.path.startswith("http") and not self.path.startswith(self._recorded.url):
            self._recorded.strangers.append(self.path)
        return parsed

    @property
    def _recorded(self) -> Recorded:
        return self.server.recorded  # type: ignore[attr-defined,no-any-return]

    def _reply(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(BrokenPipeError):  # the client may be gone; it was heard already
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing: a test's output is not an access log."""


def _events() -> Iterator[dict[str, Any]]:
    usage = {"input_tokens": 1, "output_tokens": 1}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "recorder", "content": []}
    yield {"type": "message_start", "message": message | {"stop_reason": None, "stop_sequence": None, "usage": usage}}
    yield {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    yield {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "ok"}}
    yield {"type": "content_block_stop", "index": 0}
    stop = {"stop_reason": "end_turn", "stop_sequence": None}
    yield {"type": "message_delta", "delta": stop, "usage": {"output_tokens": 1}}
    yield {"type": "message_stop"}


ANSWER = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in _events()).encode()
