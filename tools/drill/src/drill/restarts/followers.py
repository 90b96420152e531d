"""Many clients of the stream that go on where they were after each cut, on one thread; and what they have seen."""

import asyncio
import itertools
import threading
from collections import Counter
from types import TracebackType
from typing import Any, Final, Self

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from drill.platform import DrillError, wait

_CHANNEL: Final = "trades:litecoin"
_FIRST_WAIT: Final = 0.2
_LONGEST_WAIT: Final = 5.0
_STARTED_WITHIN: Final = 60

Key = tuple[str, str]
"""Instrument id and trade id."""


class Followers:
    """`count` connections, each subscribed to one coin's trades."""

    def __init__(self, gateway: str, count: int) -> None:
        self._followers = [_Follower(gateway.replace("http", "ws", 1) + "/ws") for _ in range(count)]
        self._loop = asyncio.new_event_loop()
        self._ended = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        wait(lambda: all(one.is_subscribed for one in self._followers), "all followers subscribed", _STARTED_WITHIN)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(20)
        self._loop.close()

    def has_all(self, truth: set[Key]) -> bool:
        return not any(one.missed(truth) for one in self._followers)

    def check(self, truth: set[Key]) -> str:
        """Raise unless each has seen, once, all trades of the truth since it first subscribed; else say so."""
        for follower in self._followers:
            follower.check(truth)
        cuts = sum(one.cuts for one in self._followers)
        return f"{len(self._followers)} clients were cut {cuts} times and missed nothing of {len(truth)} trades"

    async def _run(self) -> None:
        tasks = [asyncio.create_task(one.run()) for one in self._followers]
        await self._ended.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Follower:
    def __init__(self, url: str) -> None:
        self._url = url
        self._stream: str | None = None
        self._seq: int | None = None
        self._ids = itertools.count(1)
        self._before: set[Key] = set()
        self.seen: Counter[Key] = Counter()
        self.is_subscribed = False
        self.cuts = 0
        self.resyncs: list[str] = []

    async def run(self) -> None:
        pause = _FIRST_WAIT
        while True:
            try:
                async with connect(self._url, open_timeout=5, ping_interval=None) as socket:
                    await self._subscribe(socket)
                    pause = _FIRST_WAIT
                    async for text in socket:
                        self._take(msgspec.json.decode(text))
            except (WebSocketException, OSError, EOFError):  # cut, or refused while the gateway starts
                self.cuts += 1
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_WAIT)

    async def _subscribe(self, socket: ClientConnection) -> None:
        hello = msgspec.json.decode(await socket.recv())
        message: dict[str, Any] = {"op": "subscribe", "id": next(self._ids), "channels": [_CHANNEL]}
        if self._seq is not None:
            message["resume"] = {"stream": self._stream, "channels": {_CHANNEL: self._seq}}
        await socket.send(msgspec.json.encode(message).decode())
        self._stream = hello["stream"]

    def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "resync":
            self.resyncs.append(message["reason"])
        elif message["type"] == "snapshot":
            self._seq = message["seq"]
            keys = [_key(trade) for trade in message["data"]["items"]]
            if not self.is_subscribed:
                self._before.update(keys)
            self.is_subscribed = True
            self.seen.update(keys)
        elif message["type"] == "update":
            for one in message["messages"]:
                self._seq = one["seq"]
                self.seen[_key(one["data"])] += 1

    def check(self, truth: set[Key]) -> None:
        if self.resyncs:
            raise DrillError(f"a client could not go on where it was: {self.resyncs[0]}")
        twice = [key for key, times in self.seen.items() if times > 1]
        if twice:
            raise DrillError(f"a client was sent {len(twice)} trades twice, such as {twice[0]}")
        if missed := self.missed(truth):
            raise DrillError(f"a client missed {len(missed)} trades, such as {min(missed)}")

    def missed(self, truth: set[Key]) -> set[Key]:
        """What it was not sent, but for what came before its first snapshot."""
        return {key for key in truth - self.seen.keys() if _is_after(key, self._before)}


def _key(trade: dict[str, Any]) -> Key:
    return trade["instrument_id"], trade["trade_id"]


def _is_after(key: Key, before: set[Key]) -> bool:
    """Whether a trade is newer than the instrument's newest in the first snapshot."""
    numbers = [_number(trade_id) for instrument_id, trade_id in before if instrument_id == key[0]]
    return _number(key[1]) > max(numbers, default=-1)


def _number(trade_id: str) -> int:
    return int(trade_id.lstrip("a"))
