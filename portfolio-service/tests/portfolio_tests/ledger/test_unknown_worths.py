"""What was not known when a row was entered is known once its candle has come."""

from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI
from portfolio.ledger.entry import value_unknown
from sqlalchemy.ext.asyncio import AsyncEngine

from ..market import add_bitcoin_candle
from ..owners import Owner


def airdrop(asset: str, hour: int, **more: Any) -> dict[str, Any]:
    row = {"kind": "airdrop", "time": f"2026-02-03T{hour:02}:20:00Z", "in": {"asset": asset, "quantity": "2"}}
    return {**row, **more}


async def anew(app: FastAPI) -> int:
    dependencies = app.state.dependencies
    return await value_unknown(dependencies.database, dependencies.coins)


async def test_a_candle_that_comes_later_gives_its_rows_a_worth(owner: Owner, app: FastAPI, admin: AsyncEngine) -> None:
    portfolio = await owner.new_portfolio()
    fee = {"fee": {"asset": "BTC", "quantity": "0.5"}, "value": {"amount": "10", "currency": "USD"}}
    rows = {"items": [airdrop("BTC", 3), airdrop("BTC", 4), airdrop("ETH", 3, **fee)]}
    entered = (await owner.post(f"/{portfolio}/transactions", rows))["items"]
    assert [row["worth"] for row in entered] == [None, None, "10"]
    assert (await owner.get(f"/{portfolio}"))["income"] == "10"

    async with admin.begin() as conn:
        await add_bitcoin_candle(conn, datetime(2026, 2, 3, 3, tzinfo=UTC), 70_000)

    assert await anew(app) == 2
    read = [await owner.get(f"/{portfolio}/transactions/{row['transaction_id']}") for row in entered]
    assert [(row["worth"], row["reason"]) for row in read] == [("140000", None), (None, "no_price"), ("10", None)]
    assert read[0]["value_source"] == "BTC-USD.COMPOSITE 1h 2026-02-03T03:00:00.000000Z open"
    found = await owner.get(f"/{portfolio}")
    assert (found["income"], found["fees"]) == ("140010", "35000")
    assert await anew(app) == 0
