"""Portfolios and their transactions as an integrator uses them."""

from decimal import Decimal
from typing import Any

import httpx
import pytest
from shared.http.tokens import Scope
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ..owners import Owner

BUY = {
    "kind": "trade",
    "time": "2026-01-31T12:00:00Z",
    "wallet": "Kraken",
    "in": {"asset": "BTC", "quantity": "0.5"},
    "out": {"asset": "USD", "quantity": "20000"},
    "fee": {"asset": "USD", "quantity": "50"},
}
SELL = {
    "kind": "trade",
    "time": "2026-02-01T12:00:00Z",
    "wallet": "Kraken",
    "in": {"asset": "USD", "quantity": "9000"},
    "out": {"asset": "bitcoin", "quantity": "0.1"},
}


@pytest.mark.usefixtures("prices")
async def test_what_was_bought_and_partly_sold_is_valued_to_the_last_decimal(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    await owner.post(f"/{portfolio}/transactions", {"items": [BUY, SELL]})

    found = await owner.get(f"/{portfolio}")

    # Cost 20 050 for 0.5: 4 010 of it is sold for 9 000, 16 040 stays for 0.4, now worth 40 000, a day ago 32 000.
    assert {name: Decimal(found[name]) for name in ("value", "cost_basis", "unrealized_pnl", "realized_pnl")} == {
        "value": 40_000,
        "cost_basis": 16_040,
        "unrealized_pnl": 23_960,
        "realized_pnl": 4_990,
    }
    assert Decimal(found["value_change_24h"]) == 8_000
    assert (found["excluded"], found["stale"], found["questions"]) == ([], False, 0)
    (asset,) = found["assets"]
    assert (asset["coin_id"], Decimal(asset["quantity"]), asset["share_percent"]) == (
        "bitcoin",
        Decimal("0.4"),
        "100",
    )
    assert [(one["wallet"], Decimal(one["quantity"])) for one in asset["wallets"]] == [("Kraken", Decimal("0.4"))]


async def test_a_disposal_names_the_lots_that_it_came_from(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    bought, sold = (await owner.post(f"/{portfolio}/transactions", {"items": [BUY, SELL]}))["items"]

    (disposal,) = (await owner.get(f"/{portfolio}/disposals"))["items"]
    (lot,) = (await owner.get(f"/{portfolio}/lots"))["items"]

    assert (disposal["transaction_id"], disposal["gain"]) == (sold["transaction_id"], "4990")
    assert [(one["lot_id"], one["holding_days"]) for one in disposal["lots"]] == [(bought["transaction_id"], 1)]
    assert (lot["lot_id"], lot["remaining"], lot["unit_cost"]) == (
        bought["transaction_id"], "0.4", "40100"
    )  # fmt: skip


async def test_pages_of_transactions_hold_each_once_newest_first(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    rows = [{**BUY, "time": f"2026-01-0{day}T00:00:00Z"} for day in (3, 1, 2, 2, 5)]
    await owner.post(f"/{portfolio}/transactions", {"items": rows})

    seen: list[Any] = []
    cursor: str | None = None
    while True:
        more = {} if cursor is None else {"cursor": cursor}
        page = await owner.get(f"/{portfolio}/transactions", limit=2, **more)
        seen += page["items"]
        cursor = page["next"]
        if cursor is None:
            break

    assert [row["time"][:10] for row in seen] == [f"2026-01-0{day}" for day in (5, 3, 2, 2, 1)]
    assert len({row["transaction_id"] for row in seen}) == 5


async def test_one_bad_row_of_many_saves_none_and_is_named(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    bad = {**SELL, "out": {"asset": "bitcoyn", "quantity": "0.1"}}

    answer = await owner.ask("POST", f"/{portfolio}/transactions", {"items": [BUY, bad]})

    assert answer.status_code == httpx.codes.BAD_REQUEST
    assert [error["field"] for error in answer.json()["errors"]] == ["items.1.out.asset"]
    assert "'bitcoin'" in answer.json()["detail"]
    assert (await owner.get(f"/{portfolio}/transactions"))["items"] == []


async def test_a_request_that_comes_again_with_its_key_is_done_once(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    headers = {"Idempotency-Key": "b-1"}

    first = await owner.post(f"/{portfolio}/transactions", BUY, headers=headers)
    again = await owner.post(f"/{portfolio}/transactions", BUY, headers=headers)
    other = await owner.ask("POST", f"/{portfolio}/transactions", SELL, headers=headers)

    assert first == again
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len((await owner.get(f"/{portfolio}/transactions"))["items"]) == 1


async def test_a_changed_or_deleted_row_changes_what_follows(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    bought = await owner.post(f"/{portfolio}/transactions", BUY)
    path = f"/{portfolio}/transactions/{bought['transaction_id']}"

    changed = await owner.ask("PATCH", path, {**BUY, "in": {"asset": "BTC", "quantity": "2"}})
    assert (changed.status_code, changed.json()["in"]["quantity"]) == (200, "2")
    assert Decimal((await owner.get(f"/{portfolio}/lots"))["items"][0]["unit_cost"]) == 10_025
    assert (await owner.ask("DELETE", path)).status_code == httpx.codes.NO_CONTENT
    assert (await owner.get(f"/{portfolio}/lots"))["items"] == []
    assert (await owner.ask("DELETE", path)).status_code == httpx.codes.NOT_FOUND


async def test_more_sold_than_held_is_taken_and_asked_about(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    sold = await owner.post(f"/{portfolio}/transactions", SELL)

    (question,) = (await owner.get(f"/{portfolio}/questions"))["items"]

    assert (question["kind"], question["transaction_id"]) == ("missing_acquisition", sold["transaction_id"])
    (disposal,) = (await owner.get(f"/{portfolio}/disposals"))["items"]
    assert (disposal["gain"], disposal["cost_basis"], disposal["reason"]) == (None, None, "missing_acquisition")

    declined = await owner.ask("POST", f"/{portfolio}/questions/decline", {"question_id": question["question_id"]})
    assert declined.status_code == httpx.codes.NO_CONTENT
    assert (await owner.get(f"/{portfolio}/questions"))["items"] == []
    await owner.ask("POST", f"/{portfolio}/questions/ask-again", {"question_id": question["question_id"]})
    assert (await owner.get(f"/{portfolio}/questions"))["total"] == 1


async def test_a_price_that_nobody_knows_is_a_reason_and_not_nothing(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    into = {"kind": "deposit", "time": "2011-01-01T00:00:00Z", "in": {"asset": "BTC", "quantity": "1"}}

    row = await owner.post(f"/{portfolio}/transactions", into)
    found = await owner.get(f"/{portfolio}")

    assert (row["worth"], row["reason"]) == (None, "no_price")
    assert found["assets"][0]["cost_basis"] is None
    assert [one["coin_id"] for one in found["excluded"]] == ["bitcoin"]


async def test_what_came_in_without_a_value_cost_the_price_of_its_hour(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    into = {"kind": "staking", "time": "2026-01-31T12:59:59Z", "in": {"asset": "ETH", "quantity": "0.02"}}

    row = await owner.post(f"/{portfolio}/transactions", into)
    (asset,) = (await owner.get(f"/{portfolio}"))["assets"]

    assert (row["worth"], row["value_source"]) == ("50", "ETH-USD.COMPOSITE 1h 2026-01-31T12:00:00.000000Z close")
    assert (asset["income"], asset["cost_basis"]) == ("50", "50")


async def test_a_portfolio_may_be_counted_in_a_coin(owner: Owner) -> None:
    portfolio = await owner.new_portfolio(base_currency="BTC")
    bought = {**BUY, "in": {"asset": "ETH", "quantity": "8"}, "out": {"asset": "USD", "quantity": "20000"}, "fee": None}

    row = await owner.post(f"/{portfolio}/transactions", bought)

    # 20 000 dollars were a quarter of a Bitcoin at 80 000.
    assert Decimal(row["worth"]) == Decimal("0.25")


async def test_money_whose_rate_nobody_knows_is_never_taken_for_a_dollar(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()

    row = await owner.post(f"/{portfolio}/transactions", {**BUY, "out": {"asset": "EUR", "quantity": "20000"}})

    # What came in has a price: 0.5 at 80 000.
    assert (row["worth"], row["value_source"]) == ("40000", "BTC-USD.COMPOSITE 1h 2026-01-31T12:00:00.000000Z open")
    refused = await owner.ask("POST", "", {"name": "Euros", "base_currency": "EUR"})
    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["field"]) == (400, "base_currency")
    assert "choose USD, GBP or a coin" in error["message"]


ROUTES = [
    ("GET", ""),
    ("PATCH", ""),
    ("DELETE", ""),
    ("GET", "/transactions"),
    ("POST", "/transactions"),
    ("GET", "/transactions/{row}"),
    ("PATCH", "/transactions/{row}"),
    ("DELETE", "/transactions/{row}"),
    ("GET", "/lots"),
    ("GET", "/disposals"),
    ("GET", "/questions"),
    ("POST", "/questions/decline"),
    ("POST", "/questions/ask-again"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_what_is_another_users_is_not_there(owner: Owner, stranger: Owner, method: str, path: str) -> None:
    portfolio = await owner.new_portfolio()
    row = (await owner.post(f"/{portfolio}/transactions", BUY))["transaction_id"]
    body = None if method in ("GET", "DELETE") else BUY if "transactions" in path else {"question_id": "x"}
    if (method, path) == ("PATCH", ""):
        body = {"name": "Theirs"}

    answer = await stranger.ask(method, f"/{portfolio}{path.format(row=row)}", body)

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_portfolio")
    assert len((await owner.get(f"/{portfolio}/transactions"))["items"]) == 1


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_each_route_needs_its_scope(owner: Owner, method: str, path: str) -> None:
    portfolio = await owner.new_portfolio()
    scope = Scope.PORTFOLIO_WRITE if method == "GET" else Scope.PORTFOLIO_READ

    answer = await owner.ask(method, f"/{portfolio}{path.format(row=portfolio)}", {}, scopes=(scope,))

    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")


async def test_a_deleted_account_takes_its_portfolios_along(owner: Owner, admin: AsyncEngine) -> None:
    portfolio = await owner.new_portfolio()
    await owner.post(f"/{portfolio}/transactions", BUY)
    async with admin.begin() as conn:
        await conn.execute(text("DELETE FROM users WHERE id = :id"), {"id": owner.user_id})
        left = await conn.scalar(text("SELECT count(*) FROM transactions WHERE portfolio_id = :id"), {"id": portfolio})

    assert left == 0
