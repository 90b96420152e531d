"""Trades and instruments in the form that all venues share. No I/O."""

from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from simulator.trades.exact_text import rfc3339


class SentTrade(NamedTuple):
    """A trade as it was sent: texts are the venue's own; `side` is the taker's."""

    id: int
    ns: int
    price: str
    size: str
    side: str
    first: int = 0
    last: int = 0


class Series(Protocol):
    """An instrument's trades in ascending order of id."""

    def __len__(self) -> int: ...

    def rows(self, start: int, stop: int) -> list[SentTrade]:
        """Rows by position, as a slice."""

    def at_id(self, trade_id: int) -> int:
        """Position of the first trade with this id or a greater one."""

    def after_ns(self, ns: int) -> int:
        """Position of the first trade later than this."""


@dataclass(slots=True, eq=False)
class SimulatedInstrument:
    """One tradable at one venue. `symbol` is the venue's WebSocket name, `altname` its REST name where it differs."""

    venue: str
    base: str
    quote: str
    symbol: str
    series: Series
    number: int = 0
    altname: str = ""
    price_places: int = 8
    size_places: int = 8
    listing: dict[str, object] = field(default_factory=dict)
    # Binance's `trade` frames: another series of ids than `aggTrade`.
    singles: Series | None = None

    @property
    def instrument_id(self) -> str:
        return f"{self.base}-{self.quote}.{self.venue.upper()}"


def truth_item(instrument: SimulatedInstrument, row: SentTrade, prefix: str) -> dict[str, str]:
    """One item of `GET /control/trades`."""
    return {
        "instrument_id": instrument.instrument_id,
        "trade_id": f"{prefix}{row.id}",
        "price": row.price,
        "size": row.size,
        "side": row.side,
        "timestamp": rfc3339(row.ns // 1_000),
    }


class Truth(Protocol):
    """The true trades: all that were made or played so far, in that order, whether or not a client got them."""

    def count(self, venue: str | None) -> int: ...

    def page(self, venue: str | None, start: int, limit: int) -> list[dict[str, str]]:
        """Items from the given offset on."""
