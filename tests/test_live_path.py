"""A trade enters at an exchange's socket and leaves at a client's socket, with every stage real."""

import asyncio
import json
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx
import pytest
from stack.testing import eventually
from websockets.asyncio.client import ClientConnection, connect

from tests.processes import Platform


@pytest.fixture
async def stream(platform: Platform, api: httpx.AsyncClient) -> AsyncIterator[ClientConnection]:
    assert api.base_url  # everything is ready
    async with connect(platform.url("gateway").replace("http", "ws") + "/ws") as socket:
        assert json.loads(await socket.recv())["type"] == "hello"
        yield socket


async def place(platform: Platform, **trade: str) -> str:
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{platform.url('exchange-simulator')}/control/trades", json=trade)
    answer.raise_for_status()
    return str(answer.json()["trade_id"])


async def updates(stream: ClientConnection, channel: str) -> AsyncIterator[dict[str, Any]]:
    async with asyncio.timeout(30):
        async for text in stream:
            message = json.loads(text)
            for update in message.get("messages", []):
                if update["channel"] == channel:
                    yield update


async def test_a_trade_travels_from_the_exchanges_socket_to_a_clients_socket(
    platform: Platform, stream: ClientConnection
) -> None:
    await stream.send(json.dumps({"op": "subscribe", "id": 1, "channels": ["trades:bitcoin"]}))

    trade_id = await place(platform, venue="kraken", symbol="BTC-USD", price="67001.5", size="0.125", side="sell")

    async for update in updates(stream, "trades:bitcoin"):
        data = update["data"]
        if data["trade_id"] == trade_id and data["instrument_id"] == "BTC-USD.KRAKEN":
            assert (Decimal(data["price"]), Decimal(data["size"]), data["side"]) == (
                Decimal("67001.5"),
                Decimal("0.125"),
                "sell",
            )
            break


async def test_the_same_trade_becomes_a_row_and_part_of_a_candle(platform: Platform, api: httpx.AsyncClient) -> None:
    trade_id = await place(platform, venue="coinbase", symbol="ETH-USD", price="3500.01", size="2", side="buy")

    async def row() -> dict[str, Any] | None:
        items = (await api.get("/api/market/trades/ethereum?instrument_id=ETH-USD.COINBASE&limit=200")).json()["items"]
        return next((item for item in items if item["trade_id"] == trade_id), None)

    found = await eventually(row, timeout=150)  # history comes in at the same time
    assert found is not None
    assert (found["price"], found["side"], found["backfilled"]) == ("3500.01", "buy", False)
    query = "/api/market/candles/ethereum?interval=1m&instrument_id=ETH-USD.COINBASE&limit=5"
    candles = (await api.get(query)).json()["items"]
    assert any(Decimal(candle["low"]) <= Decimal("3500.01") <= Decimal(candle["high"]) for candle in candles)


async def test_every_coin_gets_a_live_price_that_names_its_sources(api: httpx.AsyncClient) -> None:
    async def priced() -> bool:
        answer = await api.get("/api/market/coins?limit=100")
        items = answer.json()["items"]
        return len(items) >= 20 and all(item["price"] is not None and not item["stale"] for item in items)

    await eventually(priced, timeout=60)

    async def included_everywhere() -> list[dict[str, Any]] | None:
        # The trade that another test placed on one exchange may be far from the others' prices for some seconds.
        price = (await api.get("/api/market/prices/btc")).json()
        included = [quote for quote in price["venues"] if quote["included"]]
        return included if {quote["venue"] for quote in included} == {"binance", "coinbase", "kraken"} else None

    included = await eventually(included_everywhere, timeout=60)
    assert included is not None
    weights = sum((Decimal(quote["weight"]) for quote in included), Decimal(0))
    assert abs(weights - 1) < Decimal("0.001")


async def test_every_answer_says_that_it_is_simulated(api: httpx.AsyncClient) -> None:
    for path in ("/api/market/coins", "/api/market/pipeline", "/api/market/coins/nothing", "/health/live"):
        assert (await api.get(path)).headers["x-data-mode"] == "simulated"


async def test_what_was_traded_while_the_ingester_was_dead_is_fetched_by_id(
    platform: Platform, api: httpx.AsyncClient
) -> None:
    platform.kill("market-ingest")
    missed = await place(platform, venue="binance", symbol="SOL-USDT", price="151.5", size="1", side="buy")
    platform.start("market-ingest")

    async def row() -> dict[str, Any] | None:
        items = (await api.get("/api/market/trades/solana?instrument_id=SOL-USDT.BINANCE&limit=500")).json()["items"]
        return next((item for item in items if item["trade_id"] == missed), None)

    found = await eventually(row, timeout=150)
    assert found is not None
    assert found["backfilled"] is True
