import asyncio
from typing import Any

import httpx
import numpy as np
import pytest
from analytics.engine.batch import recompute
from analytics.indicators.registry import DEFINITIONS, indicator
from analytics.market.screener.figures import MOST_CANDLES
from analytics.settings import Settings
from shared.events.values import CandleStatus, Interval
from sqlalchemy.ext.asyncio import AsyncEngine

from ...candle_series import walk
from ...market_rows import Coin, add_coin, minutes_ago, put_candles
from ..test_indicators import ask

HOUR = Interval.HOUR


@pytest.fixture
async def coins(market: AsyncEngine) -> list[Coin]:
    """Give three coins of this test alone; the third has no candle."""
    found = [await add_coin(market) for _ in range(3)]
    await put_candles(market, found[0], walk(60, seed=1), interval=HOUR)
    await put_candles(market, found[1], [100.0 + at for at in range(60)], interval=HOUR)
    return found


def of(found: dict[str, Any], coin: Coin) -> dict[str, Any] | None:
    return next((item for item in found["items"] if item["coin_id"] == coin.coin_id), None)


async def test_a_figure_is_the_one_that_its_own_route_gives(client: httpx.AsyncClient, coins: list[Coin]) -> None:
    path = f"moving-average/{coins[0].coin_id}"
    columns = "price,change_24h_percent,volume_24h,sma:20,ema:20,realized_volatility:24"

    found = await ask(client, "screener", columns=columns, limit=500)
    sma, ema, summary = await asyncio.gather(
        ask(client, path, interval="1h", period=20, limit=1),
        ask(client, path, interval="1h", period=20, kind="ema", limit=1),
        ask(client, f"summary/{coins[0].coin_id}"),
    )

    row = of(found, coins[0])
    assert row is not None
    figures = row["figures"]
    assert float(figures["sma:20"]["value"]) == pytest.approx(float(sma["items"][0]["value"]), rel=1e-9)
    assert float(figures["ema:20"]["value"]) == pytest.approx(float(ema["items"][0]["value"]), rel=1e-9)
    assert figures["ema:20"]["n"] == ema["items"][0]["n"]
    assert float(figures["price"]["value"]) == float(summary["price"]["value"])
    day = summary["windows"]["24h"]
    assert float(figures["change_24h_percent"]["value"]) == float(day["change_percent"]["value"])
    assert float(figures["volume_24h"]["value"]) == pytest.approx(float(day["usd_volume"]["value"]), rel=1e-12)
    assert [column["figure"] for column in found["columns"]] == columns.split(",")


async def test_every_indicator_that_reaches_is_the_one_of_the_coin_s_list(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin
) -> None:
    await put_candles(market, coin, [*walk(300, seed=4), None, *walk(300, seed=5)], interval=HOUR)
    reaching = [name for name in DEFINITIONS if indicator(name).look_back(HOUR) < MOST_CANDLES]
    specs = [indicator(name).spec for name in reaching if name != "beta"]  # of bitcoin, which is not in this database
    outputs = {spec: DEFINITIONS[spec.partition(":")[0]].outputs for spec in specs}

    for chunk in (specs[:8], specs[8:16], specs[16:]):
        columns = {f"{spec}.{output}": (spec, output) for spec in chunk for output in outputs[spec]}
        found = await ask(client, "screener", columns=",".join(columns), limit=500)
        listed = await ask(client, f"indicators/{coin.coin_id}", set=",".join(chunk), interval="1h", limit=1)

        row, (newest,) = of(found, coin), listed["items"]
        assert row is not None
        for column, (spec, output) in columns.items():
            wanted, figure = newest["values"][spec][output], row["figures"][column]
            assert figure["reason"] == newest["reasons"].get(spec)
            assert (figure["value"] is None) == (wanted is None)
            if wanted is not None:
                assert float(figure["value"]) == pytest.approx(float(wanted), rel=1e-9, abs=1e-12)


async def test_only_coins_for_which_all_conditions_hold_match(client: httpx.AsyncClient, coins: list[Coin]) -> None:
    found = await ask(client, "screener", where="price>sma:20,price>=159,price<160", limit=500)

    assert of(found, coins[1]) is not None
    assert of(found, coins[0]) is None
    assert all(float(item["figures"]["price"]["value"]) < 160 for item in found["items"])
    assert found["matches"] <= found["coins"]


async def test_an_unknown_figure_never_matches_and_is_last(client: httpx.AsyncClient, coins: list[Coin]) -> None:
    matching = await ask(client, "screener", where="sma:50>-1000000", limit=500)
    rising = await ask(client, "screener", sort="price", limit=500)
    falling = await ask(client, "screener", sort="-price", limit=500)

    assert of(matching, coins[2]) is None
    for found in (rising, falling):
        prices = [item["figures"]["price"]["value"] for item in found["items"]]
        known = [float(price) for price in prices if price is not None]
        assert prices[: len(known)] == [price for price in prices if price is not None]
        assert known == sorted(known, reverse=found is falling)
        row = of(found, coins[2])
        assert row is not None
        assert (row["figures"]["price"]["reason"], row["reason"]) == ("no_data", "no_data")


