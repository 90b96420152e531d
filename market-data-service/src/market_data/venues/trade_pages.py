"""One answer of a venue's REST as a page of trades: rows that are no trades are passed over."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec
from shared.events import TradeV1
from shared.logging import get_logger

from market_data.venues.bounds import UntimelyError
from market_data.venues.types import TradePage, VenueAwayError

Row = TypeVar("Row")

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
        VenueAwayError: no row is usable, and some are of the future: it is our clock that is wrong, not the rows.
    """
    trades, rejected, read_to, off_us = [], "", 0, 0
    for row in rows:
        number = id_of(row)
        read_to = max(read_to, number)
        if number <= after_id:
            continue
        try:
            trades.append(parse(row))
        except UntimelyError as error:
            off_us, rejected = error.off_us, str(error)
        except (ValueError, LookupError, TypeError, ArithmeticError, msgspec.ValidationError) as error:
            rejected = f"{error}: {row!r}"[:300]
    if off_us and not trades:
        raise VenueAwayError(f"REST lists {rejected}: this machine's clock is wrong")
    if rejected:
        log.warning("REST lists rows that are no trades", venue=venue, newest=rejected)
    return TradePage(sorted(trades, key=lambda trade: trade.number), read_to)
