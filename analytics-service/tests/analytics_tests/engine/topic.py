"""Both ends of the consumer: candle events in, stored and published indicators out."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from analytics.indicators.series import CandleSeries
from analytics.indicators.specs import parse
from analytics.settings import Settings
from shared.events import CandleV1, IndicatorV1, decoder
from shared.events.indicator_set import STORED_INDICATORS
from shared.events.values import Interval
from shared.kafka import Producer, Reader
from shared.kafka.topics import CANDLES, INDICATORS
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from stack.testing import eventually

from ..market_rows import Coin

ROWS = text("""
SELECT name, params, (extract(epoch FROM open_time) * 1000000)::bigint AS at, value, outputs, n, warm, status, revision
FROM indicators WHERE instrument_id = :instrument_id AND interval = :interval ORDER BY open_time
""")


async def publish(producer: Producer, candles: Iterable[CandleV1]) -> None:
    for candle in candles:
        producer.put(CANDLES, candle.coin_id, candle)
    await producer.flush()


async def stored(
    owner: AsyncEngine, name: str, instrument_id: str, interval: Interval = Interval.MINUTE
) -> pd.DataFrame:
    """The indicator's rows by open time."""
    async with owner.connect() as conn:
        rows = (await conn.execute(ROWS, {"instrument_id": instrument_id, "interval": interval.value})).mappings()
        found = [dict(row) for row in rows if row["name"] == name]
    assert found
    return pd.DataFrame(found).set_index("at")


def of_closes(closes: dict[int, float]) -> CandleSeries:
    """The series that `put_candles` writes."""
    times, prices = np.array(list(closes), dtype=np.int64), np.array(list(closes.values()))
    flat: dict[str, Any] = dict.fromkeys(("open", "high", "low", "close"), prices)
    return CandleSeries(
        interval=Interval.MINUTE,
        open_times_us=times,
        **flat,
        volume=np.ones(len(times)),
        taker_buy_volume=np.full(len(times), 0.25),
        ranks=np.zeros(len(times), dtype=np.int8),
        as_of_us=times,
        revisions=np.ones(len(times), dtype=np.int64),
    )


async def expect(owner: AsyncEngine, coin: Coin, closes: dict[int, float], since: int = 0) -> None:
    """Wait until every stored indicator is that of the closes."""
    whole = of_closes(closes)
    part = whole.since(since)

    async def is_so() -> bool:
        for one in map(parse, STORED_INDICATORS):
            rows, wanted = await stored(owner, one.name, coin.composite), one.of(whole)
            assert list(rows.index) == whole.open_times_us[part].tolist()
            found = [rows["value"]] if len(wanted.values) == 1 else rows["outputs"].tolist()
            found = found if len(wanted.values) == 1 else list(zip(*found, strict=True))
            for output, values in zip(found, wanted.values, strict=True):
                known = np.array(output, dtype=float)
                np.testing.assert_allclose(known, values[part], rtol=1e-9, atol=1e-12 * whole.close.max())
            assert rows["n"].tolist() == wanted.n[part].tolist()
            assert rows["warm"].tolist() == wanted.warm[part].tolist()
        return True

    await eventually(is_so, timeout=30)


async def heard(settings: Settings, coin: Coin) -> list[IndicatorV1]:
    """Everything published about the coin so far."""
    reader = await Reader.open(settings.kafka_bootstrap_servers, {INDICATORS: None}, client_id="test")
    found: list[IndicatorV1] = []
    while not reader.caught_up:
        for records in (await reader.poll()).values():
            found += [decoder(IndicatorV1).decode(record.value or b"") for record in records]
    await reader.close()
    return [event for event in found if event.coin_id == coin.coin_id]
