import httpx
import pandas as pd
import pytest
from shared.events.values import CandleStatus, Interval
from sqlalchemy.ext.asyncio import AsyncEngine

from ...candle_series import walk
from ...market_rows import Coin, add_coin, minutes_ago, put_candles
from ..test_indicators import ask

HOUR = Interval.HOUR


@pytest.fixture
async def coins(market: AsyncEngine) -> list[Coin]:
    """Give three coins of this test alone."""
    return [await add_coin(market) for _ in range(3)]


def names(coins: list[Coin]) -> str:
    return ",".join(coin.coin_id for coin in coins)


def hour(ago: int) -> str:
    return str(pd.Timestamp(minutes_ago(ago, HOUR), unit="us", tz="UTC").strftime("%Y-%m-%dT%H:%M:%SZ"))


async def test_coins_begin_at_100_together_and_gaps_stay(
    client: httpx.AsyncClient, market: AsyncEngine, coins: list[Coin]
) -> None:
    await put_candles(market, coins[0], [10.0, 20.0, None, 30.0, 40.0], interval=HOUR)
    await put_candles(market, coins[1], [4.0, 5.0, 2.0, 8.0], interval=HOUR)

    found = await ask(client, "compare", coins=names(coins), start=hour(6))

    one, two, nothing = found["items"]
    assert (found["base_time"], found["times"]) == (hour(4), [hour(4), hour(3), hour(2), hour(1)])
    assert one["values"] == ["100.000000", None, "150.000000", "200.000000"]
    assert two["values"] == ["100.000000", "125.000000", "50.000000", "200.000000"]
    assert (one["base_close"], one["change_percent"], one["n"]) == ("20", "100.0000", 3)
    assert (nothing["values"], nothing["reason"], nothing["n"]) == ([None] * 4, "no_data", 0)
    assert (found["reason"], found["stale"]) == (None, False)


async def test_a_candle_before_the_common_start_is_no_part_of_the_comparison(
    client: httpx.AsyncClient, market: AsyncEngine, coins: list[Coin]
) -> None:
    partial = {minutes_ago(4, HOUR): CandleStatus.PARTIAL}
    await put_candles(market, coins[0], [10.0, 20.0, 30.0, 40.0], interval=HOUR, statuses=partial)
    await put_candles(market, coins[1], [4.0, 5.0, 2.0], interval=HOUR)

    found = await ask(client, "compare", coins=names(coins[:2]))

    assert found["base_time"] == hour(3)
    assert [(one["n"], one["status"]) for one in found["items"]] == [(3, "complete")] * 2


async def test_coins_that_never_met_are_not_compared(
    client: httpx.AsyncClient, market: AsyncEngine, coins: list[Coin]
) -> None:
    await put_candles(market, coins[0], [10.0, None], interval=HOUR)
    await put_candles(market, coins[1], [4.0], interval=HOUR)

    found = await ask(client, "compare", coins=names(coins[:2]))

    assert (found["base_time"], found["times"], found["reason"]) == (None, [], "no_common_start")
    assert {item["reason"] for item in found["items"]} == {"no_common_start"}


async def test_breadth_counts_the_coins_that_have_enough_candles(
    client: httpx.AsyncClient, market: AsyncEngine, coins: list[Coin]
) -> None:
    rising = [await add_coin(market) for _ in range(5)]
    for coin in rising:
        await put_candles(market, coin, [100.0 + at for at in range(60)], interval=Interval.FOUR_HOURS)

    found = await ask(client, "breadth", interval="4h")

    assert {coin.coin_id for coin in rising} <= set(found["new_highs"]["coins"])
    assert {"coin_id": coins[0].coin_id, "reason": "no_data"} in found["left_out"]
    assert found["rising"]["count"] >= 5
    (above, *_) = [one for one in found["above_sma"] if one["period"] == 20]
    assert above["n"] >= above["count"] >= 5
    assert float(above["percent"]) == pytest.approx(100 * above["count"] / above["n"], abs=0.01)
    assert found["dispersion_n"] == sum(found[way]["count"] for way in ("rising", "falling", "unchanged"))


