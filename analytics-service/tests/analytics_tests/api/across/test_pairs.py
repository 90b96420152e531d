import httpx
import numpy as np
import pandas as pd
import pytest
from shared.events.values import Interval
from sqlalchemy.ext.asyncio import AsyncEngine

from ...candle_series import walk
from ...market_rows import Coin, add_coin, put_candles, times
from ..test_correlation import returns
from ..test_indicators import ask


@pytest.fixture
async def other(market: AsyncEngine) -> Coin:
    """Give a second coin of this test."""
    return await add_coin(market)


async def test_a_rolling_correlation_is_what_pandas_computes(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin, other: Coin
) -> None:
    closes: list[float | None] = [*walk(200, seed=1)]
    closes[50:60] = [None] * 10
    one = await put_candles(market, coin, closes, interval=Interval.HOUR)
    two = await put_candles(market, other, walk(200, seed=2), interval=Interval.HOUR)

    found = await ask(client, f"rolling-correlation/{coin.coin_id}/{other.coin_id}", period=30, limit=100)

    both = pd.concat([returns(one, "1h"), returns(two, "1h")], axis=1, join="inner")
    wanted = both[0].rolling(30).corr(both[1]).tail(100)[::-1]
    assert [float(item["value"]) for item in found["items"]] == pytest.approx(wanted.tolist(), abs=1e-9)
    assert {item["n"] for item in found["items"]} == {30}
    assert all(float(item["interval_95"][0]) < float(item["value"]) for item in found["items"])


async def test_beta_is_the_slope_over_the_other_coin_s_returns(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin, other: Coin
) -> None:
    base = np.array(walk(100, seed=2))
    random = np.random.default_rng(1)
    await put_candles(market, other, base.tolist(), interval=Interval.HOUR)
    moves = 1.5 * np.log(base / base[0]) + np.cumsum(random.normal(0, 2e-4, 100))
    await put_candles(market, coin, (50 * np.exp(moves)).tolist(), interval=Interval.HOUR)

    found = await ask(client, f"beta/{coin.coin_id}/{other.coin_id}", period=80, limit=1)

    (newest,) = found["items"]
    first, second = np.diff(moves)[-80:], np.diff(np.log(base))[-80:]
    slope, _ = np.polyfit(second, first, 1)
    assert float(newest["value"]) == pytest.approx(slope, rel=1e-9)
    low, high = map(float, newest["interval_95"])
    assert low < 1.5 < high


async def test_pages_continue_where_the_one_before_ended(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin, other: Coin
) -> None:
    await put_candles(market, coin, walk(60, seed=1), interval=Interval.HOUR)
    await put_candles(market, other, walk(60, seed=2), interval=Interval.HOUR)
    path = f"rolling-correlation/{coin.coin_id}/{other.coin_id}"

    whole = await ask(client, path, period=10, limit=200)
    first = await ask(client, path, period=10, limit=25)
    second = await ask(client, path, period=10, limit=25, cursor=first["next"])

    assert [*times(first["items"]), *times(second["items"])] == times(whole["items"])[:50]
    assert first["items"] + second["items"] == whole["items"][:50]
    assert whole["next"] is None


async def test_values_before_there_are_enough_returns_are_null(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin, other: Coin
) -> None:
    await put_candles(market, coin, walk(10, seed=1), interval=Interval.HOUR)
    await put_candles(market, other, walk(10, seed=2), interval=Interval.HOUR)

    found = await ask(client, f"beta/{coin.coin_id}/{other.coin_id}", period=9)

    newest, *older = found["items"]
    assert (newest["n"], newest["warm"]) == (9, True)
    assert {(item["value"], item["reason"], item["warm"]) for item in older} == {(None, "warming_up", False)}


@pytest.mark.parametrize("figure", ["rolling-correlation", "beta"])
async def test_a_coin_that_stands_still_gives_no_figure(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin, other: Coin, figure: str
) -> None:
    await put_candles(market, coin, walk(20, seed=1), interval=Interval.HOUR)
    await put_candles(market, other, [3.0] * 20, interval=Interval.HOUR)

    found = await ask(client, f"{figure}/{coin.coin_id}/{other.coin_id}", period=10, limit=1)

    assert (found["items"][0]["value"], found["items"][0]["reason"]) == (None, "no_variance")


async def test_without_candles_there_are_no_items_and_a_reason(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin, other: Coin
) -> None:
    await put_candles(market, coin, walk(20, seed=1), interval=Interval.HOUR)

    found = await ask(client, f"beta/{coin.coin_id}/{other.coin_id}")

    assert (found["items"], found["reason"]) == ([], "no_data")
