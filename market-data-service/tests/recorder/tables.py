"""Coins of a test's own, trades of them, and what tests write to and read from the tables."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from market_data.recorder.sql.candles import Place, fetch_candles_at
from market_data.recorder.sql.gap_statuses import record_gaps
from market_data.recorder.sql.recording import RecordResult, record
from shared.events import CandleV1, GapKind, GapState, GapV1, TradeV1
from shared.events.values import Interval, Side, Venue, composite_id, instrument_id
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

NOON_US = 1_790_000_000_000_000 - 1_790_000_000_000_000 % Interval.DAY.us + Interval.DAY.us // 2


@dataclass
class OwnCoin:
    """A coin that no other test knows, traded wherever the test says."""

    symbol: str
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(100))

    @property
    def coin_id(self) -> str:
        return self.symbol.lower()

    @property
    def composite(self) -> str:
        return composite_id(self.symbol)

    def at(self, venue: Venue, quote: str = "USD") -> str:
        return instrument_id(self.symbol, quote, venue)

    def trade(
        self, at_us: int = NOON_US, price: str = "10", size: str = "1", *, venue: Venue = Venue.KRAKEN, **fields: Any
    ) -> TradeV1:
        quote, number = fields.pop("quote", "USD"), next(self.ids)
        given = {
            "trade_id": str(number),
            "first_id": number,
            "last_id": number,
            "side": Side.BUY,
            "raw_side": "b",
            "ts_recv_us": at_us + 1_000,
            "quote_usd": Decimal(1),
        }
        return TradeV1(
            venue=venue,
            instrument_id=self.at(venue, quote),
            coin_id=self.coin_id,
            price=Decimal(price),
            size=Decimal(size),
            ts_event_us=at_us,
            **{**given, **fields},
        )

    def gap(
        self, kind: GapKind, start_us: int, *, venue: Venue = Venue.KRAKEN, quote: str = "USD", **fields: Any
    ) -> GapV1:
        id_ = self.at(venue, quote)
        given = {"gap_id": f"{id_} {kind} {start_us}", "state": GapState.CLOSED, "as_of_us": start_us}
        return GapV1(
            kind=kind, venue=venue, instrument_id=id_, coin_id=self.coin_id, start_us=start_us, **{**given, **fields}
        )


class Tables:
    """Record into the tables, and read them."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    async def record(self, trades: Sequence[TradeV1]) -> RecordResult:
        async with self.engine.begin() as conn:
            return await record(conn, trades)

    async def record_gaps(self, *gaps: GapV1) -> list[CandleV1]:
        async with self.engine.begin() as conn:
            return await record_gaps(conn, gaps)

    async def follow(self, coin: OwnCoin, since_us: int, *quotes: str, venue: Venue = Venue.KRAKEN) -> None:
        """Let following have begun a minute before."""
        start_us = since_us - Interval.MINUTE.us
        await self.record_gaps(
            *(coin.gap(GapKind.FOLLOWED, start_us, quote=quote, venue=venue) for quote in quotes or ("USD",))
        )

    async def candle(self, id_: str, at_us: int = NOON_US, interval: Interval = Interval.MINUTE) -> CandleV1 | None:
        place: Place = (id_, interval, interval.floor(at_us))
        async with self.engine.connect() as conn:
            found = await fetch_candles_at(conn, [place])
        return found[0] if found else None

    async def existing(self, id_: str, at_us: int = NOON_US, interval: Interval = Interval.MINUTE) -> CandleV1:
        """A candle that must be there."""
        candle = await self.candle(id_, at_us, interval)
        assert candle is not None
        return candle

    async def candles(self, coin: OwnCoin) -> dict[Place, dict[str, Any]]:
        """All candles of a coin, without their revisions."""
        async with self.engine.connect() as conn:
            rows = await conn.execute(text("SELECT * FROM candles WHERE coin_id = :coin"), {"coin": coin.coin_id})
            found = [dict(row) for row in rows.mappings()]
        return {(row["instrument_id"], row["interval"], row["open_time"]): {**row, "revision": 0} for row in found}

    async def scalar(self, statement: str, **parameters: Any) -> Any:
        async with self.engine.begin() as conn:
            return await conn.scalar(text(statement), parameters)

    async def has_trades(self, instrument_id: str, count: int) -> bool:
        """Whether so many trades of an instrument, or of all that match a LIKE pattern, are stored."""
        query = "SELECT count(*) FROM prices WHERE instrument_id LIKE :id"
        return int(await self.scalar(query, id=instrument_id)) == count

    async def count(self, coin: OwnCoin) -> int:
        return int(await self.scalar("SELECT count(*) FROM prices WHERE coin_id = :coin", coin=coin.coin_id))


@asynccontextmanager
async def running(name: str, job: Coroutine[Any, Any, None]) -> AsyncIterator[asyncio.Task[None]]:
    """A background job for the length of a block; one that dies fails the test."""
    task = asyncio.create_task(job, name=name)
    try:
        yield task
    finally:
        task.cancel()
        (end,) = await asyncio.gather(task, return_exceptions=True)
        assert isinstance(end, asyncio.CancelledError), end
