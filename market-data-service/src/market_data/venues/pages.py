"""One answer of a venue's REST as trades or candles: rows that are none are passed over."""

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

import msgspec
from shared.clock import now_us
from shared.events import TradeV1
from shared.events.values import Interval
from shared.logging import get_logger

from market_data.domain.candles import HistoryCandle
from market_data.domain.limits import EARLIEST_US
from market_data.venues.bounds import OutOfBoundsError, UntimelyError
from market_data.venues.types import TradePage, VenueAwayError

Row = TypeVar("Row")
_BAD_ROW: Final = (ValueError, LookupError, TypeError, ArithmeticError, msgspec.ValidationError)

log = get_logger(__name__)


def row_id(row: object, key: str) -> int:
    """The id of a row that is an object; 0 if it has none."""
    found = row.get(key) if isinstance(row, dict) else None
    return found if isinstance(found, int) else 0


def make_page(
    venue: str, rows: Iterable[Row], after_id: int, id_of: Callable[[Row], int], parse: Callable[[Row], TradeV1]
) -> TradePage:
    """The usable trades of an answer, in the order of their ids. A row that is no trade is logged and passed over.

    Binance, for one, lists withdrawn trades with a price of zero, and trades without a quantity. `id_of` is 0 for a
    row without an id.

    Raises:
        VenueAwayError: every new row is of the future: it is our clock that is wrong, not the rows.
    """
    trades, rejected, read_to, untimely, unusable = [], "", 0, 0, 0
    for row in rows:
        number = id_of(row)
        read_to = max(read_to, number)
        if number <= after_id:
            continue
        try:
            trades.append(parse(row))
        except UntimelyError as error:
            untimely, rejected = untimely + 1, str(error)
        except _BAD_ROW as error:
            unusable, rejected = unusable + 1, f"{error}: {row!r}"[:300]
    if untimely and not trades and not unusable:
        raise VenueAwayError(f"REST lists {rejected}: this machine's clock is wrong")
    if rejected:
        log.warning("REST lists rows that are no trades", venue=venue, newest=rejected)
    return TradePage(sorted(trades, key=lambda trade: trade.number), read_to)


def make_candles(
    venue: str,
    rows: Iterable[Row],
    interval: Interval,
    span: tuple[int, int],
    parse: Callable[[Row], HistoryCandle],
) -> list[HistoryCandle]:
    """The usable candles of an answer that open in `span` (µs) and are closed; a row that is none is passed over."""
    found, rejected, now = [], "", now_us()
    for row in rows:
        try:
            candle = parse(row)
            _check(candle, interval)
        except _BAD_ROW as error:
            rejected = f"{error}: {row!r}"[:300]
        else:
            if span[0] <= candle.open_time_us < span[1] and candle.open_time_us + interval.us <= now:
                found.append(candle)
    if rejected:
        log.warning("REST lists rows that are no candles", venue=venue, newest=rejected)
    return found


def _check(candle: HistoryCandle, interval: Interval) -> None:
    """Raise OutOfBoundsError for a candle of values that none has."""
    if candle.open_time_us < EARLIEST_US or candle.open_time_us % interval.us:
        raise OutOfBoundsError("not the beginning of a candle")
    if not candle.low <= min(candle.open, candle.close) <= max(candle.open, candle.close) <= candle.high:
        raise OutOfBoundsError("an open or a close beyond low and high")
    amounts = (candle.volume, candle.quote_volume or 0, candle.trade_count or 0, candle.taker_buy_volume or 0)
    if not candle.volume.is_finite() or min(amounts) < 0:
        raise OutOfBoundsError("not a volume")
    if candle.taker_buy_volume is not None and not candle.taker_buy_volume <= candle.volume:
        raise OutOfBoundsError("takers bought more than was traded")
