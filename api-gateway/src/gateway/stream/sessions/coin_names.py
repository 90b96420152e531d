"""Which coin the name in a channel means: found in the topics, else requested from market-data."""

import asyncio
from typing import Final

import aiohttp
import msgspec
from cachetools import TTLCache

from gateway.errors import UnknownChannelError
from gateway.stream.channels.channel_store import ChannelStore
from gateway.stream.channels.names import Channel

_UNKNOWN_NAMES: Final = 10_000
_UNKNOWN_FOR_S: Final = 5.0  # short, so that a new coin is found soon
_REQUESTS: Final = 4
_NOT_FOUND: Final = 404


class _CoinAnswer(msgspec.Struct):
    coin_id: str


class CoinNames:
    """Sends market-data at most four requests at once, and none about an unknown name within 5 s."""

    def __init__(self, store: ChannelStore, http: aiohttp.ClientSession, market_data_url: str) -> None:
        self._store = store
        self._http = http
        self._url = market_data_url.rstrip("/")
        self._unknown = TTLCache[str, bool](_UNKNOWN_NAMES, _UNKNOWN_FOR_S)
        self._slots = asyncio.Semaphore(_REQUESTS)

    async def resolve(self, channel: Channel) -> Channel:
        """The channel by its coin's id, where its name may have the symbol.

        Raises:
            UnknownChannelError: there is no such coin, or it has no such instrument.
        """
        if not channel.kind.has_coin:
            return channel
        if channel.coin_id not in self._store.coins:
            coin_id = self._store.symbols.get(channel.coin_id) or await self._fetch_coin_id(channel)
            channel = msgspec.structs.replace(channel, coin_id=coin_id)
        if not self._store.has_instrument(channel):
            raise UnknownChannelError(channel.name)
        return channel

    async def _fetch_coin_id(self, channel: Channel) -> str:
        if channel.coin_id in self._unknown:
            raise UnknownChannelError(channel.name)
        url = f"{self._url}/market/coins/{channel.coin_id}"
        try:
            async with self._slots, self._http.get(url, timeout=aiohttp.ClientTimeout(total=2)) as answer:
                if answer.status == _NOT_FOUND:
                    self._unknown[channel.coin_id] = True
                    raise UnknownChannelError(channel.name)
                return msgspec.json.decode(await answer.read(), type=_CoinAnswer).coin_id
        except (aiohttp.ClientError, TimeoutError, msgspec.DecodeError):
            return channel.coin_id  # taken as it is while market-data is away: its data will come if it exists
