"""The venues as the ingester sees them: addresses, parser, REST, and how to subscribe."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shared.events.values import Instrument, Venue

from market_data.venues import binance, binance_quotes, coinbase, kraken
from market_data.venues.binance_rest import BinanceRest
from market_data.venues.bounds import TimeWindow
from market_data.venues.coinbase_rest import CoinbaseRest
from market_data.venues.kraken_rest import KrakenRest
from market_data.venues.rest import VenueClient
from market_data.venues.types import Parser, VenueRest


@dataclass(frozen=True, slots=True)
class Adapter:
    """`socket` and `rest` are the venue's addresses; `simulated` are the simulator's paths for both.

    `subscribe` makes the messages of one request, with its id, for at most `most_at_once` instruments; `pause` is how
    many seconds lie between two messages, and `calls_per_second` how many REST requests the ingester sends,
    `history_calls_per_second` how many the import of history beside it, so that the venue's limits are kept: 6 000 of
    weight a minute at Binance (2 a page of candles), 10 requests a second at Coinbase, one a second at Kraken.
    `acknowledges_anything`: also names that do not exist, so that only what comes proves something.
    """

    venue: Venue
    socket: str
    rest: str
    simulated: tuple[str, str]
    make_parser: Callable[[Mapping[str, Instrument], TimeWindow], Parser]
    make_rest: Callable[[VenueClient], VenueRest]
    subscribe: Callable[[Sequence[str], int], list[bytes]]
    most_at_once: int
    pause: float
    calls_per_second: float
    history_calls_per_second: float
    acknowledges_anything: bool = False
    subscribe_quotes: Callable[[Sequence[str], int], list[bytes]] | None = None
    """Makes the messages for the quotes alone, where the venue answers to them apart from the trades."""
    state_stream: Callable[[bytes], bytes | None] | None = None
    """Names the stream of a frame that a later one of the same stream makes useless (None: it is no such frame)."""
    connections_at_once: int = 20
    """How often it may be connected to without a pause."""
    connections_per_minute: float = 24
    """And how often over time. So two ingesters at one address stay within the venue's limit."""
    series: tuple[bool, ...] = (False,)
    """Its series of trade ids, by whether they are aggregated. Only the first one is followed live."""

    def socket_url(self, simulator_url: str | None) -> str:
        if not simulator_url:
            return self.socket
        return simulator_url.rstrip("/").replace("http", "ws", 1) + self.simulated[0]

    def rest_url(self, simulator_url: str | None) -> str:
        return simulator_url.rstrip("/") + self.simulated[1] if simulator_url else self.rest

    def requests(self, natives: Sequence[str]) -> list[Sequence[str]]:
        """`natives` in as many parts as requests are needed for them."""
        return [natives[at : at + self.most_at_once] for at in range(0, len(natives), self.most_at_once)]


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
            subscribe=binance.subscription,
            most_at_once=100,
            pause=0.3,
            calls_per_second=20,
            history_calls_per_second=10,
            acknowledges_anything=True,
            connections_per_minute=24,  # 20 and 120 in five minutes; two ingesters may have 300
            series=(True, False),
            state_stream=binance_quotes.state_stream,
        ),
        Adapter(
            venue=Venue.COINBASE,
            socket="wss://ws-feed.exchange.coinbase.com",
            rest="https://api.exchange.coinbase.com",
            simulated=("/coinbase", "/coinbase"),
            make_parser=coinbase.CoinbaseParser,
            make_rest=CoinbaseRest,
            subscribe=coinbase.subscription,
            most_at_once=500,
            pause=0.1,
            calls_per_second=8,
            history_calls_per_second=4,
        ),
        Adapter(
            venue=Venue.KRAKEN,
            socket="wss://ws.kraken.com/v2",
            rest="https://api.kraken.com",
            simulated=("/kraken/v2", "/kraken"),
            make_parser=kraken.KrakenParser,
            make_rest=KrakenRest,
            subscribe=kraken.subscription,
            subscribe_quotes=kraken.quote_subscription,
            connections_at_once=15,
            connections_per_minute=6,  # 15 and 60 in ten minutes; two ingesters may have 150
            most_at_once=500,
            pause=0.1,
            calls_per_second=5,
            history_calls_per_second=1,
        ),
    )
}
