"""What a client's messages about channels do: which channels are meant, what they cost, and that they begin or end."""

from collections.abc import AsyncIterator, Callable, Iterable
from typing import Final, NamedTuple

from gateway.access.stream_limits import StreamLimits
from gateway.errors import StreamError, TooManyChannelsError, TooManyNamesError
from gateway.stream import frames
from gateway.stream.channels.channel_store import ChannelStore
from gateway.stream.channels.names import ACCOUNT, Channel, Kind, parse_channel
from gateway.stream.fan_out.broadcaster import Broadcaster
from gateway.stream.fan_out.clients import Subscription
from gateway.stream.sessions.coin_names import CoinNames
from gateway.stream.sessions.connection import Connection
from gateway.stream.sessions.operations import ResumePoint, Subscribe, Unsubscribe
from gateway.stream.sessions.portfolio_watches import PortfolioWatches
from gateway.stream.sessions.signed_in import SignedInConnections

_OWNER_COST: Final = 10
"""Of a portfolio: another service is asked whose it is."""


class _Named(NamedTuple):
    """A channel as a message names it. `known`: as it is called here; None: market-data must be asked."""

    text: str
    channel: Channel
    known: Channel | None


class ChannelRequests:
    """`most`: the channels that a connection may have. `stream`: the id of the topics as they are now."""

    def __init__(
        self,
        store: ChannelStore,
        broadcaster: Broadcaster,
        coin_names: CoinNames,
        signed_in: SignedInConnections,
        watches: PortfolioWatches,
        limits: StreamLimits,
        stream: Callable[[], str],
        *,
        most: int,
    ) -> None:
        self._store = store
        self._broadcaster = broadcaster
        self._coin_names = coin_names
        self._signed_in = signed_in
        self._watches = watches
        self._limits = limits
        self._stream = stream
        self._most = most

    async def subscribe(self, connection: Connection, operation: Subscribe) -> AsyncIterator[bytes]:
        """Begin the channels that can begin; an `error` for each other one.

        Raises:
            StreamError: the whole message is refused.
        """
        resume = operation.resume or ResumePoint("")
        new_stream = resume.stream != self._stream()
        named, errors = self._read(operation.channels)
        await self._pay(connection, operation.channels, named, {} if new_stream else resume.channels)
        channels: dict[str, Channel] = {}
        seqs: dict[str, int] = {}
        for one in named:
            if connection.client.socket.is_gone:
                return
            try:
                channel = await self._add(connection, one)
            except StreamError as error:
                errors.append(error)
                continue
            channels[channel.name] = channel
            if one.text in resume.channels:
                seqs[channel.name] = resume.channels[one.text]
        if channels or not errors:
            shown = [channel.shown for channel in channels.values()]
            yield frames.control("ack", id=operation.id, channels=shown)
            self._begin(connection, channels, seqs, new_stream=new_stream)
        for failed in errors:
            yield error_message(failed, operation.id)

    async def unsubscribe(self, connection: Connection, operation: Unsubscribe) -> AsyncIterator[bytes]:
        """End channels; an `error` for each name of none.

        Raises:
            StreamError: the whole message is refused.
        """
        named, errors = self._read(operation.channels)
        await self._pay(connection, operation.channels, [], {})
        # A name that market-data would have to be asked about has not been subscribed to.
        channels = [one.known or one.channel for one in named]
        ended = {channel for channel in connection.owned if channel.shown in {one.shown for one in channels}}
        connection.owned -= ended
        names = {channel.name for channel in (*channels, *ended)}
        connection.client.subscribed.difference_update(names)
        connection.follows_account &= ACCOUNT not in names
        self._broadcaster.unsubscribe(connection.client, frozenset(names))
        if channels or not errors:
            shown = list(dict.fromkeys(channel.shown for channel in channels))
            yield frames.control("ack", id=operation.id, channels=shown)
        for failed in errors:
            yield error_message(failed, operation.id)

    def _read(self, texts: list[str]) -> tuple[list[_Named], list[StreamError]]:
        """The channels that names stand for, each once, as far as it is known here."""
        if len(texts) > 2 * self._most:
            raise TooManyNamesError(2 * self._most)
        named: list[_Named] = []
        errors: list[StreamError] = []
        for text in dict.fromkeys(texts):
            try:
                channel = parse_channel(text)
                named.append(_Named(text, channel, self._coin_names.recall(channel)))
            except StreamError as error:
                errors.append(error)
        return named, errors

    async def _pay(
        self, connection: Connection, texts: list[str], named: Iterable[_Named], seqs: dict[str, int]
    ) -> None:
        cost = len(texts) + sum(self._store.count(one.known, seqs.get(one.text)) for one in named if one.known)
        cost += _OWNER_COST * sum(one.channel.kind is Kind.PORTFOLIO for one in named)
        await self._limits.take_subscription(connection.address, connection.claims, cost)

    async def _add(self, connection: Connection, named: _Named) -> Channel:
        """Count a channel as subscribed to."""
        channel = named.known
        if channel is None:
            await self._limits.take_lookup(connection.address, connection.claims, named.text)
            channel = await self._coin_names.find(named.channel)
        channel = self._signed_in.check_access(connection, channel)
        subscribed = connection.client.subscribed
        if channel.name not in subscribed and len(subscribed) >= self._most:
            raise TooManyChannelsError(named.text, self._most)
        if channel.kind is Kind.PORTFOLIO:
            await self._watches.begin(connection, channel)
        if channel.owned is not None:
            connection.owned.add(channel)
        subscribed.add(channel.name)
        return channel

    def _begin(
        self, connection: Connection, channels: dict[str, Channel], seqs: dict[str, int], *, new_stream: bool
    ) -> None:
        if channels.pop(ACCOUNT, None):
            seq = None if new_stream else seqs.get(ACCOUNT)
            self._signed_in.follow_account(connection, resume=ACCOUNT in seqs, seq=seq)
        self._broadcaster.subscribe(Subscription(connection.client, list(channels.values()), seqs, new_stream))


def error_message(error: StreamError, number: int | str | None) -> bytes:
    """The `error` message about a request with this `id`."""
    about: dict[str, object] = {} if error.channel is None else {"channel": error.channel}
    if error.retry_after_ms is not None:
        about["retry_after_ms"] = error.retry_after_ms
    return frames.control("error", id=number, code=error.code, detail=error.detail, **about)
