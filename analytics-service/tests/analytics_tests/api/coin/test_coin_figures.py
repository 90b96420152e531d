import httpx
import numpy as np
import pytest
from shared.events.values import CandleStatus, Interval
from sqlalchemy.ext.asyncio import AsyncEngine

from ...candle_series import walk
from ...market_rows import Coin, minutes_ago, put_candles
from ..test_indicators import ask

HOUR = Interval.HOUR


async def test_a_regime_is_that_of_the_newest_volatility(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin
) -> None:
    moves = np.random.default_rng(1).normal(0, 1e-3, 500)
    moves[-24:] *= 10
    await put_candles(market, coin, (100 * np.exp(np.cumsum(moves))).tolist(), interval=HOUR)

    found = await ask(client, f"regime/{coin.coin_id}")
    volatility = await ask(client, f"volatility/{coin.coin_id}", interval="1h", period=24, limit=1)

    assert (found["regime"], found["reason"]) == ("extreme", None)
    assert float(found["percentile"]) > 99
    assert found["volatility"] == volatility["items"][0]["value"]
    assert (found["n"], found["independent_n"], found["stale"]) == (475, 19, False)
    assert [one["percent"] for one in found["quantiles"]] == [5, 25, 50, 75, 95]


async def test_a_regime_without_enough_history_says_so(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin
) -> None:
    nothing = await ask(client, f"regime/{coin.coin_id}")
    await put_candles(market, coin, walk(100), interval=HOUR)
    little = await ask(client, f"regime/{coin.coin_id}")

    assert (nothing["regime"], nothing["reason"], nothing["as_of"]) == (None, "no_data", None)
    assert (little["regime"], little["reason"], little["percentile"]) == (None, "not_enough", None)
    assert float(little["volatility"]) > 0


@pytest.mark.parametrize(
    ("by", "interval", "buckets"), [("hour", "1h", 24), ("weekday", "1d", 7), ("session", "1h", 3)]
)
async def test_seasons_are_counted_from_stored_candles(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin, by: str, interval: str, buckets: int
) -> None:
    await put_candles(market, coin, walk(24 * 40), interval=Interval(interval))

    found = await ask(client, f"seasonality/{coin.coin_id}", by=by, days=730)

    assert len(found["items"]) == buckets
    assert found["n"] == sum(one["n"] for one in found["items"])
    assert found["verdict"] in ("nothing_beyond_chance", "some_beyond_chance")
    for one in found["items"]:
        assert float(one["interval_95"][0]) < float(one["mean_return_percent"]) < float(one["interval_95"][1])


async def test_too_few_days_are_not_enough(client: httpx.AsyncClient, market: AsyncEngine, coin: Coin) -> None:
    await put_candles(market, coin, walk(24 * 10), interval=HOUR)

    found = await ask(client, f"seasonality/{coin.coin_id}")

    assert (found["verdict"], found["reason"]) == ("not_enough", "not_enough")
    assert {(one["mean_return_percent"], one["reason"]) for one in found["items"]} == {(None, "not_enough")}


async def test_a_profile_holds_all_that_was_traded(client: httpx.AsyncClient, market: AsyncEngine, coin: Coin) -> None:
    partial = {minutes_ago(2): CandleStatus.PARTIAL}
    await put_candles(market, coin, [*[100.0] * 10, *[101.0] * 60, *[110.0] * 5], statuses=partial)

    found = await ask(client, f"volume-profile/{coin.coin_id}", bins=10)

    assert (found["interval"], found["n"], found["status"]) == ("1m", 75, "partial")
    assert float(found["volume"]) == pytest.approx(75)
    assert sum(float(one["share_percent"]) for one in found["items"]) == pytest.approx(100)
    assert found["point_of_control"] == "101.5"
    assert (found["value_area_low"], found["value_area_high"]) == ("101", "102")
    assert float(found["value_area_percent"]) == 80


async def test_where_minutes_do_not_reach_back_longer_candles_are_used(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin
) -> None:
    await put_candles(market, coin, walk(30))
    await put_candles(market, coin, walk(100), interval=HOUR)

    found = await ask(client, f"volume-profile/{coin.coin_id}")

    assert found["interval"] == "1h"


async def test_a_span_without_candles_has_no_profile(client: httpx.AsyncClient, coin: Coin) -> None:
    found = await ask(
        client, f"volume-profile/{coin.coin_id}", start="2021-01-01T00:00:00Z", end="2021-01-02T00:00:00Z"
    )

    assert (found["items"], found["point_of_control"], found["reason"], found["stale"]) == ([], None, "no_data", False)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("regime/nobody", 404),
        ("seasonality/nobody", 404),
        ("volume-profile/nobody", 404),
        ("regime/{coin}?history=10", 400),
        ("seasonality/{coin}?by=year", 400),
        ("volume-profile/{coin}?start=2010-01-01T00:00:00Z&end=2020-01-01T00:00:00Z", 400),
        ("volume-profile/{coin}?bins=1", 400),
    ],
)
async def test_bad_questions_are_refused(client: httpx.AsyncClient, coin: Coin, path: str, status: int) -> None:
    answer = await client.get(f"/analytics/{path.format(coin=coin.coin_id)}")

    assert answer.status_code == status
