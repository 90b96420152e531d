"""Candles of the same trades by somebody else, an exchange or pandas: what the recorder makes must equal them."""

import json
import random
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

import pandas as pd
import pytest
from shared.clock import now_us
from shared.events import TradeV1
from shared.events.values import Side, Venue
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from stack.test_servers.captures import extra
from stack.testing import eventually

from .rig import RecorderRig
from .tables import Tables

Row = tuple[int, int | str, str, Decimal, Decimal]

# The exchange's own candles of the same trades; on a clone alone only those that pandas makes of made-up trades.
RECORDED = extra("candles/XRP_ETH-trades.json", "candles/XRP_ETH-5m.feather")


class Tape(NamedTuple):
    """Trades of one instrument (numeric ids, times in milliseconds), and the 5m candles that they must become."""

    instrument_id: str
    trades: list[TradeV1]
    candles: pd.DataFrame


def trade_of(instrument_id: str, coin_id: str, row: Row) -> TradeV1:
    at_ms, id_, side, price, amount = row
    return TradeV1(
        venue=Venue.BINANCE,
        instrument_id=instrument_id,
        coin_id=coin_id,
        trade_id=str(id_),
        first_id=int(id_),
        last_id=int(id_),
        price=price,
        size=amount,
        side=Side(side),
        raw_side=side,
        ts_event_us=at_ms * 1_000,
        ts_recv_us=now_us(),
    )


def recorded_tape() -> Tape:
    rows = json.loads(RECORDED[0].read_text(), parse_float=Decimal)
    trades = [trade_of("XRP-ETH.BINANCE", "xrp-oracle", (row[0], row[1], row[3], row[4], row[5])) for row in rows]
    return Tape("XRP-ETH.BINANCE", trades, pd.read_feather(RECORDED[1]))


def made_up_tape() -> Tape:
    """A random walk of 4 000 trades over two days, with quiet hours; pandas folds it."""
    chance, at_ms, price, rows = random.Random(11), 1_600_000_000_000, 1_000_000, []
    for id_ in range(1, 4_001):
        at_ms += chance.choice((0, 1, 900, 20_000, 90_000))
        if id_ % 1_000 == 0:
            at_ms += 3 * 3_600_000
        price += chance.randint(-300, 300)
        rows.append(
            (at_ms, id_, chance.choice(("buy", "sell")), Decimal(price) / 10**6, Decimal(chance.randint(1, 999)))
        )
    trades = [trade_of("MADE-UP.BINANCE", "made-up-oracle", row) for row in rows]
    frame = pd.DataFrame(
        [(at, float(price), float(size)) for at, _, _, price, size in rows], columns=["date", "p", "s"]
    )
    frame["date"] = pd.to_datetime(frame["date"], unit="ms", utc=True)
    by_time = frame.groupby(frame["date"].dt.floor("5min"))
    candles = by_time.agg(
        open=("p", "first"), high=("p", "max"), low=("p", "min"), close=("p", "last"), volume=("s", "sum")
    )
    return Tape("MADE-UP.BINANCE", trades, candles.reset_index())


TAPES: list[Callable[[], Tape]] = [made_up_tape, *([recorded_tape] if RECORDED else [])]


async def fetch_candles(engine: AsyncEngine, instrument_id: str) -> pd.DataFrame:
    statement = """
        SELECT open_time, open, high, low, close, volume FROM candles
        WHERE instrument_id = :instrument AND "interval" = '5m' ORDER BY open_time
    """
    async with engine.connect() as conn:
        rows = (await conn.execute(text(statement), {"instrument": instrument_id})).all()
    frame = pd.DataFrame(rows, columns=["date", "open", "high", "low", "close", "volume"])
    return frame.astype(dict.fromkeys(frame.columns[1:], float))


@pytest.mark.parametrize("make", TAPES)
async def test_candles_of_trades_in_any_order_equal_a_second_reckoning(
    tables: Tables, rig: RecorderRig, make: Callable[[], Tape]
) -> None:
    tape = make()
    chance, trades = random.Random(3), tape.trades
    sent = chance.sample(trades, len(trades)) + chance.choices(trades, k=2_000)
    chance.shuffle(sent)

    async with rig.recording() as recorder:
        while sent:
            size = chance.randint(1, 3_000)
            batch, sent = sent[:size], sent[size:]
            await rig.send(*batch)
        await eventually(lambda: tables.has_trades(tape.instrument_id, len(trades)), timeout=30)
        await eventually(lambda: recorder.duplicates >= 2_000, timeout=30)

        found = await fetch_candles(tables.engine, tape.instrument_id)

    assert len(found) > 300
    pd.testing.assert_frame_equal(found, tape.candles, check_exact=True, check_dtype=False)
