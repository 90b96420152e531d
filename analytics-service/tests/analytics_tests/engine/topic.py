"""Both ends of the consumer: candle events in, stored and published indicators out."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from analytics.settings import Settings
from shared.events import CandleV1, IndicatorV1, decoder
from shared.events.values import Interval
from shared.kafka import Producer, Reader
from shared.kafka.topics import CANDLES, INDICATORS
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from stack.testing import eventually

from ..indicators.test_formulas import pandas_ema
from ..market_rows import Coin

ROWS = text("""
SELECT name, params, (extract(epoch FROM open_time) * 1000000)::bigint AS at, value, n, warm, status, revision
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


async def expect(owner: AsyncEngine, coin: Coin, closes: dict[int, float], since: int = 0) -> None:
    """Wait until the stored indicators are those of the closes."""
    series = pd.Series(closes)
    returns = np.log(series / series.shift(1))[series.index.to_series().diff() == 60_000_000]
    wanted = {
        "sma": series.rolling(20).mean(),
        "ema": pandas_ema(series, 50),
        "realized_volatility": (returns.rolling(30).std(ddof=1) * np.sqrt(525_600)).reindex(series.index).ffill(),
    }

    async def is_so() -> bool:
        for name, values in wanted.items():
            rows = await stored(owner, name, coin.composite)
            np.testing.assert_allclose(rows["value"].astype(float), values[values.index >= since], rtol=1e-9)
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
