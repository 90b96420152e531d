"""Which coin a channel's name means: known from the topics, else asked of market-data."""

import asyncio
import time
from collections import OrderedDict

import aiohttp
import msgspec

from gateway.errors import UnknownChannelError
from gateway.stream.channels.names import Channel
from gateway.stream.channels.store import Store

_REMEMBERED = 10_000
_FORGET_AFTER = 5.0  # seconds: a coin that appears is found soon
_NOT_FOUND = 404


class _Coin(msgspec.Struct):
    coin_id: str


class Coins:
    """Asks at most four times at once, and not again for an unknown name within 5 s."""

    def __init__(self, store: Store, http: aiohttp.ClientSession, market_data_url: str) -> None:
        self._store = store
        self._http = http
        self._url = market_data_url.rstrip("/")
        self._unknown: OrderedDict[str, float] = OrderedDict()
        self._slots = asyncio.Semaphore(4)

    async def resolve(self, channel: Channel) -> Channel:
        """The channel by its coin's id, where the name may have said its symbol.

        Raises:
            UnknownChannelError: nobody knows the coin, or it has no such instrument.
        """
        if not channel.kind.has_coin:
            return channel
        if channel.coin_id not in self._store.coins:
            coin_id = self._store.symbols.get(channel.coin_id) or await self._ask(channel)
            channel = msgspec.structs.replace(channel, coin_id=coin_id)
        if not self._store.lists(channel):
            raise UnknownChannelError(channel.name)
        return channel

    async def _ask(self, channel: Channel) -> str:
        asked = self._unknown.get(channel.coin_id)
        if asked is not None and time.monotonic() - asked < _FORGET_AFTER:
            raise UnknownChannelError(channel.name)
        try:
            async with (
                self._slots,
                self._http.get(
                    f"{self._url}/market/coins/{channel.coin_id}", timeout=aiohttp.ClientTimeout(total=2)
                ) as answer,
            ):
                if answer.status == _NOT_FOUND:
                    self._remember(channel.coin_id)
                    raise UnknownChannelError(channel.name)
                return msgspec.json.decode(await answer.read(), type=_Coin).coin_id
        except (aiohttp.ClientError, TimeoutError, msgspec.DecodeError):
            return channel.coin_id  # nobody can tell now; its data will come if it exists

    def _remember(self, name: str) -> None:
        self._unknown[name] = time.monotonic()
        self._unknown.move_to_end(name)
        while len(self._unknown) > _REMEMBERED:
            self._unknown.popitem(last=False)
