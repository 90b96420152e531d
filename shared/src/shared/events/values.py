"""Values in the contracts: modes, venues, sides, intervals, instruments. No I/O and no clock."""

import unicodedata
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from pydantic import AfterValidator, Field


def _coin_slug(text: str) -> str:
    # Any script: Binance lists assets whose names are not ASCII. A pattern would say it in a dialect of one library.
    kinds = [unicodedata.category(one)[0] for one in text]
    if kinds[0] not in "LN" or any(kind not in "LMN" and one != "-" for kind, one in zip(kinds, text, strict=True)):
        raise ValueError("must be letters and digits, with hyphens")
    if text != text.lower():
        raise ValueError("must be in lower case")
    return text


CoinSlug = Annotated[str, Field(min_length=1, max_length=64, examples=["bitcoin"]), AfterValidator(_coin_slug)]
"""A coin's id, as the catalogue and whoever names a coin may write it."""


class Mode(StrEnum):
    LIVE = "live"
    SIMULATED = "simulated"
    REPLAY = "replay"


class Venue(StrEnum):
    BINANCE = "binance"
    COINBASE = "coinbase"
    KRAKEN = "kraken"
    COMPOSITE = "composite"


ASSET_ALIASES: Final = {"XBT": "BTC", "XDG": "DOGE"}
"""What Kraken calls assets, and some of its users."""


class Side(StrEnum):
    """The taker's side: that of the order which matched one in the book."""

    BUY = "buy"
    SELL = "sell"


class Interval(StrEnum):
    """A candle's length, smallest first; each one is folded from the one before it."""

    MINUTE = "1m"
    FIVE_MINUTES = "5m"
    QUARTER = "15m"
    HOUR = "1h"
    FOUR_HOURS = "4h"
    DAY = "1d"

    @property
    def us(self) -> int:
        """Length in microseconds."""
        return _LENGTH_US[self]

    @property
    def below(self) -> "Interval | None":
        """The interval this one is folded from; None for the minute, which is folded from trades."""
        return _BELOW[self]

    def floor(self, at_us: int) -> int:
        """Open time (µs) of the UTC-aligned bucket that `at_us` falls into."""
        return at_us - at_us % _LENGTH_US[self]


_MINUTE_US: Final = 60_000_000
_LENGTH_US: Final = {
    Interval.MINUTE: _MINUTE_US,
    Interval.FIVE_MINUTES: 5 * _MINUTE_US,
    Interval.QUARTER: 15 * _MINUTE_US,
    Interval.HOUR: 60 * _MINUTE_US,
    Interval.FOUR_HOURS: 240 * _MINUTE_US,
    Interval.DAY: 1440 * _MINUTE_US,
}
_BELOW: Final = dict(zip(Interval, [None, *list(Interval)[:-1]], strict=True))


class CandleStatus(StrEnum):
    """How completely a candle's time was followed, best first."""

    COMPLETE = "complete"
    BACKFILLED = "backfilled"
    PARTIAL = "partial"

    @property
    def rank(self) -> int:
        return _RANK[self]


_RANK: Final = {status: rank for rank, status in enumerate(CandleStatus)}


def worst(first: CandleStatus, second: CandleStatus) -> CandleStatus:
    """The status that a figure made from both inherits."""
    return first if _RANK[first] >= _RANK[second] else second


class Instrument(msgspec.Struct, frozen=True, gc=False):
    """One tradable at one venue.

    `native` is the venue's own name of it in trades (`BTCUSDT`, `BTC-USD`, `BTC/USD`).
    """

    venue: Venue
    base: str
    quote: str
    coin_id: str
    native: str

    @property
    def symbol(self) -> str:
        return f"{self.base}-{self.quote}"

    @property
    def instrument_id(self) -> str:
        return instrument_id(self.base, self.quote, self.venue)


def instrument_id(base: str, quote: str, venue: Venue) -> str:
    return f"{base}-{quote}.{venue.name}"


def split_instrument_id(text: str) -> tuple[str, str, Venue]:
    """Base, quote and venue of `BTC-USDT.BINANCE`.

    Raises:
        ValueError: it does not have that form, or names an unknown venue.
    """
    symbol, dot, venue = text.rpartition(".")
    base, dash, quote = symbol.rpartition("-")
    if not (dot and dash and base and quote):
        raise ValueError(f"{text!r} is not an instrument id like BTC-USDT.BINANCE")
    try:
        return base, quote, Venue[venue]
    except KeyError:
        raise ValueError(f"{text!r} names no known venue") from None


def composite_id(symbol: str) -> str:
    """The instrument that stands for a coin over all venues, in USD: `BTC-USD.COMPOSITE`."""
    return instrument_id(symbol.upper(), "USD", Venue.COMPOSITE)
