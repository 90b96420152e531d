from typing import Any

import httpx
import numpy as np
import pandas as pd
import pytest
from shared.clock import rfc3339
from shared.events.values import CandleStatus, Interval
from sqlalchemy.ext.asyncio import AsyncEngine

from ..candle_series import walk
from ..indicators.test_formulas import pandas_ema
from ..market_rows import Coin, minutes_ago, put_candles


async def ask(client: httpx.AsyncClient, path: str, **params: Any) -> dict[str, Any]:
    answer = await client.get(f"/analytics/{path}", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def values(page: dict[str, Any]) -> pd.Series:
    """The page's values by open time, oldest first."""
    items = page["items"][::-1]
    index = pd.to_datetime([item["open_time"] for item in items])
    return pd.Series([float("nan" if item["value"] is None else item["value"]) for item in items], index)


def closes(stored: dict[int, float]) -> pd.Series:
    return pd.Series(list(stored.values()), pd.to_datetime(list(stored), unit="us", utc=True))


@pytest.fixture
async def stored(market: AsyncEngine, coin: Coin) -> dict[int, float]:
    """Give 400 closed minutes, ten of them missing, and an open one."""
    steps: list[float | None] = [*walk(400)]
    steps[200:210] = [None] * 10
    await put_candles(market, coin, {minutes_ago(0): 1.0}, is_closed=False)
    return await put_candles(market, coin, steps)


async def test_a_moving_average_is_that_of_the_closed_candles(
    client: httpx.AsyncClient, coin: Coin, stored: dict[int, float]
) -> None:
    page = await ask(client, f"moving-average/{coin.coin_id}", kind="sma", period=20, limit=1000)

    pd.testing.assert_series_equal(values(page), closes(stored).rolling(20).mean(), rtol=1e-9, check_names=False)
    first, last = page["items"][-1], page["items"][0]
    assert (first["n"], first["warm"], first["value"], first["reason"]) == (1, False, None, "warming_up")
    assert (last["n"], last["warm"], last["status"], last["reason"]) == (20, True, "complete", None)
    assert (page["stale"], page["reason"], page["source"]) == (False, None, "composite")
    assert (page["instrument_id"], page["next"]) == (coin.composite, None)


@pytest.mark.parametrize("period", [3, 50])
async def test_an_ema_is_the_same_however_few_values_are_asked_for(
    client: httpx.AsyncClient, coin: Coin, stored: dict[int, float], period: int
) -> None:
    wanted = pandas_ema(closes(stored), period)

    page = await ask(client, f"moving-average/{coin.coin_id}", kind="ema", period=period, limit=7)

    np.testing.assert_allclose(values(page), wanted.tail(7), rtol=1e-9)
    assert page["items"][0]["n"] == len(stored)
    assert page["items"][0]["warm"] == (len(stored) >= 15 * period)


async def test_a_volatility_reaches_back_over_a_hole(
    client: httpx.AsyncClient, coin: Coin, stored: dict[int, float]
) -> None:
    page = await ask(client, f"volatility/{coin.coin_id}", period=195, limit=3)

    returns = np.log(closes(stored)).diff()
    returns = returns[closes(stored).index.to_series().diff() == pd.Timedelta("1min")]
    wanted = returns.rolling(195).std(ddof=1) * np.sqrt(365 * 24 * 60)
    np.testing.assert_allclose(values(page), wanted.tail(3), rtol=1e-9)
    assert page["kind"] == "close_to_close"
    assert float(page["annualization"]) == pytest.approx(525_600**0.5)


@pytest.mark.usefixtures("stored")
async def test_pages_follow_one_another_without_a_seam(client: httpx.AsyncClient, coin: Coin) -> None:
    path, params = f"moving-average/{coin.coin_id}", {"kind": "ema", "period": 5}
    whole = await ask(client, path, **params, limit=1000)

    items, cursor = [], None
    while True:
        page = await ask(client, path, **params, limit=150, **({"cursor": cursor} if cursor else {}))
        items += page["items"]
        cursor = page["next"]
        if cursor is None:
            break

    assert [item["open_time"] for item in items] == [item["open_time"] for item in whole["items"]]
    np.testing.assert_allclose(values({"items": items}), values(whole), rtol=1e-12)


@pytest.mark.usefixtures("stored")
async def test_a_coin_is_the_same_in_any_case_and_its_cursors_too(client: httpx.AsyncClient, coin: Coin) -> None:
    spellings = (coin.coin_id, coin.coin_id.title(), coin.symbol.lower())
    pages = [await ask(client, f"moving-average/{spelling}", limit=5) for spelling in spellings]
    cursor = pages[0]["next"]
    rest = [await ask(client, f"moving-average/{spelling}", limit=5, cursor=cursor) for spelling in spellings]

    assert pages[0]["coin_id"] == coin.coin_id
    assert pages[1:] == pages[:1] * 2
    assert rest[1:] == rest[:1] * 2


async def test_start_is_in_the_range_and_end_is_not(
    client: httpx.AsyncClient, coin: Coin, stored: dict[int, float]
) -> None:
    start, end = list(stored)[50], list(stored)[60]

    page = await ask(client, f"moving-average/{coin.coin_id}", period=20, start=rfc3339(start), end=rfc3339(end))

    wanted = closes(stored).rolling(20).mean().iloc[50:60]
    pd.testing.assert_series_equal(values(page), wanted, rtol=1e-9, check_names=False)
    assert page["next"] is None


async def test_a_figure_inherits_the_worst_status(client: httpx.AsyncClient, market: AsyncEngine, coin: Coin) -> None:
    await put_candles(market, coin, walk(30), statuses={minutes_ago(10): CandleStatus.PARTIAL})

    page = await ask(client, f"moving-average/{coin.coin_id}", period=5)

    partial = [item["status"] == "partial" for item in page["items"]]
    assert partial.index(True) == 5
    assert sum(partial) == 5


async def test_a_venue_means_its_first_instrument(client: httpx.AsyncClient, market: AsyncEngine, coin: Coin) -> None:
    await put_candles(market, coin, [3.0, 4.0], instrument_id=coin.kraken, interval=Interval.HOUR)

    page = await ask(client, f"moving-average/{coin.symbol.lower()}", venue="kraken", period=2, interval="1h")

    assert (page["coin_id"], page["instrument_id"], page["source"]) == (coin.coin_id, coin.kraken, "kraken")
    assert page["items"][0]["value"] == "3.5"
    named = await ask(client, f"moving-average/{coin.coin_id}", instrument_id=coin.kraken, period=2, interval="1h")
    assert named["items"] == page["items"]


async def test_old_candles_are_stale(client: httpx.AsyncClient, market: AsyncEngine, coin: Coin) -> None:
    await put_candles(market, coin, {minutes_ago(5): 1.0})

    page = await ask(client, f"moving-average/{coin.coin_id}", period=1)

    assert (page["stale"], page["reason"]) == (True, "venue_stale")


@pytest.mark.parametrize(
    ("start", "end", "stale"),
    [(60, None, True), (None, -60, True), (60, -60, True), (None, 2, False), (60, 2, False)],
)
@pytest.mark.parametrize("path", ["moving-average/{}", "volatility/{}", "beta/{}/{}", "volume-profile/{}"])
async def test_old_figures_are_stale_unless_their_range_ends_in_the_past(
    client: httpx.AsyncClient,
    market: AsyncEngine,
    coin: Coin,
    path: str,
    start: int | None,
    end: int | None,
    *,
    stale: bool,
) -> None:
    await put_candles(market, coin, [*walk(20), *[None] * 9])
    how = {name: rfc3339(minutes_ago(ago)) for name, ago in (("start", start), ("end", end)) if ago is not None}
    how |= {} if "profile" in path else {"interval": "1m"}

    found = await ask(client, path.format(coin.coin_id, coin.coin_id), **how)

    assert len(found["items"]) > 1
    assert (found["stale"], found["reason"]) == (stale, "venue_stale" if stale else None)


async def test_older_pages_are_not_stale(client: httpx.AsyncClient, market: AsyncEngine, coin: Coin) -> None:
    await put_candles(market, coin, [*walk(20), *[None] * 9])
    path, how = f"moving-average/{coin.coin_id}", {"start": rfc3339(minutes_ago(60)), "limit": 5}

    first = await ask(client, path, **how)
    second = await ask(client, path, **how, cursor=first["next"])

    assert (first["stale"], second["stale"]) == (True, False)


async def test_a_coin_without_a_rate_has_no_composite_and_says_so(
    client: httpx.AsyncClient, market: AsyncEngine, coin: Coin
) -> None:
    page = await ask(client, f"volatility/{coin.coin_id}")
    assert (page["items"], page["as_of"], page["reason"]) == ([], None, "no_data")

    await put_candles(market, coin, [3.0], instrument_id=coin.kraken)
    page = await ask(client, f"volatility/{coin.coin_id}")
    assert (page["items"], page["as_of"], page["reason"]) == ([], None, "no_rate")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("moving-average/nobody", "unknown_coin"),
        ("volatility/nobody", "unknown_coin"),
        ("moving-average/{coin}?instrument_id=BTC-USD.KRAKEN", "unknown_instrument"),
        ("moving-average/{coin}?venue=coinbase", "unknown_instrument"),
    ],
)
async def test_what_is_not_known_is_not_found(client: httpx.AsyncClient, coin: Coin, path: str, code: str) -> None:
    answer = await client.get(f"/analytics/{path.format(coin=coin.coin_id)}")

    assert (answer.status_code, answer.json()["code"]) == (404, code)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "query",
    [
        "kind=wma",
        "period=0",
        "period=1001",
        "period=x",
        "interval=2m",
        "limit=0",
        "limit=1001",
        "start=yesterday",
        "start=2021-04-17T00:00:00",
        "start=2021-04-17T00:00:01Z&end=2021-04-17T00:00:00Z",
        "cursor=!!",
        "cursor=LTE",
        "venue=ftx",
        "instrument_id=%00",
    ],
)
async def test_what_makes_no_sense_is_refused(client: httpx.AsyncClient, coin: Coin, query: str) -> None:
    answer = await client.get(f"/analytics/moving-average/{coin.coin_id}?{query}")

    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
    assert answer.json()["errors"][0]["field"] == query.partition("=")[0]


