"""Which portfolios clients look at: each is its owner's alone, and is valued for as long as somebody looks."""

import asyncio
from collections.abc import Callable, Collection
from typing import Final, NoReturn

import aiohttp
from shared.clock import now_us
from shared.events import WatchV1
from shared.kafka import Producer
from shared.kafka.topics import WATCHES

from gateway.errors import PrivateChannelError, UnavailableChannelError, UnknownChannelError
from gateway.stream.channels.channel_store import ChannelStore
from gateway.stream.channels.names import Channel
from gateway.stream.sessions.connection import Connection, FollowedPortfolio

_EVERY_S: Final = 10.0
_LASTS_US: Final = 30_000_000
"""A watch that was lost, or a replica that has just begun, is made up for by the next one."""
_TIMEOUT: Final = aiohttp.ClientTimeout(total=5)
_REQUESTS: Final = 16
_FOUND, _NOT_FOUND = 200, 404


class PortfolioWatches:
    """`followed`: the portfolios that connections have."""

    def __init__(
        self,
        store: ChannelStore,
        producer: Producer,
        http: aiohttp.ClientSession,
        portfolio_url: str,
        followed: Callable[[], Collection[FollowedPortfolio]],
    ) -> None:
        self._store = store
        self._producer = producer
        self._http = http
        self._url = portfolio_url.rstrip("/")
        self._followed = followed
        self._slots = asyncio.Semaphore(_REQUESTS)

    async def begin(self, connection: Connection, channel: Channel) -> None:
        """Have a portfolio valued from now on.

        Raises:
            UnknownChannelError: it does not exist, or is not the caller's.
            PrivateChannelError: the connection's token has ended meanwhile.
            UnavailableChannelError: the service that knows whose it is does not answer.
        """
        await self._check_owner(connection, channel)
        if connection.claims is None:
            raise PrivateChannelError(channel.name)
        self._store.portfolios.add(channel.name)
        self._watch(FollowedPortfolio(channel, connection.claims.user_id))

    async def _check_owner(self, connection: Connection, channel: Channel) -> None:
        """The service behind the route is asked, as the client itself might ask it."""
        url = f"{self._url}/portfolio/{channel.owned}/settings"
        headers = {"Authorization": f"Bearer {connection.token}"}
        try:
            async with self._slots, self._http.get(url, headers=headers, timeout=_TIMEOUT) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError):
            raise UnavailableChannelError(channel.name) from None
        if status == _NOT_FOUND:
            raise UnknownChannelError(channel.name)
        if status != _FOUND:
            raise UnavailableChannelError(channel.name)

    async def run(self) -> NoReturn:
        """Say anew what is followed, until cancelled. A background job."""
        while True:
            await asyncio.sleep(_EVERY_S)
            followed = set(self._followed())
            self._store.follow_portfolios({one.channel.name for one in followed})
            for one in followed:
                self._watch(one)

    def _watch(self, one: FollowedPortfolio) -> None:
        if one.channel.owned is not None:
            watch = WatchV1(portfolio_id=one.channel.owned, user_id=one.user_id, until_us=now_us() + _LASTS_US)
            self._producer.put(WATCHES, str(one.channel.owned), watch)
