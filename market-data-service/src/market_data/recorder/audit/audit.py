"""Go through the candles of each coin, a piece of time after the other, each in a transaction that only reads.

A recorder stores trades and what is made of them together, so one snapshot must agree, whatever runs beside it. Memory
is bounded by a piece: PostgreSQL makes the candles anew and returns what differs.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from shared.clock import EPOCH
from shared.events.values import Interval
from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncEngine

from market_data.recorder.audit.statements import composite_from_parts, higher_from_lower, minutes_from_trades

_DAY: Final = timedelta(days=1)
_TRADES_PIECE: Final = timedelta(hours=6)
_PIECES: Final = {Interval.MINUTE: _DAY, Interval.FIVE_MINUTES: _DAY, Interval.QUARTER: 7 * _DAY}
_LONG_PIECE: Final = 60 * _DAY
_COINS: Final = text("SELECT id FROM coins WHERE CAST(:coin AS text) IS NULL OR id = CAST(:coin AS text) ORDER BY id")
_SPANS: Final = text("""
    SELECT min(open_time), max(open_time) FROM candles
    WHERE "interval" = CAST(:interval AS text)
        AND instrument_id IN (SELECT instrument_id FROM instruments WHERE coin_id = CAST(:coin AS text))
""")
# Of days that are dropped nothing can be compared.
_FIRST_DAY: Final = text("SELECT min(day) FROM trade_counts")
_READ_ONLY: Final = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


class UnknownCoinGivenError(Exception):
    """No coin of that id is stored."""


class Difference(NamedTuple):
    """A candle that is not what it is made of; the reason says which columns, or what is missing."""

    instrument_id: str
    interval: Interval
    open_time: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Totals:
    """By what was compared: how many candles, and how many of them differ."""

    compared: Counter[str] = field(default_factory=Counter)
    differ: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Check:
    what: str
    statement: TextClause
    interval: Interval
    below: Interval | None
    piece: timedelta


async def audit(
    engine: AsyncEngine, *, since: datetime | None, coin_id: str | None, show: Callable[[Difference], None]
) -> Totals:
    """Compare all that opened at `since` or later; `show` is called for each difference (1 000 a piece at most).

    Raises:
        UnknownCoinGivenError: there is no such coin.
    """
    async with engine.connect() as conn:
        coins = list(await conn.scalars(_COINS, {"coin": coin_id}))
        first_day = await conn.scalar(_FIRST_DAY)
    if coin_id is not None and not coins:
        raise UnknownCoinGivenError(f"no coin is stored as {coin_id!r}")
    kept = None if first_day is None else datetime.combine(first_day, datetime.min.time(), UTC)
    totals = Totals()
    for coin in coins:
        if kept is not None:
            trades = _Check("1m from trades", minutes_from_trades(), Interval.MINUTE, None, _TRADES_PIECE)
            await _run(engine, trades, coin, max(since or kept, kept), totals, show)
        for check in _checks():
            await _run(engine, check, coin, since, totals, show)
    return totals


def _checks() -> Iterator[_Check]:
    for interval in Interval:
        piece = _PIECES.get(interval, _LONG_PIECE)
        if interval.below is not None:
            yield _Check(f"{interval} from {interval.below}", higher_from_lower(), interval, interval.below, piece)
        if interval in {Interval.MINUTE, Interval.HOUR, Interval.DAY}:
            yield _Check(f"composite {interval}", composite_from_parts(), interval, interval.below, piece)


async def _run(
    engine: AsyncEngine,
    check: _Check,
    coin_id: str,
    since: datetime | None,
    totals: Totals,
    show: Callable[[Difference], None],
) -> None:
    async with engine.connect() as conn:
        first, last = (await conn.execute(_SPANS, {"coin": coin_id, "interval": check.interval.value})).one()
    if first is None:
        return
    width = timedelta(microseconds=check.interval.us)
    start, end = _floor(max(first, since or first)), last + width
    while start < end:
        stop = min(start + check.piece, end)
        await _compare(engine, check, {"coin": coin_id, "start": start, "end": stop, "width": width}, totals, show)
        start = stop


def _floor(at: datetime) -> datetime:
    """The beginning of the UTC day, so that no bucket of any interval is cut."""
    return at - (at - EPOCH) % _DAY


async def _compare(
    engine: AsyncEngine, check: _Check, span: dict[str, Any], totals: Totals, show: Callable[[Difference], None]
) -> None:
    given = {"coin": span["coin"], "start": span["start"], "end": span["end"]}
    if check.below is None and check.what.startswith("1m"):
        given |= {"first_day": span["start"].date() - _DAY, "last_day": span["end"].date() + _DAY}
    else:
        below = check.below.value if check.below else ""
        given |= {"interval": check.interval.value, "below": below, "width": span["width"]}
    async with engine.begin() as conn:
        await conn.execute(_READ_ONLY)
        rows = (await conn.execute(check.statement, given)).all()
    totals.compared[check.what] += rows[0].compared if rows else 0
    for row in rows:
        if row.reason is not None:
            totals.differ[check.what] += 1
            show(Difference(row.instrument_id, check.interval, row.open_time, row.reason))
