"""Which coin the name in a channel means: found in the topics, else requested from market-data."""

import asyncio
from typing import Final
from urllib.parse import quote

import aiohttp
import msgspec
from cachetools import TTLCache
from yarl import URL

from gateway.errors import UnknownChannelError
from gateway.stream.channels.channel_store import ChannelStore
from gateway.stream.channels.names import Channel

_REMEMBERED: Final = 10_000
_UNKNOWN_FOR_S: Final = 5.0  # short, so that a new coin is found soon
_FOUND_FOR_S: Final = 600.0
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
        self._unknown = TTLCache[str, bool](_REMEMBERED, _UNKNOWN_FOR_S)
        self._found = TTLCache[str, str](_REMEMBERED, _FOUND_FOR_S)
        self._slots = asyncio.Semaphore(_REQUESTS)

    def recall(self, channel: Channel) -> Channel | None:
        """The channel by its coin's id, where its name may have the symbol; None if market-data must be asked. No I/O.

        Raises:
            UnknownChannelError: there is no such coin, or it has no such instrument.
        """
        if not channel.kind.has_coin:
            return channel
        name, store = channel.coin_id, self._store
        if name in self._unknown:
            raise UnknownChannelError(channel.name)
        coin_id = name if name in store.coins else store.symbols.get(name) or self._found.get(name)
        return None if coin_id is None else self._of_coin(channel, coin_id)

    async def find(self, channel: Channel) -> Channel:
        """The channel by its coin's id, from market-data.

        Raises:
            UnknownChannelError: there is no such coin, or it has no such instrument.
        """
        name = channel.coin_id
        url = URL(f"{self._url}/market/coins/{quote(name, safe='')}", encoded=True)
        try:
            async with self._slots, self._http.get(url, timeout=aiohttp.ClientTimeout(total=2)) as answer:
                if answer.status == _NOT_FOUND:
                    self._unknown[name] = True
                    raise UnknownChannelError(channel.name)
                coin_id = msgspec.json.decode(await answer.read(), type=_CoinAnswer).coin_id
        except (aiohttp.ClientError, TimeoutError, msgspec.DecodeError):
            coin_id = name  # taken as it is while market-data is away: its data will come if it exists
        else:
            self._found[name] = coin_id
        return self._of_coin(channel, coin_id)

    def _of_coin(self, channel: Channel, coin_id: str) -> Channel:
        channel = msgspec.structs.replace(channel, coin_id=coin_id)
        if not self._store.has_instrument(channel):
            raise UnknownChannelError(channel.name)
        return channel
