"""The venues' REST: resume by id, candles, listings, errors, limits."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from simulator.testing import Running, Simulate
from simulator.trades.exact_text import rfc3339


async def made(simulate: Simulate, count: int = 2_500, **settings: Any) -> Running:
    """A market in which each venue's BTC has traded about `count` times."""
    running = await simulate(rate=0, limits=False, **settings)
    await running.binance("btcusdt@aggTrade")
    await running.coinbase("BTC-USD")
    await running.kraken("BTC/USD")
    await running.post("/control/generate", trades_per_second=count * 3 * 4, seconds=0.25)
    await running.feed("finished")
    return running


def plain(items: list[dict[str, str]]) -> list[tuple[str, Decimal, Decimal, str]]:
    return [(each["trade_id"], Decimal(each["price"]), Decimal(each["size"]), each["side"]) for each in items]


async def test_binance_resumes_from_an_id_upwards(simulate: Simulate) -> None:
    running = await made(simulate)
    truth = await running.truth("binance")
    next_id, rows = int(truth[10]["trade_id"][1:]), []
    while page := await running.get("/binance/api/v3/aggTrades", symbol="BTCUSDT", fromId=next_id, limit=1_000):
        assert len(page) <= 1_000
        rows += page
        next_id = page[-1]["a"] + 1

    got = [(f"a{row['a']}", Decimal(row["p"]), Decimal(row["q"]), "sell" if row["m"] else "buy") for row in rows]
    assert got == plain(truth[10:])
    assert list(rows[0]) == ["a", "p", "q", "f", "l", "T", "m", "M"]
    newest = await running.get("/binance/api/v3/aggTrades", symbol="BTCUSDT")
    assert (len(newest), newest[-1]) == (500, rows[-1])
    first_ms = rows[0]["T"]
    by_time = await running.get("/binance/api/v3/aggTrades", symbol="BTCUSDT", startTime=first_ms, endTime=first_ms + 1)
    assert all(first_ms <= row["T"] <= first_ms + 1 for row in by_time)
    assert by_time


async def test_coinbase_pages_downwards_below_an_id(simulate: Simulate) -> None:
    running = await made(simulate)
    truth = await running.truth("coinbase")
    rows: list[Any] = []
    query: dict[str, str] = {}
    while True:
        address = f"{running.base}/coinbase/products/BTC-USD/trades"
        async with running.http.get(address, params={"limit": "1000", **query}) as answer:
            page = await answer.json()
            if not page:
                break
            assert answer.headers["CB-AFTER"] == str(page[-1]["trade_id"])
            assert answer.headers["CB-BEFORE"] == str(page[0]["trade_id"])
            query = {"after": answer.headers["CB-AFTER"]}
        rows += page

    got = [
        (str(row["trade_id"]), Decimal(row["price"]), Decimal(row["size"]), {"buy": "sell", "sell": "buy"}[row["side"]])
        for row in reversed(rows)
    ]
    assert got == plain(truth)
    assert [row["time"] for row in reversed(rows)] == [each["timestamp"] for each in truth]


async def test_kraken_resumes_from_a_time(simulate: Simulate) -> None:
    running = await made(simulate)
    truth = await running.truth("kraken")
    since, rows = 0, []
    while True:
        result = (await running.get("/kraken/0/public/Trades", pair="XBTUSD", since=since, count=1_000))["result"]
        page = result["XXBTZUSD"]
        if not page:
            assert result["last"] == str(since)
            break
        rows += page
        since = int(result["last"])

    sides = {"b": "buy", "s": "sell"}
    assert [(str(row[6]), Decimal(row[0]), Decimal(row[1]), sides[row[3]]) for row in rows] == plain(truth)
    again = await running.get("/kraken/0/public/Trades", pair="BTC/USD", since=int(rows[5][2] * 10**9) - 1, count=1)
    assert again["result"]["XXBTZUSD"] == [rows[5]]
    newest = await running.get("/kraken/0/public/Trades", pair="XXBTZUSD", count=2)
    assert newest["result"]["XXBTZUSD"] == rows[-2:]


async def test_candles_come_in_each_venues_form_and_order(simulate: Simulate) -> None:
    running = await simulate(rate=0, limits=False)
    now = int((await running.get("/binance/api/v3/time"))["serverTime"]) // 1_000
    klines = await running.get("/binance/api/v3/klines", symbol="BTCUSDT", interval="1h", limit=1_000)
    ours = await running.get("/binance/api/v3/klines", symbol="BTCUSDT", interval="1m", startTime=(now - 600) * 1_000)
    rows = await running.get("/coinbase/products/BTC-USD/candles", granularity=60, start=now - 6_000, end=now)
    ohlc = (await running.get("/kraken/0/public/OHLC", pair="XBTUSD", interval=1))["result"]

    assert len(klines) == 1_000
    assert all(later[0] - earlier[0] == 3_600_000 for earlier, later in pairwise(klines))
    assert klines[-1][0] <= now * 1_000 < klines[-1][6] + 1_000
    assert 9 <= len(ours) <= 11
    assert [len(row) for row in (klines[0], rows[0], ohlc["XXBTZUSD"][0])] == [12, 6, 8]
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), reverse=True)
    assert all(row[1] <= min(row[3], row[4]) <= max(row[3], row[4]) <= row[2] for row in rows)
    assert len(ohlc["XXBTZUSD"]) == 720
    assert ohlc["last"] == ohlc["XXBTZUSD"][-2][0]


