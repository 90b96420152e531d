"""What a unit of each quote asset is worth in USD: the median of the venues' mids. No I/O and no clock."""

from bisect import bisect_right
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Final, NamedTuple

from shared.events import PriceReason, QuoteV1, RateV1, TickerV1
from shared.events.values import Instrument, Venue

from market_data.domain.composite_price import QUIET_TOO_LONG_US

LONGEST_AGE_US: Final = 60_000_000
_ENDED_US: Final = 1_000_000
"""A usable book counts for so long after one that is not: quotes that flicker would leave trades without a rate."""
WIDEST_SHARE: Final = Decimal("0.01")
"""A book that is wider than this, of its mid, says nothing about a currency."""
FARTHEST_SHARE: Final = Decimal("0.01")
"""Two rates that are further apart than this, of the lower one, disagree."""
_HISTORY_US: Final = 86_400_000_000
_CACHE_US: Final = 250_000
_ONE: Final = Decimal(1)
_TWO: Final = 2
_PLACES: Final = Decimal("1e-12")


class UsdRate(NamedTuple):
    """`as_of_us` is when the newest book in it was received; `reason` is what is doubtful about it."""

    quote_usd: Decimal
    as_of_us: int
    reason: PriceReason | None = None


class _HeldRate(NamedTuple):
    """A rate and the time at which it held."""

    held_us: int
    rate: UsdRate


@dataclass(slots=True)
class _Book:
    """The last usable book of a venue; `ended_us`: since then the venue's book is not usable."""

    mid: Decimal
    width: Decimal
    as_of_us: int
    ended_us: int | None = None


def _held_us(held: _HeldRate) -> int:
    return held.held_us


class Rates:
    """The newest book of each quote-USD market, and the rates of the last 24 hours.

    `quotes` are the assets that may be a quote: stablecoins and currencies, never a coin.
    """

    def __init__(self, quotes: Collection[str]) -> None:
        self._quotes = frozenset(quotes)
        self.expected: set[str] = set()
        """Quotes for which some followed instrument gives the rate."""
        self._books: dict[str, dict[Venue, _Book]] = {}
        self._vouched: dict[tuple[Venue, str], int] = {}
        self._history: dict[str, deque[_HeldRate]] = {}
        self._cached: dict[str, tuple[int, UsdRate | None]] = {}

    def is_rate(self, one: Instrument) -> bool:
        """Whether an instrument's mid is the rate of a quote asset."""
        return one.quote == "USD" and one.base in self._quotes

    def on_book(self, base: str, message: TickerV1 | QuoteV1) -> None:
        """Take the mid of `base` in USD; a one-sided, crossed or wide book has none, and ends the one before."""
        bid, ask = message.bid_price, message.ask_price
        if bid is None and ask is None and isinstance(message, TickerV1):
            return  # it says nothing about the book
        books = self._books.setdefault(base, {})
        self._cached.pop(base, None)
        if bid is None or ask is None or bid > ask or ask - bid > WIDEST_SHARE * (bid + ask) / 2:
            if (book := books.get(message.venue)) is not None and book.ended_us is None:
                book.ended_us = message.ts_recv_us
            return
        books[message.venue] = _Book((bid + ask) / 2, ask - bid, message.ts_recv_us)

    def vouch(self, venue: Venue, bases: Collection[str], at_us: int) -> None:
        """The connection delivers frames and follows these assets' USD markets: their last books still stand."""
        for base in bases:
            self._vouched[venue, base] = at_us

    def now(self, quote: str, at_us: int) -> UsdRate | None:
        """The rate at `at_us`, by usable books received or vouched for in the 60 s before; None if there is none."""
        if quote == "USD":
            return UsdRate(_ONE, at_us)
        until, rate = self._cached.get(quote, (0, None))
        if at_us >= until:
            rate = _rate_of(self._standing(quote, at_us))
            self._cached[quote] = (at_us + _CACHE_US, rate)
        return rate

    def _standing(self, quote: str, at_us: int) -> list[_Book]:
        """The books that count; one that has not moved for 15 minutes only where no other does."""
        standing = [
            book
            for venue, book in self._books.get(quote, {}).items()
            if at_us <= self._stands_until(venue, quote, book)
        ]
        moving = [book for book in standing if at_us - book.as_of_us <= QUIET_TOO_LONG_US]
        return moving or standing

    def _stands_until(self, venue: Venue, quote: str, book: _Book) -> int:
        """When the book does not count any more, unless it is vouched for again."""
        if book.ended_us is not None:
            return book.ended_us + _ENDED_US
        return max(book.as_of_us, self._vouched.get((venue, quote), 0)) + LONGEST_AGE_US

    def current(self, at_us: int) -> list[RateV1]:
        """The rates to publish: one for each quote that has one now."""
        found = ((quote, self.now(quote, at_us)) for quote in sorted(self._books))
        return [
            RateV1(quote=quote, quote_usd=rate.quote_usd, as_of_us=rate.as_of_us, made_us=at_us, reason=rate.reason)
            for quote, rate in found
            if rate
        ]

    def record(self, rate: RateV1) -> None:
        """Add a published rate, our own or one read back from the topic, to the history, in the order of its time."""
        history = self._history.setdefault(rate.quote, deque())
        held = _HeldRate(rate.holds_us, UsdRate(rate.quote_usd, rate.as_of_us, rate.reason))
        if history and held.held_us < history[-1].held_us:
            history.insert(bisect_right(history, held.held_us, key=_held_us), held)
        else:
            history.append(held)
        while history[0].held_us < history[-1].held_us - _HISTORY_US:
            history.popleft()

    def at(self, quote: str, event_us: int) -> UsdRate | None:
        """The rate of `event_us` for a back-filled trade: the last before it, else the first after, within 60 s."""
        if quote == "USD":
            return UsdRate(_ONE, event_us)
        history = self._history.get(quote, deque())
        place = bisect_right(history, event_us, key=_held_us)
        near = [history[at] for at in (place - 1, place) if 0 <= at < len(history)]
        return next((held.rate for held in near if abs(event_us - held.held_us) <= LONGEST_AGE_US), None)


def _rate_of(books: Sequence[_Book]) -> UsdRate | None:
    """The median; of two that disagree, which have no middle, that of the narrower book."""
    if not books:
        return None
    mids, as_of_us = [book.mid for book in books], max(book.as_of_us for book in books)
    if len(books) == _TWO and max(mids) - min(mids) > FARTHEST_SHARE * min(mids):
        narrower = min(books, key=lambda book: book.width / book.mid)
        return UsdRate(narrower.mid.quantize(_PLACES).normalize(), narrower.as_of_us, PriceReason.RATES_DISAGREE)
    return UsdRate(median(mids).quantize(_PLACES).normalize(), as_of_us)
