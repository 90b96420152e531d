"""One venue as the outside sees it: what it lists, its sockets, and where its trades come from."""

from collections.abc import Callable

from simulator.connections.open_connections import Hub
from simulator.generated.statistics import Quotes
from simulator.settings import Settings
from simulator.trades.trade import Instrument


class Exchange:
    """`quotes` is None in a replay: no tickers of its own, no candle history."""

    def __init__(self, settings: Settings, venue: str, instruments: list[Instrument], quotes: Quotes | None) -> None:
        self.settings = settings
        self.venue = venue
        self.instruments = instruments
        self.quotes = quotes
        self.hub = Hub(venue, settings.seed)
        self.protocol = "current"
        self.on_trading: Callable[[list[Instrument]], None] = lambda _instruments: None
        self.now_us: Callable[[], int] = lambda: 0
        self._by_symbol = {instrument.symbol: instrument for instrument in instruments}
        self._by_name = {name.upper(): instrument for instrument in instruments for name in _names(instrument)}

    def by_name(self, name: str) -> Instrument | None:
        """In any case, by any of its names."""
        return self._by_name.get(name.upper())

    def by_symbol(self, symbol: str) -> Instrument | None:
        """By the name that the venue's own socket uses, exactly."""
        return self._by_symbol.get(symbol)

    def follow(self, instruments: list[Instrument]) -> None:
        """Somebody subscribed to their trades."""
        if instruments:
            self.on_trading(instruments)


def _names(instrument: Instrument) -> list[str]:
    base, quote = instrument.base, instrument.quote
    derived = [f"{base}{quote}", f"{base}/{quote}", f"{base}-{quote}", instrument.instrument_id]
    return [*derived, instrument.altname or instrument.symbol, instrument.symbol]
