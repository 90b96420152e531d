"""Bitcoin's trades as they happen, none lost and none twice: subscribe, authenticate, resume after a cut.

Needs GATEWAY_URL, LOGIN and PASSWORD. TRADES says after how many to end; without it there is no end.
"""

import asyncio
import itertools
import json
import os
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

GATEWAY = os.environ["GATEWAY_URL"]
CHANNELS = ["trades:bitcoin", "account"]


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


class Follower:
    """What was seen of each channel, so that a new connection goes on behind it."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._ids = itertools.count(1)
        self._stream: str | None = None
        self._seen: dict[str, int] = {}
        self.trades = 0

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
                self._note(message)
            case "update":
                for update in message["messages"]:
                    self._note(update)
            case "resync":  # too much was missed: what follows is a snapshot
                self._seen.pop(message["channel"], None)
            case "error" if message["code"] == "token_expired":
                await self._send(socket, {"op": "auth", "token": await self._account.token()})
                await self._send(socket, {"op": "subscribe", "channels": ["account"]})
            case "error":
                print(message["code"], message["detail"], flush=True)

    def _note(self, message: dict[str, Any]) -> None:
        channel, data = message["channel"], message["data"]
        self._seen[channel] = message["seq"]
        if channel == "trades:bitcoin" and data and "trade_id" in data:
            self.trades += 1
            print(data["timestamp"], data["venue"], data["side"], data["size"], data["price"], flush=True)

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
                if 0 < wanted <= follower.trades:
                    return
        except ConnectionClosed:
            print("cut", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
