"""One WebSocket connection: the client's messages and their answers. Updates are sent by the broadcaster."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Final

from shared.clock import now_us, rfc3339
from shared.data.token_bucket import TokenBucket
from starlette.types import Message, Receive, Send

from gateway.errors import RateLimitedError, RefusedTokenError, StreamError
from gateway.settings import Settings
from gateway.stream import frames
from gateway.stream.close_codes import CloseCode
from gateway.stream.fan_out.broadcaster import Broadcaster
from gateway.stream.sessions.channel_requests import ChannelRequests, error_message
from gateway.stream.sessions.connection import Connection
from gateway.stream.sessions.operations import (
    Auth,
    Operation,
    Ping,
    Subscribe,
    Unsubscribe,
    id_of,
    parse_operation,
)
from gateway.stream.sessions.signed_in import SignedInConnections

_REFUSED_TOKEN_COSTS: Final = 5  # messages: checking a forged token costs a signature verification


class StreamSession:
    """Answers a client's messages in their order; an error of one does not close the connection."""

    def __init__(
        self, settings: Settings, broadcaster: Broadcaster, requests: ChannelRequests, signed_in: SignedInConnections
    ) -> None:
        self._settings = settings
        self._broadcaster = broadcaster
        self._requests = requests
        self._signed_in = signed_in

    async def run(self, connection: Connection, receive: Receive, send: Send) -> None:
        """Serve an accepted connection until it ends."""
        settings = self._settings
        bucket = TokenBucket(settings.websocket_messages, 2 * settings.websocket_messages, time.monotonic())
        self._broadcaster.join(connection.client)
        try:
            while (message := await self._next(connection, receive))["type"] == "websocket.receive":
                raw = message.get("text") or message.get("bytes") or ""
                async for answer in self._answer(connection, bucket, raw):
                    await send({"type": "websocket.send", "text": answer.decode()})
        finally:
            self._broadcaster.leave(connection.client)
            self._signed_in.leave(connection)

    async def _next(self, connection: Connection, receive: Receive) -> Message:
        """The next message. A connection without message, channel or token for `websocket_idle` is closed."""
        while True:
            try:
                async with asyncio.timeout(self._settings.websocket_idle):
                    return await receive()
            except TimeoutError:
                if not connection.claims and not connection.client.subscribed:
                    connection.client.socket.close(CloseCode.IDLE, "idle: nothing was subscribed to")

    async def _answer(self, connection: Connection, bucket: TokenBucket, raw: str | bytes) -> AsyncIterator[bytes]:
        now = time.monotonic()
        if not bucket.take(now):
            wait = bucket.wait(now)
            what = f"A connection may send {self._settings.websocket_messages:g} messages a second"
            yield error_message(RateLimitedError(what, wait), id_of(raw))
            await asyncio.sleep(wait)  # meanwhile nothing more is read from this client
            return
        try:
            operation = parse_operation(raw)
        except StreamError as error:
            yield error_message(error, id_of(raw))
            return
        try:
            async for answer in self._perform(connection, operation):
                yield answer
        except RefusedTokenError as error:
            bucket.take(time.monotonic(), _REFUSED_TOKEN_COSTS)
            yield error_message(error, operation.id)
        except StreamError as error:
            yield error_message(error, operation.id)

    async def _perform(self, connection: Connection, operation: Operation) -> AsyncIterator[bytes]:
        match operation:
            case Subscribe():
                async for answer in self._requests.subscribe(connection, operation):
                    yield answer
            case Unsubscribe():
                async for answer in self._requests.unsubscribe(connection, operation):
                    yield answer
            case Ping():
                yield frames.control("pong", id=operation.id, server_time=rfc3339(now_us()))
            case Auth():
                await self._signed_in.authenticate(connection, operation.token, operation.api_key)
                yield frames.control("ack", id=operation.id, channels=[])
