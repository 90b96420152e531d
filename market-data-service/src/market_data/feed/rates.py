"""What a unit of each quote asset is worth in USD: the median of the venues' mids. No I/O and no clock."""

from bisect import bisect_right
from collections import deque
from collections.abc import Collection
from decimal import Decimal
from statistics import median
from typing import Final, NamedTuple

from shared.events import RateV1, TickerV1
from shared.events.values import Venue

LONGEST_AGE_US: Final = 60_000_000
_HISTORY_US: Final = 86_400_000_000
_CACHE_US: Final = 250_000
_ONE: Final = Decimal(1)
_PLACES: Final = Decimal("1e-12")


class UsdRate(NamedTuple):
    quote_usd: Decimal
    as_of_us: int


def _as_of_us(rate: UsdRate) -> int:
    return rate.as_of_us


class Rates:
    """The newest mid of each quote-USD market, and the rates of the last 24 hours.

    `quotes` are the assets that may be a quote: stablecoins and currencies, never a coin.
    """

    def __init__(self, quotes: Collection[str]) -> None:
        self._quotes = frozenset(quotes)
        self.expected: set[str] = set()
        """Quotes for which some followed instrument gives the rate."""
        self._mids: dict[str, dict[Venue, UsdRate]] = {}
        self._history: dict[str, deque[UsdRate]] = {}
        self._cached: dict[str, tuple[int, UsdRate | None]] = {}

    def is_rate(self, base: str, quote: str) -> bool:
        """Whether an instrument's mid is the rate of a quote asset."""
        return quote == "USD" and base in self._quotes

    def on_ticker(self, base: str, ticker: TickerV1) -> None:
        """Take the mid of `base` in USD; a one-sided or crossed book has none."""
        bid, ask = ticker.bid_price, ticker.ask_price
        if bid is None or ask is None or bid > ask:
            return
        self._mids.setdefault(base, {})[ticker.venue] = UsdRate((bid + ask) / 2, ticker.ts_recv_us)
        self._cached.pop(base, None)

    def now(self, quote: str, at_us: int) -> UsdRate | None:
        """The rate at `at_us` by mids received at most 60 s before; None if there is none. Never assumed."""
        if quote == "USD":
            return UsdRate(_ONE, at_us)
        until, rate = self._cached.get(quote, (0, None))
        if at_us >= until:
            rate = self._median(quote, at_us)
            self._cached[quote] = (at_us + _CACHE_US, rate)
        return rate

    def _median(self, quote: str, at_us: int) -> UsdRate | None:
        fresh = [mid for mid in self._mids.get(quote, {}).values() if at_us - mid.as_of_us <= LONGEST_AGE_US]
        if not fresh:
            return None
        middle = median(mid.quote_usd for mid in fresh)
        return UsdRate(middle.quantize(_PLACES).normalize(), max(mid.as_of_us for mid in fresh))

    def current(self, at_us: int) -> list[RateV1]:
        """The rates to publish: one for each quote that has one now."""
        found = ((quote, self.now(quote, at_us)) for quote in sorted(self._mids))
        return [RateV1(quote=quote, quote_usd=rate.quote_usd, as_of_us=rate.as_of_us) for quote, rate in found if rate]

    def record(self, rate: RateV1) -> None:
        """Add a published rate, our own or one read back from the topic, to the history, in the order of its time."""
        history = self._history.setdefault(rate.quote, deque())
        recorded = UsdRate(rate.quote_usd, rate.as_of_us)
        if history and recorded.as_of_us < history[-1].as_of_us:
            history.insert(bisect_right(history, recorded.as_of_us, key=_as_of_us), recorded)
        else:
            history.append(recorded)
        while history[0].as_of_us < history[-1].as_of_us - _HISTORY_US:
            history.popleft()

    def at(self, quote: str, event_us: int) -> UsdRate | None:
        """The rate of `event_us` for a back-filled trade: the last before it, else the first after, within 60 s."""
        if quote == "USD":
            return UsdRate(_ONE, event_us)
        history = self._history.get(quote, deque())
        place = bisect_right(history, event_us, key=_as_of_us)
        near = [history[at] for at in (place - 1, place) if 0 <= at < len(history)]
        return next((rate for rate in near if abs(event_us - rate.as_of_us) <= LONGEST_AGE_US), None)