async def test_an_empty_range_has_nothing_in_it(client: httpx.AsyncClient, coin: Coin) -> None:
    at = "2021-04-17T00:00:00Z"
    page = await ask(client, f"moving-average/{coin.coin_id}", start=at, end=at)

    assert (page["items"], page["next"]) == ([], None)


async def test_a_cursor_of_another_figure_is_refused(
    client: httpx.AsyncClient, coin: Coin, stored: dict[int, float]
) -> None:
    assert len(stored) > 5
    path = f"/analytics/moving-average/{coin.coin_id}"
    cursor = (await ask(client, f"moving-average/{coin.coin_id}", limit=2, period=5))["next"]

    others: list[dict[str, str | int]] = [{"period": 6}, {"period": 5, "kind": "ema"}, {"period": 5, "interval": "5m"}]
    for query in others:
        answer = await client.get(path, params={**query, "cursor": cursor})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "cursor"), query
    assert (await client.get(path, params={"period": 5, "limit": 3, "cursor": cursor})).status_code == 200


@pytest.mark.parametrize("query", ["period=1", "kind=parkinson"])
async def test_a_volatility_needs_two_returns(client: httpx.AsyncClient, coin: Coin, query: str) -> None:
    answer = await client.get(f"/analytics/volatility/{coin.coin_id}?{query}")

    assert answer.status_code == 400
