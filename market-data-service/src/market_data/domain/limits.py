"""Which trades and gaps can be recorded: a second check after the one at parsing. No I/O and no clock."""

from decimal import Decimal
from functools import lru_cache
from typing import Final

from shared.events import GapV1, QuoteV1, TradeV1
from shared.events.values import Venue, split_instrument_id

EARLIEST_US: Final = 1_230_768_000_000_000
"""2009-01-01: nothing was traded before Bitcoin."""
FUTURE_US: Final = 3_600_000_000
_LARGEST_ID: Final = 2**63
_MOST_DIGITS: Final = 19
_LARGEST_PRICE: Final = Decimal("1e24")
_LARGEST_SIZE: Final = Decimal("1e30")
_ZERO: Final = Decimal()
_MOST_PLACES: Final = 60
_LONGEST_NAME: Final = 200


def refusal(trade: TradeV1, now_us: int) -> str | None:
    """Why a trade cannot be recorded, None if it can."""
    latest = now_us + FUTURE_US
    if not (EARLIEST_US <= trade.ts_event_us <= latest and EARLIEST_US <= trade.ts_recv_us <= latest):
        return "its time is not possible"
    if not _is_id(trade.trade_id.removeprefix("a")):
        return "its id is not a number of at most 63 bits"
    if not _is_instrument(trade.instrument_id, trade.venue) or not _is_name(trade.coin_id):
        return "its instrument or coin is not a valid name"
    if not (_fits(trade.price, _LARGEST_PRICE) and trade.price > _ZERO and _fits(trade.size, _LARGEST_SIZE)):
        return "its price or size is out of range"
    if trade.quote_usd is not None and not _fits(trade.quote_usd, _LARGEST_PRICE):
        return "its USD rate is out of range"
    return None


def gap_refusal(gap: GapV1, now_us: int) -> str | None:
    """Why an entry of the gap ledger cannot be recorded, None if it can."""
    latest = now_us + FUTURE_US
    times = (gap.start_us, gap.start_us if gap.end_us is None else gap.end_us)
    if not all(EARLIEST_US <= at <= latest for at in times) or not 0 <= gap.as_of_us <= latest:
        return "its time is not possible"
    if not _is_instrument(gap.instrument_id, gap.venue) or not _is_name(gap.coin_id) or not _is_name(gap.gap_id):
        return "its instrument, coin or id is not a valid name"
    if any(id_ is not None and not 0 <= id_ < _LARGEST_ID for id_ in (gap.first_id, gap.last_id)):
        return "its ids are not numbers of at most 63 bits"
    return None


def quote_refusal(quote: QuoteV1, now_us: int) -> str | None:
    """Why a quote cannot be used, None if it can."""
    if not EARLIEST_US <= quote.ts_recv_us <= now_us + FUTURE_US:
        return "its time is not possible"
    if not _is_instrument(quote.instrument_id, quote.venue) or not _is_name(quote.coin_id):
        return "its instrument or coin is not a valid name"
    prices = (quote.bid_price, quote.ask_price, quote.quote_usd)
    if any(price is not None and not (_fits(price, _LARGEST_PRICE) and price > _ZERO) for price in prices):
        return "its price or USD rate is out of range"
    if any(size is not None and not _fits(size, _LARGEST_SIZE) for size in (quote.bid_size, quote.ask_size)):
        return "its size is out of range"
    return None


def _is_id(digits: str) -> bool:
    return len(digits) <= _MOST_DIGITS and digits.isascii() and digits.isdecimal() and int(digits) < _LARGEST_ID


def _fits(number: Decimal, limit: Decimal) -> bool:
    # Comparing a NaN would raise.
    return number.is_finite() and _ZERO <= number < limit and _exponent(number) >= -_MOST_PLACES


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)  # noqa: S101 - it is finite
    return exponent


@lru_cache(maxsize=65_536)
def _is_instrument(text: str, venue: Venue) -> bool:
    try:
        found = split_instrument_id(text)[2]
    except ValueError:
        return False
    return found is venue and venue is not Venue.COMPOSITE and _is_name(text)


@lru_cache(maxsize=65_536)
def _is_name(text: str) -> bool:
    """Printable and without the one character that COPY's text format would read as something else."""
    return 0 < len(text) <= _LONGEST_NAME and text.isprintable() and "\\" not in text
