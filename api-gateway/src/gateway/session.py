"""One WebSocket connection: what the client asks, and the answers. What it is sent by itself comes from the hub."""

import time
from collections.abc import AsyncIterator, Callable

from shared.clock import now_us, rfc3339
from starlette.types import Receive, Scope, Send

from gateway import frames
from gateway.bucket import Bucket
from gateway.channels import Channel, parse_channel
from gateway.clients import Client, Wanted
from gateway.coins import Coins
from gateway.errors import (
    AuthUnavailableError,
    StreamError,
    TooManyChannelsError,
    TooManyMessagesError,
)
from gateway.hub import Hub
from gateway.operations import (
    Auth,
    Operation,
    Ping,
    Resume,
    Subscribe,
    Unsubscribe,
    number_of,
    parse_operation,
)
from gateway.protocol import wire_of
from gateway.settings import Settings


class Session:
    """Answers in the order of the questions; an error of one closes nothing."""

    def __init__(self, settings: Settings, hub: Hub, coins: Coins, stream: Callable[[], str]) -> None:
        self._settings = settings
        self._hub = hub
        self._coins = coins
        self._stream = stream

    async def run(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve an accepted connection until it ends."""
        settings = self._settings
        client = Client(wire_of(scope))
        bucket = Bucket(settings.websocket_messages, 2 * settings.websocket_messages, time.monotonic())
        self._hub.join(client)
        try:
            while (message := await receive())["type"] == "websocket.receive":
                raw = message.get("text") or message.get("bytes") or ""
                async for answer in self._answer(client, bucket, raw):
                    await send({"type": "websocket.send", "text": answer.decode()})
        finally:
            self._hub.leave(client)

    async def _answer(self, client: Client, bucket: Bucket, raw: str | bytes) -> AsyncIterator[bytes]:
        try:
            if not bucket.take(time.monotonic()):
                raise TooManyMessagesError(self._settings.websocket_messages)
            operation = parse_operation(raw)
        except StreamError as error:
            yield _error(error, number_of(raw))
            return
        async for answer in self._do(client, operation):
            yield answer

    async def _do(self, client: Client, operation: Operation) -> AsyncIterator[bytes]:
        match operation:
            case Subscribe():
                async for answer in self._subscribe(client, operation):
                    yield answer
            case Unsubscribe():
                async for answer in self._unsubscribe(client, operation):
                    yield answer
            case Ping():
                yield frames.control("pong", id=operation.id, server_time=rfc3339(now_us()))
            case Auth():
                yield _error(AuthUnavailableError(), operation.id)

    async def _subscribe(self, client: Client, operation: Subscribe) -> AsyncIterator[bytes]:
        wanted: dict[str, Channel] = {}
        seqs: dict[str, int] = {}
        errors: list[StreamError] = []
        resume = operation.resume or Resume("")
        for text in operation.channels:
            try:
                channel = await self._allow(client, text)
            except StreamError as error:
                errors.append(error)
                continue
            wanted[channel.name] = channel
            if text in resume.channels:
                seqs[channel.name] = resume.channels[text]
        if wanted or not errors:
            yield frames.control("ack", id=operation.id, channels=list(wanted))
            self._hub.want(Wanted(client, list(wanted.values()), seqs, resume.stream != self._stream()))
        for failed in errors:
            yield _error(failed, operation.id)

    async def _allow(self, client: Client, text: str) -> Channel:
        channel = await self._coins.resolve(parse_channel(text))
        client.asked.add(channel.name)
        if len(client.asked) > self._settings.websocket_channels:
            client.asked.discard(channel.name)
            raise TooManyChannelsError(text, self._settings.websocket_channels)
        return channel

    async def _unsubscribe(self, client: Client, operation: Unsubscribe) -> AsyncIterator[bytes]:
        names: list[str] = []
        errors: list[StreamError] = []
        for text in operation.channels:
            try:
                names.append((await self._coins.resolve(parse_channel(text))).name)
            except StreamError as error:
                errors.append(error)
        client.asked.difference_update(names)
        self._hub.unsubscribe(client, frozenset(names))
        if names or not errors:
            yield frames.control("ack", id=operation.id, channels=names)
        for failed in errors:
            yield _error(failed, operation.id)


def _error(error: StreamError, number: int | str | None) -> bytes:
    about = {"channel": error.channel} if error.channel is not None else {}
    return frames.control("error", id=number, code=error.code, detail=error.detail, **about)