async def test_a_span_of_too_many_coinbase_candles_is_refused(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    start, end = "2026-01-01T00:00:00Z", "2026-01-01T05:00:00Z"
    full = await running.get("/coinbase/products/BTC-USD/candles", granularity=60, start=start, end=end)
    over = await running.get(
        "/coinbase/products/BTC-USD/candles", granularity=60, start=start, end="2026-01-01T05:02:00Z"
    )

    assert len(full) == 300
    assert "exceeds 300" in over["message"]


@pytest.mark.parametrize(
    ("path", "query", "status", "answer"),
    [
        ("/binance/api/v3/aggTrades", {"symbol": "NOPE"}, 400, {"code": -1121, "msg": "Invalid symbol."}),
        (
            "/binance/api/v3/klines",
            {"symbol": "BTCUSDT", "interval": "7m"},
            400,
            {"code": -1120, "msg": "Invalid interval."},
        ),
        ("/coinbase/products/NO-PE/trades", {}, 404, {"message": "NotFound"}),
        ("/coinbase/products/BTC-USD/candles", {"granularity": "61"}, 400, {"message": "Unsupported granularity"}),
        ("/coinbase/products/BTC-USD/trades", {"after": "x"}, 400, {"message": "after is invalid"}),
        ("/kraken/0/public/Trades", {"pair": "NOPE"}, 200, {"error": ["EQuery:Unknown asset pair"]}),
        ("/kraken/0/public/OHLC", {"pair": "XBTUSD", "interval": "2"}, 200, {"error": ["EGeneral:Invalid arguments"]}),
    ],
)
async def test_errors_are_the_venues_own(
    simulate: Simulate, path: str, query: dict[str, str], status: int, answer: object
) -> None:
    running = await simulate(rate=0)
    async with running.http.get(running.base + path, params=query) as response:
        assert (response.status, await response.json()) == (status, answer)


async def test_more_requests_than_allowed_are_told_to_wait(simulate: Simulate) -> None:
    running = await simulate(rate=0)
    statuses = []
    for _ in range(40):
        async with running.http.get(running.base + "/coinbase/products/BTC-USD/ticker") as answer:
            statuses.append(answer.status)
            if answer.status == 429:
                assert int(answer.headers["Retry-After"]) >= 1
                break
    async with running.http.get(running.base + "/binance/api/v3/exchangeInfo") as answer:
        assert int(answer.headers["X-MBX-USED-WEIGHT-1M"]) >= 20

    assert statuses[:15] == [200] * 15
    assert statuses[-1] == 429


async def test_tickers_agree_with_the_last_trade(simulate: Simulate) -> None:
    running = await made(simulate, 100)
    last = (await running.truth("binance"))[-1]
    day = await running.get("/binance/api/v3/ticker/24hr", symbol="BTCUSDT")
    ticker = await running.get("/coinbase/products/BTC-USD/ticker")

    assert Decimal(day["lastPrice"]) == Decimal(last["price"])
    assert Decimal(day["lowPrice"]) <= Decimal(day["lastPrice"]) <= Decimal(day["highPrice"])
    assert Decimal(day["volume"]) > 0
    assert Decimal(ticker["bid"]) < Decimal(ticker["ask"])
    assert str(ticker["trade_id"]) == (await running.truth("coinbase"))[-1]["trade_id"]


async def test_every_listed_instrument_is_quoted_everywhere(simulate: Simulate) -> None:
    running = await simulate(rate=0, limits=False)
    symbols = [each["symbol"] for each in (await running.get("/binance/api/v3/exchangeInfo"))["symbols"]]
    products = {each["id"] for each in await running.get("/coinbase/products")}
    pairs = (await running.get("/kraken/0/public/AssetPairs"))["result"]

    assert len(symbols) >= 24
    assert {"USDT-USD", "USDC-USD", "EUR-USD"} <= products
    assert {"USDT/USD", "EUR/USD", "XBT/USD", "XDG/USD"} <= {pair["wsname"] for pair in pairs.values()}
    for symbol in ("SHIBUSDT", "PEPEUSDT", "BTCUSDT"):
        [row] = await running.get("/binance/api/v3/klines", symbol=symbol, interval="1d", limit=1)
        assert Decimal(row[3]) > 0


async def test_candles_of_a_market_that_trades_are_its_trades(simulate: Simulate) -> None:
    running = await made(simulate, 500)
    truth = await running.truth("binance")
    minute = truth[0]["timestamp"][:16]
    first = [each for each in truth if each["timestamp"].startswith(minute)]
    prices = [Decimal(each["price"]) for each in first]
    klines = await running.get("/binance/api/v3/klines", symbol="BTCUSDT", interval="1m", limit=5)
    [row] = [row for row in klines if rfc3339(row[0] * 1_000).startswith(minute)]
    hour = (await running.get("/binance/api/v3/klines", symbol="BTCUSDT", interval="1h", limit=2))[-1]

    assert [Decimal(text) for text in row[1:5]] == [prices[0], max(prices), min(prices), prices[-1]]
    assert Decimal(row[5]) == sum(Decimal(each["size"]) for each in first)
    assert Decimal(row[7]) == sum(Decimal(each["price"]) * Decimal(each["size"]) for each in first)
    assert row[8] == len(first)
    assert Decimal(hour[4]) == Decimal(truth[-1]["price"])
    assert hour[8] >= len(truth)
