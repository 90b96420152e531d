"""A request costs the rows that its answer may have."""

import json

import httpx
import pytest
from gateway.access.row_costs import RowCosts
from gateway.http.openapi import DOCUMENT

from ..conftest import Make
from ..servers import Service, gateway

COSTS = RowCosts(json.loads(DOCUMENT.read_bytes()))


@pytest.mark.parametrize(
    ("path", "query", "rows"),
    [
        ("/api/market/candles/bitcoin", b"", 200),
        ("/api/market/candles/bitcoin", b"interval=1m&limit=1000", 1_000),
        ("/api/market/candles/bitcoin", b"limit=999999", 1_000),
        ("/api/market/candles/bitcoin", b"limit=x", 200),
        ("/api/market/candles/bitcoin", b"limit=-5&limit=\xff", 200),
        ("/api/market/trades/bitcoin", b"limit=7", 7),
        ("/api/market/prices/bitcoin", b"limit=7", 0),
        ("/dashboard", b"limit=7", 0),
    ],
)
def test_rows_are_those_of_the_limit_or_its_default(path: str, query: bytes, rows: int) -> None:
    assert COSTS.rows(path, query) == rows


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