@pytest.mark.parametrize("sort", ["price", "-price"])
async def test_pages_hold_each_coin_once_in_one_order(client: httpx.AsyncClient, coins: list[Coin], sort: str) -> None:
    whole = await ask(client, "screener", sort=sort, limit=500)
    wanted = [item["coin_id"] for item in whole["items"]]
    assert len(wanted) >= len(coins)
    limit = 1 + len(wanted) // 3

    pages = [await ask(client, "screener", sort=sort, limit=limit)]
    while (following := pages[-1]["next"]) is not None:
        pages.append(await ask(client, "screener", sort=sort, limit=limit, cursor=following))

    assert [item["coin_id"] for page in pages for item in page["items"]] == wanted
    assert (whole["next"], whole["matches"]) == (None, len(wanted))
    refused = await client.get(f"/analytics/screener?sort=volume_24h&cursor={pages[0]['next']}")
    assert refused.json()["errors"][0]["field"] == "cursor"


async def test_a_candle_that_closes_shows_at_once(
    client: httpx.AsyncClient, market: AsyncEngine, coins: list[Coin]
) -> None:
    await ask(client, "screener", columns="sma:20", limit=500)
    stored = dict.fromkeys([minutes_ago(1, HOUR)], 5_000.0)

    await put_candles(market, coins[1], stored, interval=HOUR, statuses={minutes_ago(1, HOUR): CandleStatus.PARTIAL})
    found = await ask(client, "screener", columns="sma:20", limit=500)

    row = of(found, coins[1])
    assert row is not None
    wanted = np.mean([*(100.0 + at for at in range(40, 59)), 5_000.0])
    assert float(row["figures"]["sma:20"]["value"]) == pytest.approx(wanted, rel=1e-9)
    assert row["figures"]["sma:20"]["status"] == "partial"


async def test_a_coin_with_too_few_candles_says_so(
    client: httpx.AsyncClient, market: AsyncEngine, coins: list[Coin]
) -> None:
    await put_candles(market, coins[2], walk(10), interval=HOUR)

    found = await ask(client, "screener", columns="sma:20", limit=500)

    row = of(found, coins[2])
    assert row is not None
    assert row["figures"]["sma:20"] == {
        "value": None,
        "n": 10,
        "warm": False,
        "status": "complete",
        "reason": "warming_up",
    }


async def test_a_coin_with_a_candle_now_and_then_has_the_figures_of_its_own_routes(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin
) -> None:
    closes = [close if at % 7 == 6 else None for at, close in enumerate(walk(7 * 330))]
    await put_candles(market, coin, closes)
    await ask(client, "screener", columns="sma:50", interval="1m", limit=500)
    await put_candles(market, coin, [66_000.0, None, None, None, None, 67_500.0])

    found = await ask(client, "screener", columns="sma:50,ema:8,ema:20", interval="1m", limit=500)
    listed = await ask(client, f"indicators/{coin.coin_id}", set="sma:50,ema:8,ema:20", interval="1m", limit=1)

    row, (newest,) = of(found, coin), listed["items"]
    assert row is not None
    for spec in ("sma:50", "ema:8", "ema:20"):
        figure = row["figures"][spec]
        assert float(figure["value"]) == pytest.approx(float(newest["values"][spec]["value"]), rel=1e-9)
        assert figure["warm"] == newest["warm"][spec]


async def test_a_beta_is_against_the_coin_that_is_named_by_whatever_name(
    client: httpx.AsyncClient, coins: list[Coin]
) -> None:
    specs = [f"beta:30:{coins[1].coin_id}", f"beta:30:{coins[1].symbol.lower()}"]

    found = await ask(client, "screener", columns=",".join(specs), limit=500)
    listed = await ask(client, f"indicators/{coins[0].coin_id}", set=specs[0], interval="1h", limit=1)
    unknown = await client.get("/analytics/screener?columns=beta:30:nosuch")

    row, (newest,) = of(found, coins[0]), listed["items"]
    assert row is not None
    wanted = float(newest["values"][specs[0]]["value"])
    assert [float(row["figures"][spec]["value"]) for spec in specs] == pytest.approx([wanted, wanted], rel=1e-9)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_coin")


async def test_an_ema_counts_the_candles_since_the_start_of_the_series(
    client: httpx.AsyncClient, market: AsyncEngine, settings: Settings, coin: Coin
) -> None:
    await put_candles(market, coin, walk(400), interval=HOUR)
    await recompute(settings, coin.coin_id)

    found = await ask(client, "screener", columns="ema:5", limit=500)

    row = of(found, coin)
    assert row is not None
    assert (row["figures"]["ema:5"]["n"], row["figures"]["ema:5"]["warm"]) == (400, True)


@pytest.mark.parametrize(
    ("query", "field"),
    [("where=rsj:14<30", "where"), ("sort=-nothing", "sort"), ("columns=price,,", "columns"), ("limit=0", "limit")],
)
async def test_a_question_that_cannot_be_read_names_its_field(
    client: httpx.AsyncClient, query: str, field: str
) -> None:
    answer = await client.get(f"/analytics/screener?{query}")

    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
    assert answer.json()["errors"][0]["field"] == field
