"""A client of the stream that stays connected while something is away: what came, and how long nothing did."""

import json
import threading
import time
from types import TracebackType
from typing import Any, Self

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from drill.platform import DrillError


class Listener:
    """Signed in, subscribed to one price and to its own account, on a thread of its own."""

    def __init__(self, gateway: str, token: str) -> None:
        self._socket = connect(gateway.replace("http", "ws") + "/ws")
        self._send(op="auth", id=1, token=token)
        self._send(op="subscribe", id=2, channels=["price:bitcoin", "account"])
        self._last = time.monotonic()
        self.updates = 0
        self.longest_silence = 0.0
        self.errors: list[dict[str, Any]] = []
        self._closed: str | None = None
        self._stopping = False
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stopping = True
        self._socket.close()
        self._thread.join(10)

    def _send(self, **message: Any) -> None:
        self._socket.send(json.dumps(message))

    def _read(self) -> None:
        try:
            for text in self._socket:
                self._take(json.loads(text))
        except ConnectionClosed as error:
            self._closed = str(error)
        self._closed = self._closed or "the server closed it"

    def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "error":
            self.errors.append(message)
        elif any(update["channel"] == "price:bitcoin" for update in message.get("messages", [])):
            now = time.monotonic()
            self.longest_silence = max(self.longest_silence, now - self._last)
            self._last = now
            self.updates += 1

    def check(self, longest: float) -> None:
        """Raise unless it is connected, was refused nothing, and heard of the price at least every `longest` s."""
        silence = max(self.longest_silence, time.monotonic() - self._last)
        if self._closed and not self._stopping:
            raise DrillError(f"the stream ended: {self._closed}")
        if self.errors:
            raise DrillError(f"the stream said {self.errors[0]}")
        if silence > longest:
            raise DrillError(f"the stream was silent for {silence:.1f} s")
