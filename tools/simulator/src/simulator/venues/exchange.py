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
        self.traded: dict[str, int] = {}
        """How many trades each symbol had a second ago."""
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

    def find(self, symbol: str) -> SimulatedInstrument | None:
        """The same, of what is not delisted."""
        found = self.by_symbol(symbol)
        return found if found is not None and self.is_listed(found) else None

    def listed(self) -> list[SimulatedInstrument]:
        """Those that are not delisted."""
        gone = self.connections.faults.symbols("delist")
        return [each for each in self.instruments if each.symbol not in gone]

    def is_listed(self, instrument: SimulatedInstrument) -> bool:
        return instrument.symbol not in self.connections.faults.symbols("delist")

    def is_halted(self, instrument: SimulatedInstrument) -> bool:
        return instrument.symbol in self.connections.faults.symbols("halt")

    def trades(self, instrument: SimulatedInstrument) -> bool:
        """Whether it is listed and not halted; otherwise it has neither trades nor tickers."""
        return self.is_listed(instrument) and not self.is_halted(instrument)

    def not_trading(self) -> list[SimulatedInstrument]:
        """What is halted or delisted."""
        faults = self.connections.faults
        names = faults.symbols("halt") | faults.symbols("delist")
        return [found for name in names if (found := self.by_symbol(name)) is not None]

    def to_subscribe(self, symbol: str) -> SimulatedInstrument | None:
        """What a subscription may name: what is listed and not refused."""
        return None if symbol in self.connections.faults.symbols("refuse_symbol") else self.find(symbol)

    def follow(self, instruments: list[SimulatedInstrument]) -> None:
        """Report that a client subscribed to the trades of these instruments."""
        if instruments:
            self.on_trading(instruments)


def _names(instrument: SimulatedInstrument) -> list[str]:
    base, quote = instrument.base, instrument.quote
    derived = [f"{base}{quote}", f"{base}/{quote}", f"{base}-{quote}", instrument.instrument_id]
    return [*derived, instrument.altname or instrument.symbol, instrument.symbol]
