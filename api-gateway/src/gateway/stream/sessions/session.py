"""One WebSocket connection: what the client asks, and the answers. What it is sent by itself comes from the hub."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Final

from shared.clock import now_us, rfc3339
from starlette.types import Message, Receive, Scope, Send

from gateway.access.token_bucket import Bucket
from gateway.errors import (
    RefusedTokenError,
    StreamError,
    TooManyChannelsError,
    TooManyMessagesError,
)
from gateway.settings import Settings
from gateway.stream import frames
from gateway.stream.channels.names import ACCOUNT, Channel, Kind, parse_channel
from gateway.stream.fan_out.clients import Client, Wanted
from gateway.stream.fan_out.hub import Hub
from gateway.stream.sessions.coin_names import Coins
from gateway.stream.sessions.operations import (
    Auth,
    Operation,
    Ping,
    Resume,
    Subscribe,
    Unsubscribe,
    number_of,
    parse_operation,
)
from gateway.stream.sessions.signed_in import Bearer, Bearers
from gateway.stream.sessions.websocket_protocol import wire_of

IDLE: Final = 4009
_REFUSED_TOKEN_COSTS: Final = 5  # messages: to check a forged token is work


class Session:
    """Answers in the order of the questions; an error of one closes nothing."""

    def __init__(self, settings: Settings, hub: Hub, coins: Coins, bearers: Bearers, stream: Callable[[], str]) -> None:
        self._settings = settings
        self._hub = hub
        self._coins = coins
        self._bearers = bearers
        self._stream = stream

    async def run(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve an accepted connection until it ends."""
        settings = self._settings
        bearer = Bearer(Client(wire_of(scope)))
        bucket = Bucket(settings.websocket_messages, 2 * settings.websocket_messages, time.monotonic())
        self._hub.join(bearer.client)
        try:
            while (message := await self._next(bearer, receive))["type"] == "websocket.receive":
                raw = message.get("text") or message.get("bytes") or ""
                async for answer in self._answer(bearer, bucket, raw):
                    await send({"type": "websocket.send", "text": answer.decode()})
        finally:
            self._hub.leave(bearer.client)
            self._bearers.leave(bearer)

    async def _next(self, bearer: Bearer, receive: Receive) -> Message:
        """The next message; whoever says nothing, listens to nothing and is nobody is closed."""
        while True:
            try:
                async with asyncio.timeout(self._settings.websocket_idle):
                    return await receive()
            except TimeoutError:
                if not bearer.claims and not bearer.client.asked:
                    bearer.client.wire.close(IDLE, "idle: nothing was subscribed to")

    async def _answer(self, bearer: Bearer, bucket: Bucket, raw: str | bytes) -> AsyncIterator[bytes]:
        try:
            if not bucket.take(time.monotonic()):
                raise TooManyMessagesError(self._settings.websocket_messages)
            operation = parse_operation(raw)
        except StreamError as error:
            yield _error(error, number_of(raw))
            return
        try:
            async for answer in self._do(bearer, operation):
                yield answer
        except RefusedTokenError as error:
            now = time.monotonic()
            bucket.take(now, min(bucket.level(now), _REFUSED_TOKEN_COSTS))
            yield _error(error, operation.id)
        except StreamError as error:
            yield _error(error, operation.id)

    async def _do(self, bearer: Bearer, operation: Operation) -> AsyncIterator[bytes]:
        match operation:
            case Subscribe():
                async for answer in self._subscribe(bearer, operation):
                    yield answer
            case Unsubscribe():
                async for answer in self._unsubscribe(bearer, operation):
                    yield answer
            case Ping():
                yield frames.control("pong", id=operation.id, server_time=rfc3339(now_us()))
            case Auth():
                await self._bearers.authenticate(bearer, operation.token)
                yield frames.control("ack", id=operation.id, channels=[])

    async def _subscribe(self, bearer: Bearer, operation: Subscribe) -> AsyncIterator[bytes]:
        wanted: dict[str, Channel] = {}
        seqs: dict[str, int] = {}
        errors: list[StreamError] = []
        resume = operation.resume or Resume("")
        for text in operation.channels:
            try:
                channel = await self._allow(bearer, text)
            except StreamError as error:
                errors.append(error)
                continue
            wanted[channel.name] = channel
            if text in resume.channels:
                seqs[channel.name] = resume.channels[text]
        if wanted or not errors:
            yield frames.control("ack", id=operation.id, channels=list(wanted))
            self._begin(bearer, wanted, seqs, new_stream=resume.stream != self._stream())
        for failed in errors:
            yield _error(failed, operation.id)

    async def _allow(self, bearer: Bearer, text: str) -> Channel:
        channel = await self._coins.resolve(parse_channel(text))
        if channel.kind is Kind.ACCOUNT:
            self._bearers.check_listener(bearer)
        asked = bearer.client.asked
        asked.add(channel.name)
        if len(asked) > self._settings.websocket_channels:
            asked.discard(channel.name)
            raise TooManyChannelsError(text, self._settings.websocket_channels)
        return channel

    def _begin(self, bearer: Bearer, wanted: dict[str, Channel], seqs: dict[str, int], *, new_stream: bool) -> None:
        if wanted.pop(ACCOUNT, None):
            seq = None if new_stream else seqs.get(ACCOUNT)
            self._bearers.listen(bearer, resume=ACCOUNT in seqs, seq=seq)
        self._hub.want(Wanted(bearer.client, list(wanted.values()), seqs, new_stream))

    async def _unsubscribe(self, bearer: Bearer, operation: Unsubscribe) -> AsyncIterator[bytes]:
        names: list[str] = []
        errors: list[StreamError] = []
        for text in operation.channels:
            try:
                names.append((await self._coins.resolve(parse_channel(text))).name)
            except StreamError as error:
                errors.append(error)
        bearer.client.asked.difference_update(names)
        bearer.listens &= ACCOUNT not in names
        self._hub.unsubscribe(bearer.client, frozenset(names))
        if names or not errors:
            yield frames.control("ack", id=operation.id, channels=names)
        for failed in errors:
            yield _error(failed, operation.id)


def _error(error: StreamError, number: int | str | None) -> bytes:
    about = {"channel": error.channel} if error.channel is not None else {}
    return frames.control("error", id=number, code=error.code, detail=error.detail, **about)
