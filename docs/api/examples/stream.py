"""Bitcoin's trades as they happen, none lost and none twice: subscribe, authenticate, resume after a cut.

After a long cut the stream no longer has what was missed and says `resync`. Then the hole is filled over REST.
Needs GATEWAY_URL, LOGIN and PASSWORD. TRADES says after how many to end; without it there is no end.
"""

import asyncio
import itertools
import json
import os
from collections import deque
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

GATEWAY = os.environ["GATEWAY_URL"]
TRADES = "trades:bitcoin"
CHANNELS = [TRADES, "account"]
# Trades of several exchanges do not come in the order of their times: look back this far, and leave out what is known.
OVERLAP = timedelta(minutes=1)
REMEMBERED = 50_000

Trade = dict[str, Any]


class Account:
    """Signed in once; from then on each token comes from the refresh token before it."""

    def __init__(self) -> None:
        self._refresh_token: str | None = None

    async def token(self) -> str:
        body = {"login": os.environ["LOGIN"], "password": os.environ["PASSWORD"]}
        path = "login"
        if self._refresh_token is not None:
            path, body = "refresh", {"refresh_token": self._refresh_token}
        async with httpx.AsyncClient(base_url=GATEWAY, timeout=20) as api:
            answer = (await api.post(f"/api/users/{path}", json=body)).raise_for_status().json()
        self._refresh_token = answer["refresh_token"]
        return str(answer["access_token"])


class Tape:
    """Prints every trade once."""

    def __init__(self) -> None:
        self.trades = 0
        self.newest: str | None = None
        self._order: deque[tuple[str, str]] = deque()
        self._known: set[tuple[str, str]] = set()

    def add(self, trade: Trade) -> None:
        if self.has(trade):
            return
        self._known.add(key(trade))
        self._order.append(key(trade))
        if len(self._order) > REMEMBERED:
            self._known.discard(self._order.popleft())
        self.trades += 1
        self.newest = max(self.newest or "", trade["timestamp"])
        print(trade["timestamp"], trade["venue"], trade["side"], trade["size"], trade["price"], flush=True)

    def has(self, trade: Trade) -> bool:
        return key(trade) in self._known


def key(trade: Trade) -> tuple[str, str]:
    return trade["instrument_id"], trade["trade_id"]


async def stored(start: str) -> AsyncIterator[Trade]:
    """The trades from `start` on over REST, oldest first."""
    query = {"start": start, "order": "asc", "limit": "500"}
    async with httpx.AsyncClient(base_url=GATEWAY, timeout=20) as api:
        while True:
            answer = await api.get("/api/market/trades/bitcoin", params=query)
            if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
                await asyncio.sleep(float(answer.headers["Retry-After"]))
                continue
            page = answer.raise_for_status().json()
            for trade in page["items"]:
                yield trade
            if page["next"] is None:
                return
            query["cursor"] = page["next"]


class Follower:
    """What was seen of each channel, so that a new connection goes on behind it."""

    def __init__(self, account: Account) -> None:
        self.tape = Tape()
        self._account = account
        self._ids = itertools.count(1)
        self._stream: str | None = None
        self._seen: dict[str, int] = {}
        self._hole = False

    async def greet(self, socket: ClientConnection) -> None:
        hello = json.loads(await socket.recv())
        token = await self._account.token()
        await self._send(socket, {"op": "auth", "token": token})
        resume = {"resume": {"stream": self._stream, "channels": self._seen}} if self._seen else {}
        await self._send(socket, {"op": "subscribe", "channels": CHANNELS, **resume})
        self._stream = hello["stream"]
        print("resumed" if self._seen else "subscribed", flush=True)

    async def take(self, socket: ClientConnection, message: dict[str, Any]) -> None:
        match message["type"]:
            case "snapshot":
                await self._on_snapshot(message)
            case "update":
                for update in message["messages"]:
                    self._note(update)
            case "resync":  # too old, or another stream: what follows is a snapshot, and before it there is a hole
                self._seen.pop(message["channel"], None)
                self._hole |= message["channel"] == TRADES
            case "error" if message["code"] == "token_expired":
                await self._send(socket, {"op": "auth", "token": await self._account.token()})
                await self._send(socket, {"op": "subscribe", "channels": ["account"]})
            case "error":
                print(message["code"], message["detail"], flush=True)

    async def _on_snapshot(self, message: dict[str, Any]) -> None:
        """A snapshot of trades has the newest ones. After a hole they are its end: fill up to them, then go on."""
        if message["channel"] == TRADES and self._hole and self.tape.newest:
            newest_first = message["data"]["items"]
            await self._fill(newest_first)
            for trade in reversed(newest_first):
                self.tape.add(trade)
            self._hole = False
        self._seen[message["channel"]] = message["seq"]

    async def _fill(self, newest_first: list[Trade]) -> None:
        """Add what was missed. What is stored may be a moment behind the stream: ask until it has reached it."""
        start = datetime.fromisoformat(self.tape.newest or "") - OVERLAP
        end = {key(trade) for trade in newest_first}
        print("filling over REST", flush=True)
        while True:
            reached = not end
            async for trade in stored(start.isoformat()):
                self.tape.add(trade)
                reached |= key(trade) in end
            if reached:
                return
            await asyncio.sleep(0.5)

    def _note(self, message: dict[str, Any]) -> None:
        self._seen[message["channel"]] = message["seq"]
        if message["channel"] == TRADES:
            self.tape.add(message["data"])

    async def _send(self, socket: ClientConnection, message: dict[str, Any]) -> None:
        await socket.send(json.dumps({"id": next(self._ids), **message}))


async def main() -> None:
    wanted = int(os.environ.get("TRADES", "0"))
    follower = Follower(Account())
    # `connect` as an iterator connects again, later after each failure.
    async for socket in connect(GATEWAY.replace("http", "ws", 1) + "/ws"):
        try:
            await follower.greet(socket)
            async for text in socket:
                await follower.take(socket, json.loads(text))
                if 0 < wanted <= follower.tape.trades:
                    return
        except ConnectionClosed:
            print("cut", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
