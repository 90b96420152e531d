"""An alert of the running service, from its making over REST to its event."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from stack.testing import eventually

from ..owners import Owner


async def events(owner: Owner, alert_id: str) -> list[Any]:
    return list((await owner.get(f"/alerts/{alert_id}/events"))["items"])


@pytest.mark.usefixtures("prices")
async def test_a_portfolios_value_fires_with_live_prices(owner: Owner) -> None:
    portfolio_id = await owner.new_portfolio()
    for coin, quantity in (("BTC", "0.5"), ("ETH", "2")):
        asset = {"coin_id": coin, "quantity": quantity, "purchase_price": "1"}
        await owner.post(f"/{portfolio_id}/assets", asset)
    above = {"figure": "portfolio_value", "op": "above", "value": "57999"}
    never = {**above, "value": "58000"}

    fires, waits = [
        (await owner.post("/alerts", {"portfolio_id": portfolio_id, "when": {"all": [one]}}))["alert_id"]
        for one in (above, never)
    ]
    (event,) = await eventually(lambda: events(owner, fires))

    assert (event["observed"]["value"], event["observed"]["threshold"]) == ("58000", "57999")
    assert (await owner.get(f"/alerts/{fires}"))["state"] == "fired"
    assert (await owner.get(f"/alerts/{waits}"))["state"] == "armed"
    assert await events(owner, waits) == []


async def test_an_alert_ends_at_its_time(owner: Owner, admin: AsyncEngine) -> None:
    when = {"any": [{"figure": "price", "op": "above", "value": "1"}]}
    made = await owner.post("/alerts", {"coin_id": "tether", "when": when, "expires_at": "2100-01-01T00:00:00Z"})
    async with admin.begin() as conn:
        past = text("UPDATE price_alerts SET expires_at = now() - interval '1 s' WHERE id = :id")
        await conn.execute(past, {"id": made["alert_id"]})

    async def state() -> bool:
        return bool((await owner.get(f"/alerts/{made['alert_id']}"))["state"] == "expired")

    await eventually(state)
