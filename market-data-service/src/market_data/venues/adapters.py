"""The venues as the ingester sees them: addresses, parser, REST, and how to subscribe."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import httpx
from shared.events.values import Instrument, Venue

from market_data.venues import binance, coinbase, kraken
from market_data.venues.binance_rest import BinanceRest
from market_data.venues.bounds import TimeWindow
from market_data.venues.coinbase_rest import CoinbaseRest
from market_data.venues.kraken_rest import KrakenRest
from market_data.venues.types import Parser, VenueRest


@dataclass(frozen=True, slots=True)
class Adapter:
    """`socket` and `rest` are the venue's addresses; `simulated` are the simulator's paths for both.

    `subscribe` makes the requests for some instruments; `pause` is how many seconds lie between two of them, and
    `calls_per_second` how many REST requests are sent, so that the venue's limits are kept.
    """

    venue: Venue
    socket: str
    rest: str
    simulated: tuple[str, str]
    make_parser: Callable[[Mapping[str, Instrument], TimeWindow], Parser]
    make_rest: Callable[[httpx.AsyncClient], VenueRest]
    subscribe: Callable[[Sequence[str]], list[bytes]]
    pause: float
    calls_per_second: float
    series: tuple[bool, ...] = (False,)
    """Its series of trade ids, by whether they are aggregated. Only the first one is followed live."""

    def socket_url(self, simulator_url: str | None) -> str:
        if simulator_url is None:
            return self.socket
        return simulator_url.rstrip("/").replace("http", "ws", 1) + self.simulated[0]

    def rest_url(self, simulator_url: str | None) -> str:
        return self.rest if simulator_url is None else simulator_url.rstrip("/") + self.simulated[1]


def _subscribe_binance(natives: Sequence[str]) -> list[bytes]:
    size = 100
    return [binance.subscription(natives[at : at + size], at // size + 1) for at in range(0, len(natives), size)]


def _subscribe_coinbase(natives: Sequence[str]) -> list[bytes]:
    return [coinbase.subscription(natives)]


def _subscribe_kraken(natives: Sequence[str]) -> list[bytes]:
    return kraken.subscription(natives, 1)


ADAPTERS: Final = {
    adapter.venue: adapter
    for adapter in (
        Adapter(
            venue=Venue.BINANCE,
            socket="wss://stream.binance.com:9443/stream",
            rest="https://data-api.binance.vision",
            simulated=("/binance/stream", "/binance"),
            make_parser=binance.BinanceParser,
            make_rest=BinanceRest,
            subscribe=_subscribe_binance,
            pause=0.3,
            calls_per_second=20,
            series=(True, False),
        ),
        Adapter(
            venue=Venue.COINBASE,
            socket="wss://ws-feed.exchange.coinbase.com",
            rest="https://api.exchange.coinbase.com",
            simulated=("/coinbase", "/coinbase"),
            make_parser=coinbase.CoinbaseParser,
            make_rest=CoinbaseRest,
            subscribe=_subscribe_coinbase,
            pause=0.1,
            calls_per_second=8,
        ),
        Adapter(
            venue=Venue.KRAKEN,
            socket="wss://ws.kraken.com/v2",
            rest="https://api.kraken.com",
            simulated=("/kraken/v2", "/kraken"),
            make_parser=kraken.KrakenParser,
            make_rest=KrakenRest,
            subscribe=_subscribe_kraken,
            pause=0.1,
            calls_per_second=5,
        ),
    )
}
