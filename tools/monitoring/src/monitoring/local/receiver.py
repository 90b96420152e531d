"""Takes what Alertmanager sends to a webhook, for tests and drills."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from stack.machine.ports import HOST


@dataclass
class Received:
    """The alerts of all notifications, in the order in which they came."""

    url: str
    alerts: list[dict[str, Any]] = field(default_factory=list)

    def has(self, name: str, status: str, **labels: str) -> bool:
        """Tell whether an alert came as `firing` or `resolved`."""
        wanted = {"alertname": name, **labels}
        return any(alert["status"] == status and wanted.items() <= alert["labels"].items() for alert in self.alerts)


@contextmanager
def receiving() -> Iterator[Received]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.alerts += json.loads(body)["alerts"]
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Requests are noted, not printed."""

    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        received = Received(f"http://{HOST}:{server.server_address[1]}/")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield received
        finally:
            server.shutdown()
