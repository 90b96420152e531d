import asyncio

import httpx
import pytest
from shared.events.values import CandleStatus, Interval
from sqlalchemy.ext.asyncio import AsyncEngine

from ...candle_series import walk
from ...market_rows import Coin, add_coin, minutes_ago, put_candles
from ..test_indicators import ask

HOUR = Interval.HOUR


@pytest.fixture
async def coins(market: AsyncEngine) -> list[Coin]:
    """Give four coins of this test alone."""
    return [await add_coin(market) for _ in range(4)]


def names(coins: list[Coin]) -> str:
    return ",".join(coin.coin_id for coin in coins)


async def test_each_cell_is_the_pair_s_own_correlation(
    client: httpx.AsyncClient, market: AsyncEngine, coins: list[Coin]
) -> None:
    for seed, coin in enumerate(coins):
        closes: list[float | None] = [*walk(120, seed=seed)]
        closes[10 * seed : 10 * seed + seed] = [None] * seed
        await put_candles(market, coin, closes, interval=HOUR)

    found = await ask(client, "correlation-matrix", coins=names(coins), interval="1h", period=90)

    assert found["coins"] == [coin.coin_id for coin in coins]
    assert sorted(found["order"]) == sorted(found["coins"])
    pairs = [(i, j) for i in range(4) for j in range(4) if i != j]
    singles = await asyncio.gather(
        *(ask(client, f"correlation/{coins[i].coin_id}/{coins[j].coin_id}", interval="1h", period=90) for i, j in pairs)
    )
    for (i, j), single in zip(pairs, singles, strict=True):
        assert float(found["values"][i][j]) == pytest.approx(float(single["value"]), abs=1e-9)
        assert (found["n"][i][j], found["statuses"][i][j]) == (single["n"], single["status"])
        low, high = map(float, found["interval_95"][i][j])
        assert low < float(single["value"]) < high
    assert [found["values"][i][i] for i in range(4)] == ["1.000000000000"] * 4
    assert (found["reason"], found["stale"], found["stale_coins"], found["mean_n"]) == (None, False, [], 6)


async def test_what_is_not_known_says_why(client: httpx.AsyncClient, market: AsyncEngine, coins: list[Coin]) -> None:
    await put_candles(market, coins[0], walk(40), interval=HOUR)
    await put_candles(market, coins[1], walk(12, seed=2), interval=HOUR)
    await put_candles(market, coins[2], [5.0] * 40, interval=HOUR)

    found = await ask(client, "correlation-matrix", coins=names(coins), interval="1h", period=20)

    assert found["reasons"][0] == [None, "warming_up", "no_variance", "no_data"]
    assert found["n"][0] == [20, 11, 20, 0]
    assert found["values"][0][1:] == [None, None, None]
    assert found["interval_95"][0][1:] == [None, None, None]


async def test_common_returns_that_lie_far_back_are_those_of_the_pair_s_own_route(
    client: httpx.AsyncClient, market: AsyncEngine, coins: list[Coin]
) -> None:
    await put_candles(market, coins[0], walk(700, seed=1), interval=HOUR)
    await put_candles(market, coins[1], [*walk(100, seed=2), *[None] * 580, *walk(8, seed=3)], interval=HOUR)
    await put_candles(market, coins[2], [*walk(60, seed=4), *[None] * 610], interval=HOUR)
    await put_candles(market, coins[3], walk(8, seed=5), interval=HOUR)

    found = await ask(client, "correlation-matrix", coins=names(coins), interval="1h", period=20)

    for i, j in ((0, 1), (0, 2), (1, 2), (0, 3), (1, 3)):
        path = f"correlation/{coins[i].coin_id}/{coins[j].coin_id}"
        single = await ask(client, path, interval="1h", period=20)
        assert (found["n"][i][j], found["n"][j][i], found["reasons"][i][j]) == (
            single["n"],
            single["n"],
            single["reason"] if single["value"] is None else None,
        )
        if single["value"] is not None:
            assert float(found["values"][i][j]) == pytest.approx(float(single["value"]), abs=1e-9)
    assert [found["n"][0][at] for at in range(4)] == [20, 20, 20, 7]
    assert found["stale_coins"] == [coins[2].coin_id]


async def test_a_partial_candle_makes_its_pairs_partial(
    client: httpx.AsyncClient, market: AsyncEngine, coins: list[Coin]
) -> None:
    partial = {minutes_ago(3, HOUR): CandleStatus.PARTIAL}
    await put_candles(market, coins[0], walk(40), interval=HOUR)
    await put_candles(market, coins[1], walk(40, seed=2), interval=HOUR, statuses=partial)
    await put_candles(market, coins[2], walk(40, seed=3), interval=HOUR)

    found = await ask(client, "correlation-matrix", coins=names(coins[:3]), interval="1h", period=20)

    assert found["statuses"][0] == ["complete", "partial", "complete"]
    assert found["status"] == "partial"


async def test_a_revised_candle_changes_the_answer(
    client: httpx.AsyncClient, market: AsyncEngine, coins: list[Coin]
) -> None:
    stored = await put_candles(market, coins[0], walk(40), interval=HOUR)
    await put_candles(market, coins[1], walk(40, seed=2), interval=HOUR)
    first = await ask(client, "correlation-matrix", coins=names(coins[:2]), interval="1h", period=20)
    revised = minutes_ago(5, HOUR)

    await put_candles(market, coins[0], {revised: stored[revised] * 1.1}, interval=HOUR)
    second = await ask(client, "correlation-matrix", coins=names(coins[:2]), interval="1h", period=20)

    assert first["values"] != second["values"]


async def test_a_coin_that_has_gone_quiet_is_named(
    client: httpx.AsyncClient, market: AsyncEngine, coins: list[Coin]
) -> None:
    await put_candles(market, coins[0], walk(40), interval=HOUR)
    await put_candles(market, coins[1], [*walk(30, seed=2), *[None] * 10], interval=HOUR)

    found = await ask(client, "correlation-matrix", coins=names(coins[:2]), interval="1h", period=20)

    assert (found["stale"], found["stale_coins"]) == (False, [coins[1].coin_id])


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("coins=nobody", 404, "unknown_coin"),
        ("coins=bitcoin,,ethereum", 400, "validation_error"),
        (f"coins={','.join(['x'] * 101)}", 400, "validation_error"),
        ("period=1", 400, "validation_error"),
        ("period=1441", 400, "validation_error"),
    ],
)
async def test_bad_questions_are_refused(client: httpx.AsyncClient, query: str, status: int, code: str) -> None:
    answer = await client.get(f"/analytics/correlation-matrix?{query}")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
