"""A receiver of webhooks: takes the time at which each event comes first, if its signature is right."""

import json
import threading
import time
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from stack.machine.ports import HOST
from standardwebhooks import Webhook

_OK = 200
_PATIENCE = 30
"""Seconds within which a request must have come as a whole."""


class HookReceiver:
    """On a thread of its own. `delays_s`: from the price state that an event was made on to its request."""

    def __init__(self) -> None:
        self._server = _Server((HOST, 0), _Handler)
        self._server.receiver = self
        self._secrets: dict[str, str] = {}
        self._seen: set[str] = set()
        self._lock = threading.Lock()
        self.delays_s: list[float] = []

    def url_of(self, name: str) -> str:
        return f"http://{HOST}:{self._server.server_address[1]}/{name}"

    def sign_by(self, name: str, secret: str) -> None:
        """What is sent to `url_of(name)` is signed by this secret."""
        self._secrets[f"/{name}"] = secret

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, path: str, headers: dict[str, str], body: bytes, now: float) -> None:
        Webhook(self._secrets[path]).verify(body, headers)
        data: dict[str, Any] = json.loads(body)["data"]
        with self._lock:
            if data["event_id"] not in self._seen:
                self._seen.add(data["event_id"])
                self.delays_s.append(now - datetime.fromisoformat(data["as_of"]).timestamp())


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    receiver: HookReceiver


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _PATIENCE

    def do_POST(self) -> None:
        body, now = self.rfile.read(int(self.headers["Content-Length"])), time.time()
        self.server.receiver.take(self.path, dict(self.headers), body, now)
        self.send_response(_OK)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Requests are timed, not printed."""
