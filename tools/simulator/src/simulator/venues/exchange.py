"""One venue: the instruments that it lists, its connections, and its candle and ticker statistics."""

from collections.abc import Callable

from simulator.connections.open_connections import OpenConnections
from simulator.generated.statistics import MarketStatistics
from simulator.settings import Settings
from simulator.trades.trade import SimulatedInstrument


class Exchange:
    """`statistics` is None in a replay: no tickers of its own, no candle history."""

    def __init__(
        self,
        settings: Settings,
        venue: str,
        instruments: list[SimulatedInstrument],
        statistics: MarketStatistics | None,
    ) -> None:
        self.settings = settings
        self.venue = venue
        self.instruments = instruments
        self.statistics = statistics
        self.connections = OpenConnections(venue, settings.seed)
        self.protocol = "current"
        self.on_trading: Callable[[list[SimulatedInstrument]], None] = lambda _instruments: None
        self.now_us: Callable[[], int] = lambda: 0
        self._by_symbol = {instrument.symbol: instrument for instrument in instruments}
        self._by_name = {name.upper(): instrument for instrument in instruments for name in _names(instrument)}

    def by_name(self, name: str) -> SimulatedInstrument | None:
        """In any case, by any of its names."""
        return self._by_name.get(name.upper())

    def by_symbol(self, symbol: str) -> SimulatedInstrument | None:
        """By the name that the venue's own socket uses, exactly."""
        return self._by_symbol.get(symbol)

    def follow(self, instruments: list[SimulatedInstrument]) -> None:
        """Report that a client subscribed to the trades of these instruments."""
        if instruments:
            self.on_trading(instruments)


def _names(instrument: SimulatedInstrument) -> list[str]:
    base, quote = instrument.base, instrument.quote
    derived = [f"{base}{quote}", f"{base}/{quote}", f"{base}-{quote}", instrument.instrument_id]
    return [*derived, instrument.altname or instrument.symbol, instrument.symbol]
