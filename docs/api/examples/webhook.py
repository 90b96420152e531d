"""A receiver of alerts: believes only what is signed, and does a thing once an id. Only Python's own library.

Needs WEBHOOK_SECRET (`whsec_…`, shown once when the webhook is added) and PORT, where it listens.
"""

import base64
import hmac
import json
import os
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer

KEY = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
TOLERANCE = 300
"""Seconds: an older request may be one that somebody has recorded."""
LONGEST = 1_000_000
done: set[str] = set()
"""In a program of yours a table, written together with what the alert changes."""


def is_ours(headers: Mapping[str, str], body: bytes) -> bool:
    """Whether one of the signatures is right: for a day after a secret was replaced there are two of them."""
    name, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not at.isdigit() or abs(time.time() - int(at)) > TOLERANCE:
        return False
    right = "v1," + base64.b64encode(hmac.digest(KEY, f"{name}.{at}.".encode() + body, "sha256")).decode()
    given = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(right.encode(), one.encode()) for one in given)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LONGEST))
        is_good = is_ours(self.headers, body)
        if is_good and (name := self.headers["webhook-id"]) not in done:
            done.add(name)
            message = json.loads(body)
            print(message["type"], name, flush=True)
        # Anything but 2xx is sent again, for about a day.
        self.send_response(204 if is_good else 401)
        self.end_headers()


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Receiver).serve_forever()
