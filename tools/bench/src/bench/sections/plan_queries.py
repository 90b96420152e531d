"""What is asked of the tables all the time, each as its own code asks it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from market_data.api.candles import fetch_candles
from market_data.api.gaps import fetch_gaps
from market_data.api.pipeline_state import count_trades, has_candles_to_close
from market_data.api.trades import TradeFilter, TradeKey, fetch_trades
from market_data.live.completeness import fetch_completeness
from market_data.live.sql_windows import fetch_extremes, fetch_references
from market_data.recorder.sql.candles import fetch_due_coins
from market_data.recorder.sql.gaps import fetch_ledger
from market_data.recorder.sql.instruments import fetch_last_trade
from market_data.recorder.sql.recording import record
from market_data.recorder.sql.trades import insert_trades
from shared.clock import from_us, now_us
from shared.events import TradeV1
from shared.events.values import Interval, Side, Venue
from shared.http.parameters import TimeSpan
from sqlalchemy.ext.asyncio import AsyncConnection

_ID: Final = "C7-USD.KRAKEN"
_COMPOSITES: Final = [f"C{n}-USD.COMPOSITE" for n in range(1, 29)]
_NOW_US: Final = now_us()
_NOW: Final = from_us(_NOW_US)
_MIDNIGHT_US: Final = Interval.DAY.floor(_NOW_US)
_DAY: Final = timedelta(days=1)


class Query(NamedTuple):
    """`only`: a part of the statement that is shown, the first such one, of several that the call executes."""

    title: str
    call: Callable[[AsyncConnection], Awaitable[object]]
    only: str = ""


def _trades(at_us: int, first: int, count: int = 500) -> list[TradeV1]:
    return [
        TradeV1(
            venue=Venue.KRAKEN,
            instrument_id=f"C{1 + n % 28}-USD.KRAKEN",
            coin_id=f"coin{1 + n % 28}",
            trade_id=str(first + n),
            first_id=n,
            last_id=n,
            price=Decimal(5),
            size=Decimal(1),
            side=Side.BUY,
            raw_side="b",
            ts_event_us=at_us + n,
            ts_recv_us=at_us + n,
            quote_usd=Decimal(1),
        )
        for n in range(count)
    ]


QUERIES: Final = (
    Query(
        "storing 500 trades, each once", lambda conn: insert_trades(conn, _trades(_NOW_US, 10**9)), "INSERT INTO prices"
    ),
    Query(
        "trades of midnight on the day beside",
        lambda conn: insert_trades(conn, _trades(_MIDNIGHT_US, 2 * 10**9)),
        "JOIN prices",
    ),
    Query(
        "candles of the minutes above new trades",
        lambda conn: record(conn, _trades(_NOW_US, 3 * 10**9)),
        "JOIN candles AS part",
    ),
    Query("the ledger of a round", lambda conn: fetch_ledger(conn, [_ID], _MIDNIGHT_US), "market_gaps"),
    Query("coins that have candles to close", lambda conn: fetch_due_coins(conn, _NOW_US)),
    Query("the last trade of an instrument", lambda conn: fetch_last_trade(conn, _ID)),
    Query(
        "newest trades of a coin",
        lambda conn: fetch_trades(conn, TradeFilter("coin7", TimeSpan(None, None)), after=None, limit=101),
    ),
    Query(
        "a later page of trades",
        lambda conn: fetch_trades(
            conn, TradeFilter("coin7", TimeSpan(None, None)), after=TradeKey(_NOW - 9 * _DAY, _ID, "1"), limit=101
        ),
    ),
    Query(
        "1 000 candles of a span",
        lambda conn: fetch_candles(
            conn, _ID, Interval.MINUTE, span=TimeSpan(_NOW - 2 * _DAY, _NOW - _DAY), limit=1_001
        ),
    ),
    Query(
        "a page of gaps",
        lambda conn: fetch_gaps(conn, "coin7", span=TimeSpan(_NOW - _DAY, _NOW), before=None, limit=101),
    ),
    Query("changes of all coins", lambda conn: fetch_references(conn, _COMPOSITES, _NOW)),
    Query("ranges and volumes of all coins", lambda conn: fetch_extremes(conn, _COMPOSITES, _NOW)),
    Query(
        "completeness of all coins",
        lambda conn: fetch_completeness(conn, dict.fromkeys(_COMPOSITES, ()), _NOW_US - Interval.DAY.us, _NOW_US),
    ),
    Query("how many trades are stored", count_trades),
    Query("whether anything is to be closed", has_candles_to_close),
)
