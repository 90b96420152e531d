"""An exchange's own candles of the same trades: what the recorder makes must equal them."""

import json
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pandas as pd
from market_data.recorder.consumer import Recorder
from shared.clock import now_us
from shared.events import TradeV1
from shared.events.values import Side, Venue
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from stack.testing import eventually

from .line import Line

CANDLES = Path(__file__).parents[4] / "shared" / "data" / "candles"
INSTRUMENT = "XRP-ETH.BINANCE"


def real_trades() -> Iterator[TradeV1]:
    for at_ms, id_, _, side, price, amount, _ in json.loads(
        (CANDLES / "XRP_ETH-trades.json").read_text(), parse_float=Decimal
    ):
        yield TradeV1(
            venue=Venue.BINANCE,
            instrument_id=INSTRUMENT,
            coin_id="xrp-oracle",
            trade_id=id_,
            first_id=int(id_),
            last_id=int(id_),
            price=price,
            size=amount,
            side=Side(side),
            raw_side=side,
            ts_event_us=at_ms * 1_000,
            ts_recv_us=now_us(),
        )


async def fetch_candles(engine: AsyncEngine) -> pd.DataFrame:
    statement = """
        SELECT open_time, open, high, low, close, volume FROM candles
        WHERE instrument_id = :instrument AND "interval" = '5m' ORDER BY open_time
    """
    async with engine.connect() as conn:
        rows = (await conn.execute(text(statement), {"instrument": INSTRUMENT})).all()
    frame = pd.DataFrame(rows, columns=["date", "open", "high", "low", "close", "volume"])
    return frame.astype(dict.fromkeys(frame.columns[1:], float))


async def test_candles_of_real_trades_equal_the_exchanges_own(engine: AsyncEngine, line: Line) -> None:
    chance, trades = random.Random(3), list(real_trades())
    sent = chance.sample(trades, len(trades)) + chance.choices(trades, k=2_000)
    chance.shuffle(sent)

    async with line.recording() as recorder:
        while sent:
            size = chance.randint(1, 3_000)
            batch, sent = sent[:size], sent[size:]
            await line.send(*batch)
        await eventually(lambda: all_recorded(recorder, len(trades)), timeout=30)

        expected = pd.read_feather(CANDLES / "XRP_ETH-5m.feather")
        found = await fetch_candles(engine)

    assert len(found) == 706
    pd.testing.assert_frame_equal(found, expected, check_exact=True, check_dtype=False)


def all_recorded(recorder: Recorder, count: int) -> bool:
    return recorder.stored >= count and recorder.duplicates >= 2_000
