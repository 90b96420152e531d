import pandas as pd
import pytest
from analytics.engine.batch import recompute
from analytics.settings import Settings
from shared.errors import UnknownCoinError
from shared.events.indicator_set import STORED_INDICATORS
from shared.events.values import Interval
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ..candle_series import walk
from ..market_rows import Coin, put_candles
from .topic import expect, stored


async def test_it_recomputes_history_and_doing_it_again_changes_nothing(
    market: AsyncEngine, owner: AsyncEngine, coin: Coin, settings: Settings
) -> None:
    closes = await put_candles(market, coin, walk(2_000))
    await put_candles(market, coin, walk(10), interval=Interval.HOUR)

    done = await recompute(settings, coin.symbol)

    assert done == (2, len(STORED_INDICATORS) * 2_010)
    await expect(owner, coin, closes)
    before = await stored(owner, "ema", coin.composite)
    assert list(before["n"]) == list(range(1, 2_001))
    assert await recompute(settings, coin.coin_id, Interval.MINUTE) == (1, len(STORED_INDICATORS) * 2_000)
    pd.testing.assert_frame_equal(before, await stored(owner, "ema", coin.composite))


async def test_it_repairs_what_is_wrong(
    market: AsyncEngine, owner: AsyncEngine, coin: Coin, settings: Settings
) -> None:
    closes = await put_candles(market, coin, walk(100))
    await recompute(settings, coin.coin_id)
    async with owner.begin() as conn:
        await conn.execute(text("UPDATE indicators SET value = 1 WHERE instrument_id = :id"), {"id": coin.composite})

    await recompute(settings, coin.coin_id)

    await expect(owner, coin, closes)
    assert set((await stored(owner, "sma", coin.composite))["revision"]) == {2}


async def test_a_coin_that_nobody_knows_is_an_error(settings: Settings) -> None:
    with pytest.raises(UnknownCoinError):
        await recompute(settings, "nobody")
