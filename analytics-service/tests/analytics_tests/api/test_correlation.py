import httpx
import numpy as np
import pandas as pd
import pytest
from analytics.engine.indicator_page import MOST_CANDLES
from shared.events.values import CandleStatus, Interval
from sqlalchemy.ext.asyncio import AsyncEngine

from ..api.test_indicators import ask, closes
from ..candle_series import walk
from ..market_rows import Coin, add_coin, minutes_ago, put_candles


@pytest.fixture
async def other(market: AsyncEngine) -> Coin:
    """Give a second coin of this test."""
    return await add_coin(market)


def returns(stored: dict[int, float], interval: str) -> pd.Series:
    prices = closes(stored)
    return np.log(prices / prices.shift(1))[prices.index.to_series().diff() == pd.Timedelta(interval)]


async def test_a_correlation_is_that_of_the_last_common_returns(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin, other: Coin
) -> None:
    first: list[float | None] = [*walk(400, seed=1)]
    first[100:330] = [None] * 230
    one = await put_candles(market, coin, first, interval=Interval.HOUR)
    two = await put_candles(market, other, walk(500, seed=2), interval=Interval.HOUR)

    found = await ask(client, f"correlation/{coin.coin_id}/{other.symbol}")

    both = pd.concat([returns(one, "1h"), returns(two, "1h")], axis=1, join="inner").tail(168)
    wanted = both.corr().iloc[0, 1]
    assert float(found["value"]) == pytest.approx(wanted, rel=1e-9)
    assert (found["n"], found["warm"], found["status"]) == (168, True, "complete")
    assert (found["interval"], found["period"], found["stale"], found["reason"]) == ("1h", 168, False, None)
    assert (found["coin_id_2"], found["instrument_id_2"]) == (other.coin_id, other.composite)
    assert pd.Timestamp(found["start"]) == both.index[0]


async def test_it_is_unknown_until_there_are_enough_returns(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin, other: Coin
) -> None:
    await put_candles(market, coin, walk(20, seed=1))
    await put_candles(market, other, walk(15, seed=2), statuses={minutes_ago(1): CandleStatus.BACKFILLED})

    found = await ask(client, f"correlation/{coin.coin_id}/{other.coin_id}", interval="1m", period=15)

    assert (found["value"], found["n"], found["warm"]) == (None, 14, False)
    assert (found["reason"], found["status"]) == ("warming_up", "backfilled")


async def test_a_coin_without_candles_says_why(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin, other: Coin
) -> None:
    await put_candles(market, coin, walk(20))
    await put_candles(market, other, walk(20), instrument_id=other.kraken)

    found = await ask(client, f"correlation/{coin.coin_id}/{other.coin_id}", interval="1m", period=5)

    assert (found["value"], found["n"], found["reason"]) == (None, 0, "no_rate")


async def test_a_coin_whose_returns_do_not_vary_moves_with_nothing(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin, other: Coin
) -> None:
    await put_candles(market, coin, walk(20))
    still = await add_coin(market)
    await put_candles(market, still, [1.0] * 20)
    await put_candles(market, other, [100 * 1.01**at for at in range(20)])

    for against in (still, other):
        found = await ask(client, f"correlation/{coin.coin_id}/{against.coin_id}", interval="1m", period=5)
        assert (found["value"], found["warm"], found["reason"]) == (None, True, "no_variance")


async def test_when_one_of_the_coins_is_quiet_the_pair_is_stale(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin, other: Coin
) -> None:
    await put_candles(market, coin, walk(20))
    await put_candles(market, other, {minutes_ago(at): 1.0 + at for at in range(20, 10, -1)})

    found = await ask(client, f"correlation/{coin.coin_id}/{other.coin_id}", interval="1m", period=5)

    assert (found["stale"], found["reason"]) == (True, "venue_stale")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nobody/{coin}", 404),
        ("{coin}/nobody", 404),
        ("{coin}/{coin}?period=1", 400),
        ("{coin}/{coin}?interval=1w", 400),
    ],
)
async def test_bad_questions_are_refused(client: httpx.AsyncClient, coin: Coin, path: str, status: int) -> None:
    answer = await client.get(f"/analytics/correlation/{path.format(coin=coin.coin_id)}")

    assert answer.status_code == status


async def test_returns_behind_very_many_lone_candles_are_not_looked_for(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin, other: Coin
) -> None:
    lone: list[float | None] = [1.0, None] * MOST_CANDLES
    await put_candles(market, coin, [*walk(10), None, *lone])
    await put_candles(market, other, walk(20))

    pair = await ask(client, f"correlation/{coin.coin_id}/{other.coin_id}", interval="1m", period=5)
    volatility = await ask(client, f"volatility/{coin.coin_id}", period=5, limit=1)

    assert (pair["value"], pair["n"], pair["reason"]) == (None, 0, "warming_up")
    newest = volatility["items"][0]
    assert (newest["value"], newest["n"], newest["reason"]) == (None, 0, "warming_up")


@pytest.mark.parametrize("path", ["correlation/{one}/{two}", "summary/{one}"])
async def test_a_figure_that_the_client_has_is_not_sent_again(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin, other: Coin, path: str
) -> None:
    await put_candles(market, coin, walk(20))
    await put_candles(market, other, walk(20))
    url = f"/analytics/{path.format(one=coin.coin_id, two=other.coin_id)}"

    first = await client.get(url)
    again = await client.get(url, headers={"If-None-Match": first.headers["etag"]})

    assert first.headers["cache-control"] == "no-cache"
    assert (again.status_code, again.content) == (304, b"")
