"""A client of the stream that holds the messages it got."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

Message = dict[str, Any]


class Listener:
    def __init__(self, socket: ClientConnection, hello: Message) -> None:
        self.socket = socket
        self.hello = hello

    async def say(self, **message: Any) -> None:
        await self.socket.send(json.dumps(message))

    async def subscribe(self, *channels: str, **more: Any) -> Message:
        """Subscribe to channels that all exist; gives the acknowledgement."""
        await self.say(op="subscribe", id=1, channels=channels, **more)
        return await self.next("ack")

    async def shown(self, channel: str) -> Message:
        """Subscribe until what was put before has reached the gateway; gives the snapshot that holds it."""
        async with asyncio.timeout(20):
            while True:
                await self.subscribe(channel)
                snapshot = await self.next("snapshot", channel)
                if any(snapshot["data"].get(name) for name in ("items", "price", "score")):
                    return snapshot
                await asyncio.sleep(0.1)

    async def any(self) -> Message:
        """Give the next message, whatever it is."""
        message: Message = json.loads(await self.socket.recv())
        return message

    async def next(self, kind: str, channel: str | None = None) -> Message:
        """Give the next message of a kind, of a channel; what comes before it is passed over."""
        async with asyncio.timeout(20):
            async for text in self.socket:
                message: Message = json.loads(text)
                if message["type"] == kind and channel in (None, message.get("channel")):
                    return message
        raise AssertionError(f"closed before a {kind}: {self.socket.close_code} {self.socket.close_reason}")

    async def updates(self, channel: str, number: int) -> list[Message]:
        """Give the next messages of a channel."""
        found: list[Message] = []
        while len(found) < number:
            update = await self.next("update")
            found += [message for message in update["messages"] if message["channel"] == channel]
        return found


@contextlib.asynccontextmanager
async def listening(address: str, **options: Any) -> AsyncIterator[Listener]:
    async with connect(address.replace("http", "ws") + "/ws", **options) as socket:
        yield Listener(socket, json.loads(await socket.recv()))


async def opens(address: str) -> bool:
    """Whether the stream is there; False while the gateway still reads the topics."""
    try:
        async with listening(address):
            return True
    except InvalidStatus as refused:
        if refused.response.status_code == _STARTING:
            return False
        raise


_STARTING = 503
