from typing import Any

import httpx
import numpy as np
import pytest
import talib
from analytics.indicators.registry import DEFINITIONS
from shared.events.values import CandleStatus
from sqlalchemy.ext.asyncio import AsyncEngine

from ..candle_series import walk
from ..market_rows import Coin, add_coin, minutes_ago, put_candles


async def ask(client: httpx.AsyncClient, coin: Coin, **params: Any) -> dict[str, Any]:
    answer = await client.get(f"/analytics/indicators/{coin.coin_id}", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
async def closes(market: AsyncEngine, coin: Coin) -> np.ndarray[Any, Any]:
    return np.array(list((await put_candles(market, coin, walk(300))).values()))


def output(page: dict[str, Any], spec: str, name: str = "value") -> np.ndarray[Any, Any]:
    """Oldest first."""
    found = [item["values"][spec][name] for item in reversed(page["items"])]
    return np.array([np.nan if value is None else float(value) for value in found])


async def test_the_registry_lists_every_indicator_as_it_is_to_be_asked_for(client: httpx.AsyncClient) -> None:
    items = {item["name"]: item for item in (await client.get("/analytics/indicators")).json()["items"]}

    assert list(items) == list(DEFINITIONS)
    assert items["macd"]["spec"] == "macd:12:26:9"
    assert items["bb"]["outputs"] == ["upper", "middle", "lower"]
    assert items["bb"]["params"][1] == {
        "name": "deviations",
        "kind": "number",
        "default": "2",
        "min": "0.1",
        "max": "10",
    }
    assert items["rsi"]["params"] == [{"name": "period", "kind": "integer", "default": 14, "min": 2, "max": 1000}]
    assert (items["beta"]["params"][1]["default"], items["beta"]["params"][1]["min"]) == ("bitcoin", None)


async def test_several_indicators_stand_at_each_candle(
    client: httpx.AsyncClient, coin: Coin, closes: np.ndarray[Any, Any]
) -> None:
    page = await ask(client, coin, set="rsi,bb:20:2,cvd", limit=300)

    assert page["specs"] == ["rsi:14", "bb:20:2", "cvd:0"]
    np.testing.assert_allclose(output(page, "rsi:14"), talib.RSI(closes, 14), rtol=1e-9)
    for name, wanted in zip(("upper", "middle", "lower"), talib.BBANDS(closes, 20, 2.0, 2.0), strict=True):
        np.testing.assert_allclose(output(page, "bb:20:2", name), wanted, rtol=1e-9)
    newest, oldest = page["items"][0], page["items"][-1]
    assert (newest["n"]["bb:20:2"], newest["warm"]["bb:20:2"], newest["warm"]["rsi:14"]) == (20, True, False)
    assert newest["reasons"] == {}
    assert oldest["reasons"] == {"rsi:14": "warming_up", "bb:20:2": "warming_up"}
    assert (newest["status"], page["stale"], page["reason"]) == ("complete", False, None)


@pytest.mark.usefixtures("closes")
async def test_pages_follow_one_another_without_a_seam(client: httpx.AsyncClient, coin: Coin) -> None:
    spec = "macd:5:9:3"
    whole = await ask(client, coin, set=spec, limit=300)
    items, cursor = [], None
    while True:
        page = await ask(client, coin, set=spec, limit=130, **({"cursor": cursor} if cursor else {}))
        items += page["items"]
        cursor = page["next"]
        if cursor is None:
            break

    assert [item["open_time"] for item in items] == [item["open_time"] for item in whole["items"]]
    for name in ("macd", "signal", "histogram"):
        parts = output({"items": items}, spec, name)
        np.testing.assert_allclose(parts, output(whole, spec, name), rtol=1e-9, atol=1e-7)


async def test_beta_compares_with_the_other_coins_composite(
    client: httpx.AsyncClient, coin: Coin, market: AsyncEngine, closes: np.ndarray[Any, Any]
) -> None:
    other = await add_coin(market)
    benchmark = np.array(list((await put_candles(market, other, walk(300, seed=9))).values()))

    page = await ask(client, coin, set=f"beta:50:{other.coin_id}", limit=1)

    own, theirs = np.diff(np.log(closes))[-50:], np.diff(np.log(benchmark))[-50:]
    wanted = np.cov(own, theirs)[0, 1] / np.var(theirs, ddof=1)
    assert output(page, f"beta:50:{other.coin_id}")[0] == pytest.approx(wanted, rel=1e-9)


@pytest.mark.usefixtures("closes")
async def test_beta_says_what_is_wrong_with_the_other_coins_candles(
    client: httpx.AsyncClient, coin: Coin, market: AsyncEngine
) -> None:
    partial, ended = await add_coin(market), await add_coin(market)
    await put_candles(market, partial, walk(300, seed=9), statuses={minutes_ago(20): CandleStatus.PARTIAL})
    await put_candles(market, ended, [*walk(200, seed=9), *[None] * 100])

    first = await ask(client, coin, set=f"beta:50:{partial.coin_id}", limit=1)
    second = await ask(client, coin, set=f"beta:50:{ended.coin_id}", limit=1)

    assert (first["items"][0]["status"], first["stale"], first["reason"]) == ("partial", False, None)
    assert (second["items"][0]["status"], second["stale"], second["reason"]) == ("complete", True, "venue_stale")


@pytest.mark.usefixtures("closes")
async def test_an_anchor_begins_where_it_is_set(client: httpx.AsyncClient, coin: Coin) -> None:
    page = await ask(client, coin, set="sma:1", limit=100)
    anchor = int(np.datetime64(page["items"][49]["open_time"].rstrip("Z")).astype("datetime64[s]").astype(int))

    found = await ask(client, coin, set=f"anchored_vwap:{anchor},sma:1", limit=100)

    spec, prices = f"anchored_vwap:{anchor}", output(found, "sma:1")
    np.testing.assert_allclose(output(found, spec)[50:], np.cumsum(prices[50:]) / np.arange(1, 51), rtol=1e-9)
    assert {item["reasons"][spec] for item in found["items"][50:]} == {"before_anchor"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rsii:14", "did you mean 'rsi:14'"),
        ("macd:26:12", "fast must be less than slow; write macd:<fast>:<slow>:<signal>"),
        ("obv:3650", "depends on more than 50000 candles"),
        (",".join(f"sma:{period}" for period in range(2, 20)), "at most 16 at once"),
    ],
)
async def test_a_wrong_set_is_400_and_says_what_to_write(
    client: httpx.AsyncClient, coin: Coin, text: str, says: str
) -> None:
    answer = await client.get(f"/analytics/indicators/{coin.coin_id}", params={"set": text})

    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
    assert says in answer.json()["errors"][0]["message"]
    assert answer.json()["errors"][0]["field"] == "set"


async def test_a_coin_without_candles_has_a_reason_and_an_unknown_benchmark_is_404(
    client: httpx.AsyncClient, coin: Coin
) -> None:
    page = await ask(client, coin, set="rsi")
    assert (page["items"], page["reason"], page["next"]) == ([], "no_data", None)

    answer = await client.get(f"/analytics/indicators/{coin.coin_id}", params={"set": "beta:30:nobody"})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_coin")
