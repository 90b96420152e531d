"""A request costs the rows that its answer may have."""

import json

import httpx
import pytest
from gateway.access.row_costs import RowCosts
from gateway.http.openapi import DOCUMENT
from shared.http.parameters import Number, PerNamed, row_cost

from ..conftest import Make
from ..servers import Service, gateway

COSTS = RowCosts(json.loads(DOCUMENT.read_bytes()))


@pytest.mark.parametrize(
    ("path", "query", "rows"),
    [
        ("/api/market/candles/bitcoin", b"", 200),
        ("/api/market/candles/bitcoin", b"interval=1m&limit=1000", 1_000),
        ("/api/market/candles/bitcoin", b"limit=999999", 1_000),
        ("/api/market/candles/bitcoin", b"limit=0001000", 1_000),
        ("/api/market/candles/bitcoin", b"limit=7&limit=%s" % (b"9" * 5_000), 1_000),
        ("/api/market/trades/bitcoin", b"limit=7", 7),
        ("/api/market/prices/bitcoin", b"limit=7", 0),
        ("/dashboard", b"limit=7", 0),
        ("/api/analytics/moving-average/bitcoin", b"limit=1&period=1000", 201),
        ("/api/analytics/moving-average/bitcoin", b"limit=1&period=1000&kind=ema", 5_001),
        ("/api/analytics/moving-average/bitcoin", b"kind=ema&limit=1&period=x", 5_001),
        ("/api/analytics/moving-average/bitcoin", b"", 204),
        ("/api/analytics/volatility/bitcoin", b"limit=1&period=1000", 1_001),
        ("/api/analytics/correlation/bitcoin/ethereum", b"", 386),
        ("/api/analytics/correlation/bitcoin/ethereum", b"period=1000", 2_050),
        ("/api/analytics/summary/bitcoin", b"", 300),
        ("/api/market/completeness/bitcoin", b"", 60),
        ("/api/market/completeness/bitcoin", b"start=2026-01-01T00:00:00Z&end=2026-01-31T00:00:00Z", 1_800),
        ("/api/market/completeness/bitcoin", b"start=1767225600&end=2026-01-31T00:00:00Z", 24_000),
        ("/api/market/completeness/bitcoin", b"start=2020-01-01T00:00:00Z", 24_000),
        ("/api/market/completeness/bitcoin", b"start=tomorrow", 24_000),
    ],
)
def test_a_request_costs_what_is_in_the_answer_and_what_it_is_computed_from(path: str, query: bytes, rows: int) -> None:
    assert COSTS.rows(path, query) == rows


@pytest.mark.parametrize("spelling", ["", "x", "-5", "%ff", "1000.0", "1_000", "%2B1000", "%201000", "%D9%A1"])
def test_a_limit_that_is_not_plain_digits_costs_the_most_that_the_route_takes(spelling: str) -> None:
    assert COSTS.rows("/api/market/candles/bitcoin", f"limit={spelling}".encode()) == 1_000


NAMED = RowCosts(
    {
        "paths": {
            "/api/indicators/{coin_id}": {
                "get": {
                    "parameters": [{"name": "interval", "schema": {"default": "1m"}}],
                    **row_cost(
                        PerNamed(
                            {"rsi": (Number(48, 14),), "macd": (Number(0, 12), Number(24, 26), Number(24, 9))},
                            "set",
                            0.5,
                            50_000,
                        ),
                        PerNamed({"obv": (Number(1_440, 7),)}, "set", 0.5, 50_000, {"interval": "1m"}),
                        PerNamed({"vwap": (Number(1 / 60, 600, since=True),)}, "set", 0.5, 50_000, {"interval": "1m"}),
                        rows=30,
                    ),
                }
            }
        }
    }
)


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("set=rsi", 30 + 336),
        ("set=rsi:100", 30 + 2_400),
        ("set=%20RSI:100,sma:20", 30 + 2_400),
        ("set=rsi:1000,macd:12:26:9,macd", 30 + 24_000 + 2 * 420),
        ("set=" + ",".join(f"rsi:{period}" for period in range(985, 1_001)), 30 + 25_000),
        ("set=rsi:1e3", 30 + 25_000),
        ("set=macd:x", 30 + 420),
        ("set=obv", 30 + 5_040),
        ("set=obv:00", 30 + 5_040),
        ("set=obv:1&interval=1m", 30 + 720),
        ("set=obv:1&interval=1h", 30),
        ("set=vwap:0", 30 + 5),
        ("set=vwap:1", 30 + 25_000),
        ("set=vwap:99999999999", 30),
        ("set=,:,rsii:9", 30),
        ("", 30),
    ],
)
def test_what_a_list_names_costs_what_it_depends_on(query: str, rows: int) -> None:
    assert NAMED.rows("/api/indicators/bitcoin", query.encode()) == rows


def test_every_list_says_what_it_costs() -> None:
    lists = {
        path: operations["get"]
        for path, operations in json.loads(DOCUMENT.read_bytes())["paths"].items()
        if any(parameter["name"] == "limit" for parameter in operations.get("get", {}).get("parameters", ()))
    }

    assert len(lists) > 8
    assert [path for path, operation in lists.items() if "x-cost" not in operation] == []


async def test_who_asks_for_too_many_rows_waits_and_others_do_not(
    make_settings: Make, somewhere: dict[str, str], service: tuple[Service, str]
) -> None:
    settings = make_settings(row_rate=100, row_burst=2_000, trusted_proxies="127.0.0.1")
    async with gateway(settings) as address, httpx.AsyncClient(base_url=address, headers=somewhere) as client:
        large = [await client.get("/api/market/candles/x?limit=1000") for _ in range(4)]
        service[0].asked.clear()
        refused = await client.get("/api/market/candles/x?limit=1")
        cheap = await client.get("/api/market/prices/x")
        other = await client.get("/api/market/candles/x?limit=1000", headers={"X-Forwarded-For": "203.0.113.77"})

    assert [answer.status_code for answer in large][:2] == [200, 200]
    assert refused.status_code == 429
    assert refused.json()["code"] == "rate_limited"
    assert "`limit`" in refused.json()["detail"]
    assert int(refused.headers["retry-after"]) >= 1
    assert '"rows";q=2000;w=20' in refused.headers["ratelimit-policy"]
    assert (cheap.status_code, other.status_code) == (200, 200)
    assert service[0].asked == ["/market/prices/x", "/market/candles/x"]
