"""A receiver of webhooks on this machine: it checks each request's signature and notes it, and answers as it is told.

Standard Webhooks by hand, so that the platform's library is not judged by itself.
"""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self

from stack.machine.ports import HOST, free_port

_OK: Final = 200
_PATIENCE: Final = 30
"""Seconds within which a request must have come as a whole."""


@dataclass(frozen=True)
class Answer:
    """`after`: seconds to wait before it. `location`: where a redirection leads."""

    status: int = _OK
    after: float = 0
    location: str | None = None


@dataclass(frozen=True)
class Received:
    event_id: str
    at: float
    """When it came, in seconds since 1970."""
    body: dict[str, Any]


@dataclass
class Receiver:
    """`answers`: to the first requests, one after the other; the last one to all that follow."""

    answers: Sequence[Answer] = (Answer(),)
    port: int = field(default_factory=free_port)
    secret: str = ""
    requests: list[Received] = field(default_factory=list)
    unsigned: int = 0
    """Requests whose signature is not by the secret."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}/hook"

    def __enter__(self) -> Self:
        self._server = _Server((HOST, self.port), self)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, event_id: str, timestamp: str, signatures: str, body: bytes) -> Answer:
        with self._lock:
            if not is_signed(self.secret, event_id, timestamp, signatures, body):
                self.unsigned += 1
            self.requests.append(Received(event_id, time.time(), json.loads(body)))
            return self.answers[min(len(self.requests), len(self.answers)) - 1]


def is_signed(secret: str, message_id: str, timestamp: str, signatures: str, body: bytes) -> bool:
    """Whether one of the signatures, separated by spaces, is by this secret (`whsec_…`)."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(wanted, given) for given in signatures.split())


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], receiver: Receiver) -> None:
        super().__init__(address, _Handler)
        self.receiver = receiver

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that was killed, or waits no longer, breaks its connection: that is part of a drill."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _PATIENCE

    def do_POST(self) -> None:
        event_id, timestamp, signatures = (
            self.headers.get(name, "") for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
        )
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = self.server.receiver.take(event_id, timestamp, signatures, body)
        time.sleep(answer.after)
        self.send_response(answer.status)
        if answer.location is not None:
            self.send_header("Location", answer.location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        """A redirection that was followed would come as GET: it is noted as well."""
        self.server.receiver.take("", "", "", b"{}")
        self.send_response(_OK)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Requests are noted, not printed."""
