"""A stand-in for a model's server: answers every message with "ok" and remembers what it was sent."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from session_memory.receipts.apis import Api, Body, api_at


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a model."""

    api: Api
    body: Body


@dataclass(frozen=True, slots=True)
class Recorded:
    """What came in while a recorder ran."""

    url: str
    messages: list[Message] = field(default_factory=list)
    """In order."""
    strangers: list[str] = field(default_factory=list)
    """Hosts that the client wanted to reach through this server as its proxy."""
    unread: list[str] = field(default_factory=list)
    """What was sent to a model and could not be read."""


@contextlib.contextmanager
def recorder() -> Iterator[Recorded]:
    """A server on this machine only."""
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
        sent = self.rfile.read(int(self.headers.get("content-length") or 0))
        api = api_at(self.path)
        if api is None:
            return self._reply(404, "application/json", b"{}")
        try:
            body = json.loads(sent)
        except ValueError:
            self._recorded.unread.append(f"{self.path}: {len(sent):,} bytes that are no JSON")
            return self._reply(400, "application/json", b"{}")
        self._recorded.messages.append(Message(api, body))
        if body.get("stream") or "alt=sse" in self.path:
            return self._reply(200, "text/event-stream", api.streamed())
        return self._reply(200, "application/json", json.dumps(api.whole()).encode())

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
        """Nothing: what agents ask for is no news to a person."""
