import httpx
import numpy as np
import pytest
from shared.events.values import Interval
from sqlalchemy.ext.asyncio import AsyncEngine

from ..api.test_indicators import ask, closes
from ..candle_series import walk
from ..indicators.test_formulas import pandas_ema
from ..market_rows import Coin, minutes_ago, put_candles

HOURS = 900


async def test_a_summary_says_what_each_figure_is_made_of(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin
) -> None:
    stored = closes(await put_candles(market, coin, walk(HOURS), interval=Interval.HOUR))
    await put_candles(market, coin, {minutes_ago(0): 70_000.0}, is_closed=False)

    found = await ask(client, f"summary/{coin.symbol}")

    assert (found["coin_id"], found["currency"], found["source"]) == (coin.coin_id, "USD", "composite")
    assert found["price"]["value"] == "70000"
    assert (found["stale"], found["reason"], found["as_of"]) == (False, None, found["price"]["as_of"])
    averages = {(item["kind"], item["period"]): item for item in found["moving_averages"]}
    for period in (20, 50, 200):
        assert float(averages["sma", period]["value"]) == pytest.approx(stored.tail(period).mean(), rel=1e-9)
    for period in (20, 50):
        average = averages["ema", period]
        assert float(average["value"]) == pytest.approx(pandas_ema(stored, period).iloc[-1], rel=1e-9)
        assert (average["n"], average["warm"], average["status"]) == (HOURS, True, "complete")
    for volatility, returns in zip(found["volatility"], (24, 168, 720), strict=True):
        wanted = np.log(stored).diff().tail(returns).std(ddof=1) * 8_760**0.5
        assert float(volatility["value"]) == pytest.approx(wanted, rel=1e-9)
        assert (volatility["n"], volatility["stale"]) == (returns, False)


async def test_windows_end_now(client: httpx.AsyncClient, market: AsyncEngine, coin: Coin) -> None:
    hours = {minutes_ago(at, Interval.HOUR): float(at) for at in range(200, 0, -1)}
    await put_candles(market, coin, hours, interval=Interval.HOUR)
    await put_candles(market, coin, {minutes_ago(0): 50.0}, is_closed=False)

    day = (await ask(client, f"summary/{coin.coin_id}"))["windows"]["24h"]

    assert float(day["change_percent"]["value"]) in {100.0, 92.3077}  # the hour that ended 24 h ago, on the hour sharp
    assert day["low"]["value"] == "1"
    assert day["high"]["value"] in {"23", "24"}
    assert float(day["below_high_percent"]["value"]) > 0
    assert day["usd_volume"]["n"] in {23, 24}


async def test_what_is_not_known_says_why(client: httpx.AsyncClient, market: AsyncEngine, coin: Coin) -> None:
    found = await ask(client, f"summary/{coin.coin_id}")
    assert (found["price"]["value"], found["reason"], found["as_of"]) == (None, "no_data", None)

    await put_candles(market, coin, [3.0], instrument_id=coin.kraken)
    found = await ask(client, f"summary/{coin.coin_id}")
    assert {item["reason"] for item in found["moving_averages"] + found["volatility"]} == {"no_rate"}
    assert found["windows"]["24h"]["low"]["reason"] == "no_rate"

    found = await ask(client, f"summary/{coin.coin_id}", venue="kraken", interval="1m")
    assert (found["price"]["value"], found["currency"]) == ("3", "EUR")
    assert {item["reason"] for item in found["moving_averages"]} == {"warming_up"}
    assert found["windows"]["7d"]["change_percent"]["reason"] == "no_data"


async def test_a_summary_of_nobody_is_not_found(client: httpx.AsyncClient) -> None:
    assert (await client.get("/analytics/summary/nobody")).status_code == 404
