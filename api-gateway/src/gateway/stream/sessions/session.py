"""One WebSocket connection: the client's messages and their answers. Updates are sent by the broadcaster."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Final

from shared.clock import now_us, rfc3339
from shared.data.token_bucket import TokenBucket
from starlette.types import Message, Receive, Scope, Send

from gateway.errors import (
    RefusedTokenError,
    StreamError,
    TooManyChannelsError,
    TooManyMessagesError,
)
from gateway.settings import Settings
from gateway.stream import frames
from gateway.stream.channels.names import ACCOUNT, Channel, Kind, parse_channel
from gateway.stream.fan_out.broadcaster import Broadcaster
from gateway.stream.fan_out.clients import StreamClient, Subscription
from gateway.stream.sessions.coin_names import CoinNames
from gateway.stream.sessions.operations import (
    Auth,
    Operation,
    Ping,
    ResumePoint,
    Subscribe,
    Unsubscribe,
    id_of,
    parse_operation,
)
from gateway.stream.sessions.signed_in import Connection, SignedInConnections
from gateway.stream.sessions.websocket_protocol import socket_of

IDLE: Final = 4009  # the close code of a connection that is not used
_REFUSED_TOKEN_COSTS: Final = 5  # messages: checking a forged token costs a signature verification


class StreamSession:
    """Answers a client's messages in their order; an error of one does not close the connection."""

    def __init__(
        self,
        settings: Settings,
        broadcaster: Broadcaster,
        coin_names: CoinNames,
        signed_in: SignedInConnections,
        stream: Callable[[], str],
    ) -> None:
        self._settings = settings
        self._broadcaster = broadcaster
        self._coin_names = coin_names
        self._signed_in = signed_in
        self._stream = stream

    async def run(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve an accepted connection until it ends."""
        settings = self._settings
        connection = Connection(StreamClient(socket_of(scope)))
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
                    connection.client.socket.close(IDLE, "idle: nothing was subscribed to")

    async def _answer(self, connection: Connection, bucket: TokenBucket, raw: str | bytes) -> AsyncIterator[bytes]:
        try:
            if not bucket.take(time.monotonic()):
                raise TooManyMessagesError(self._settings.websocket_messages)
            operation = parse_operation(raw)
        except StreamError as error:
            yield _error(error, id_of(raw))
            return
        try:
            async for answer in self._perform(connection, operation):
                yield answer
        except RefusedTokenError as error:
            now = time.monotonic()
            bucket.take(now, min(bucket.level(now), _REFUSED_TOKEN_COSTS))
            yield _error(error, operation.id)
        except StreamError as error:
            yield _error(error, operation.id)

    async def _perform(self, connection: Connection, operation: Operation) -> AsyncIterator[bytes]:
        match operation:
            case Subscribe():
                async for answer in self._subscribe(connection, operation):
                    yield answer
            case Unsubscribe():
                async for answer in self._unsubscribe(connection, operation):
                    yield answer
            case Ping():
                yield frames.control("pong", id=operation.id, server_time=rfc3339(now_us()))
            case Auth():
                await self._signed_in.authenticate(connection, operation.token)
                yield frames.control("ack", id=operation.id, channels=[])

    async def _subscribe(self, connection: Connection, operation: Subscribe) -> AsyncIterator[bytes]:
        channels: dict[str, Channel] = {}
        seqs: dict[str, int] = {}
        errors: list[StreamError] = []
        resume = operation.resume or ResumePoint("")
        for text in operation.channels:
            try:
                channel = await self._check_channel(connection, text)
            except StreamError as error:
                errors.append(error)
                continue
            channels[channel.name] = channel
            if text in resume.channels:
                seqs[channel.name] = resume.channels[text]
        if channels or not errors:
            yield frames.control("ack", id=operation.id, channels=list(channels))
            self._begin(connection, channels, seqs, new_stream=resume.stream != self._stream())
        for failed in errors:
            yield _error(failed, operation.id)

    async def _check_channel(self, connection: Connection, text: str) -> Channel:
        channel = await self._coin_names.resolve(parse_channel(text))
        if channel.kind is Kind.ACCOUNT:
            self._signed_in.check_account_access(connection)
        subscribed = connection.client.subscribed
        subscribed.add(channel.name)
        if len(subscribed) > self._settings.websocket_channels:
            subscribed.discard(channel.name)
            raise TooManyChannelsError(text, self._settings.websocket_channels)
        return channel

    def _begin(
        self, connection: Connection, channels: dict[str, Channel], seqs: dict[str, int], *, new_stream: bool
    ) -> None:
        if channels.pop(ACCOUNT, None):
            seq = None if new_stream else seqs.get(ACCOUNT)
            self._signed_in.follow_account(connection, resume=ACCOUNT in seqs, seq=seq)
        self._broadcaster.subscribe(Subscription(connection.client, list(channels.values()), seqs, new_stream))

    async def _unsubscribe(self, connection: Connection, operation: Unsubscribe) -> AsyncIterator[bytes]:
        names: list[str] = []
        errors: list[StreamError] = []
        for text in operation.channels:
            try:
                names.append((await self._coin_names.resolve(parse_channel(text))).name)
            except StreamError as error:
                errors.append(error)
        connection.client.subscribed.difference_update(names)
        connection.follows_account &= ACCOUNT not in names
        self._broadcaster.unsubscribe(connection.client, frozenset(names))
        if names or not errors:
            yield frames.control("ack", id=operation.id, channels=names)
        for failed in errors:
            yield _error(failed, operation.id)


def _error(error: StreamError, number: int | str | None) -> bytes:
    about = {"channel": error.channel} if error.channel is not None else {}
    return frames.control("error", id=number, code=error.code, detail=error.detail, **about)
