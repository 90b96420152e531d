"""The simple way: what is held and what it cost, with transactions underneath."""

from decimal import Decimal

import httpx
import pytest

from ..owners import Owner


@pytest.mark.usefixtures("prices")
async def test_an_asset_is_added_changed_and_deleted_and_the_ledger_follows(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    added = await owner.post(f"/{portfolio}/assets", {"coin_id": "BTC", "quantity": "0.5", "purchase_price": "40000"})
    path = f"/{portfolio}/assets/{added['asset_id']}"

    assert Decimal((await owner.get(f"/{portfolio}"))["unrealized_pnl"]) == 30_000
    (row,) = (await owner.get(f"/{portfolio}/transactions"))["items"]
    assert (row["transaction_id"], row["kind"], row["out"]) == (
        added["asset_id"], "trade", {"asset": "USD", "quantity": "20000"}
    )  # fmt: skip

    changed = await owner.ask("PATCH", path, {"quantity": "1"})
    assert (changed.status_code, changed.json()["purchase_price"]) == (200, "40000")
    assert Decimal((await owner.get(f"/{portfolio}"))["value"]) == 100_000

    assert (await owner.ask("DELETE", path)).status_code == httpx.codes.NO_CONTENT
    assert (await owner.get(f"/{portfolio}/assets"))["items"] == []
    assert (await owner.get(f"/{portfolio}/transactions"))["items"] == []


async def test_in_a_portfolio_counted_in_bitcoin_no_bitcoin_is_spent(owner: Owner) -> None:
    portfolio = await owner.new_portfolio(base_currency="bitcoin")
    await owner.post(f"/{portfolio}/assets", {"coin_id": "ETH", "quantity": "2", "purchase_price": "0.05"})

    (asset,) = (await owner.get(f"/{portfolio}"))["assets"]

    assert (asset["coin_id"], asset["cost_basis"]) == ("ethereum", "0.1")


async def test_what_was_free_cost_nothing(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    await owner.post(f"/{portfolio}/assets", {"coin_id": "ETH", "quantity": "2", "purchase_price": "0"})

    assert (await owner.get(f"/{portfolio}"))["assets"][0]["cost_basis"] == "0"


async def test_another_users_asset_is_not_there(owner: Owner, stranger: Owner) -> None:
    portfolio, theirs = await owner.new_portfolio(), await stranger.new_portfolio()
    body = {"coin_id": "ETH", "quantity": "2", "purchase_price": "0"}
    asset = (await owner.post(f"/{portfolio}/assets", body))["asset_id"]

    asked = [
        await stranger.ask(method, f"/{of}/assets/{asset}", body)
        for of in (portfolio, theirs)
        for method, body in (("PATCH", {"quantity": "1"}), ("DELETE", None))
    ]

    assert [answer.status_code for answer in asked] == [404] * 4
    assert len((await owner.get(f"/{portfolio}/assets"))["items"]) == 1
