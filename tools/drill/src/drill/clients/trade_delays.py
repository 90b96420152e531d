"""How late trades come: at a client of the stream, and as the newest row of the table. On threads of their own."""

import asyncio
import json
import threading
import time
from datetime import datetime
from types import TracebackType
from typing import Any, Final, Self

import asyncpg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from drill.platform import DrillError

_EVERY: Final = 0.2


class TradeDelays:
    """`of_stream`: seconds from each trade's time at the venue to its message; `of_rows`: ages of the newest row."""

    def __init__(self, gateway: str, database: str, coins: list[str]) -> None:
        self.of_stream: list[float] = []
        self.of_rows: list[float] = []
        self._database = database
        self._failed: Exception | None = None
        self._stopping = threading.Event()
        self._socket = connect(gateway.replace("http", "ws") + "/ws", max_size=2**24)
        channels = [f"trades:{coin}" for coin in coins]
        self._socket.send(json.dumps({"op": "subscribe", "id": 1, "channels": channels}))
        self._threads = [threading.Thread(target=each, daemon=True) for each in (self._read, self._look)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stopping.set()
        self._socket.close()
        for thread in self._threads:
            thread.join(10)

    def take(self) -> tuple[list[float], list[float]]:
        """The delays since the last call, of the stream and of rows.

        Raises:
            DrillError: one of the two threads has failed, or nothing came.
        """
        if self._failed is not None:
            raise DrillError(f"delays could not be measured: {self._failed!r}")
        stream, self.of_stream = self.of_stream, []
        rows, self.of_rows = self.of_rows, []
        if not stream or not rows:
            raise DrillError(f"{len(stream)} trades came and {len(rows)} looks found rows while delays were measured")
        return stream, rows

    def _read(self) -> None:
        try:
            for text in self._socket:
                message: dict[str, Any] = json.loads(text)
                now = time.time()
                if message["type"] == "error":
                    self._failed = DrillError(f"the stream said {message}")
                self.of_stream += [
                    now - datetime.fromisoformat(update["ts_event"]).timestamp()
                    for update in message.get("messages", [])
                ]
        except ConnectionClosed as error:
            if not self._stopping.is_set():
                self._failed = error

    def _look(self) -> None:
        try:
            asyncio.run(self._look_at_rows())
        except Exception as error:  # noqa: BLE001 - whatever it is, `take` reports it
            self._failed = error

    async def _look_at_rows(self) -> None:
        conn = await asyncpg.connect(self._database, timeout=10)
        try:
            while not self._stopping.is_set():
                newest = await conn.fetchval(
                    "SELECT max(timestamp) FROM prices WHERE timestamp > now() - interval '1 h'"
                )
                if newest is not None:
                    self.of_rows.append(time.time() - newest.timestamp())
                await asyncio.sleep(_EVERY)
        finally:
            await conn.close()