async def test_a_move_and_a_venue_apart_are_anomalies(
    client: httpx.AsyncClient, market: AsyncEngine, coins: list[Coin]
) -> None:
    closes = walk(120, deviation=1e-4)
    closes[-5:] = [close * 1.2 for close in closes[-5:]]
    await put_candles(market, coins[0], closes, interval=HOUR)
    apart = [*closes[:-2], closes[-2] * 1.01, closes[-1]]
    await put_candles(market, coins[0], apart, interval=HOUR, instrument_id=coins[0].kraken)

    found = await ask(client, "anomalies", coins=names(coins), period=60)

    move = next(one for one in found["items"] if one["kind"] == "price")
    assert (move["coin_id"], move["severity"], move["open_time"], move["n"]) == (
        coins[0].coin_id,
        "extreme",
        hour(5),
        60,
    )
    assert float(move["observed"]) == pytest.approx(20, abs=0.2)
    assert move["why"].startswith("The close moved by ")
    venue = next(one for one in found["items"] if one["kind"] == "venue_divergence")
    assert (venue["venue"], venue["open_time"], venue["unit"]) == ("kraken", hour(2), "bp")
    assert float(venue["observed"]) == pytest.approx(100)
    assert found["not_enough"] == [coin.coin_id for coin in coins[1:]]
    pages = [await ask(client, "anomalies", coins=names(coins), period=60, limit=1)]
    while (following := pages[-1]["next"]) is not None:
        pages.append(await ask(client, "anomalies", coins=names(coins), period=60, limit=1, cursor=following))
    assert [item for page in pages for item in page["items"]] == found["items"]
    assert [page["more"] for page in pages] == [*range(len(found["items"]))][::-1]
    only = await ask(client, "anomalies", coins=names(coins), period=60, kind="venue_divergence", severity="extreme")
    assert {one["kind"] for one in only["items"]} == {"venue_divergence"}


async def test_a_coin_with_a_long_past_and_nothing_to_judge_is_not_short_of_candles(
    client: httpx.AsyncClient, market: AsyncEngine, coins: list[Coin]
) -> None:
    await put_candles(market, coins[0], walk(200, deviation=1e-4), interval=HOUR)
    await put_candles(market, coins[1], [*walk(150, deviation=1e-4), *[None] * 50], interval=HOUR)
    await put_candles(market, coins[2], walk(20), interval=HOUR)

    newest = await ask(client, "anomalies", coins=names(coins), period=60)
    ahead = await ask(client, "anomalies", coins=names(coins[:1]), period=60, start=hour(-200))

    assert newest["not_enough"] == [coins[2].coin_id]
    assert (ahead["items"], ahead["not_enough"], ahead["reason"]) == ([], [], None)


async def test_a_partial_candle_is_no_anomaly(
    client: httpx.AsyncClient, market: AsyncEngine, coins: list[Coin]
) -> None:
    closes = walk(120, deviation=1e-4)
    closes[-1] *= 1.5
    statuses = {minutes_ago(1, HOUR): CandleStatus.PARTIAL}
    await put_candles(market, coins[0], closes, interval=HOUR, statuses=statuses)

    found = await ask(client, "anomalies", coins=coins[0].coin_id)

    assert [one for one in found["items"] if one["kind"] == "price"] == []


async def test_the_market_is_summed_up(client: httpx.AsyncClient, market: AsyncEngine, coins: list[Coin]) -> None:
    await put_candles(market, coins[0], [100.0] * 30 + [1e6], interval=HOUR)
    await put_candles(market, coins[0], [1e6])
    await put_candles(market, coins[1], [*[100.0] * 30, 2e6, None], interval=HOUR)

    found = await ask(client, "market-summary")

    leader = found["leaders"][0]
    assert (leader["coin_id"], leader["stale"], leader["reason"]) == (coins[0].coin_id, False, None)
    assert leader["as_of"] is not None
    assert coins[1].coin_id not in [one["coin_id"] for one in found["leaders"]]
    leaders, laggards = (
        [float(one["change_24h_percent"]) for one in found[which]] for which in ("leaders", "laggards")
    )
    assert (leaders, laggards) == (sorted(leaders, reverse=True), sorted(laggards))
    assert set(found["anomalies_24h"]) == {"notable", "strong", "extreme"}
    assert found["volume_n"] <= found["coins"]
    assert found["anomalies_n"] == min(found["coins"], 20)


@pytest.mark.parametrize(
    "query",
    [
        "compare?start=2010-01-01T00:00:00Z",
        "compare?coins=" + ",".join(f"x{at}" for at in range(101)),
        "anomalies?start=2010-01-01T00:00:00Z",
        "anomalies?period=3",
        "breadth?period=1",
        "market-summary?coins=bitcoin",
    ],
)
async def test_bad_questions_are_refused(client: httpx.AsyncClient, query: str) -> None:
    answer = await client.get(f"/analytics/{query}")

    assert answer.status_code == 400
