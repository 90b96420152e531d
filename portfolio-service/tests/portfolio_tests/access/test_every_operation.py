"""Every operation of the service, as its OpenAPI document lists them: none can be forgotten here.

A new operation that needs a body stands in `BODIES`, one that needs a query in `QUERIES`, a new kind of id in `ids_of`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from shared.http.tokens import Scope
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ..owners import Owner

BUY = {
    "kind": "trade",
    "time": "2025-01-31T12:00:00Z",
    "in": {"asset": "BTC", "quantity": "1"},
    "out": {"asset": "USD", "quantity": "100"},
}
SENT = {"kind": "withdrawal", "time": "2025-02-01T12:00:00Z", "wallet": "A", "out": {"asset": "BTC", "quantity": "1"}}
CAME = {"kind": "deposit", "time": "2025-02-01T12:30:00Z", "wallet": "B", "in": {"asset": "BTC", "quantity": "1"}}
FILE = b"time,kind,wallet,in_quantity,in_asset,out_quantity,out_asset\n2025-01-01,trade,Main,1,BTC,100,USD\n"
BODIES: dict[str, Any] = {
    "create_portfolio": {"name": "Taken"},
    "change_portfolio": {"name": "Taken"},
    "add_transactions": BUY,
    "change_transaction": BUY,
    "add_asset": {"coin_id": "bitcoin", "quantity": "1", "purchase_price": "1"},
    "change_asset": {"quantity": "9"},
    "decline_question": {"question_id": "x"},
    "ask_question_again": {"question_id": "x"},
    "create_alert": {"coin_id": "bitcoin", "when": {"any": [{"figure": "price", "op": "above", "value": "900000000"}]}},
    "change_alert": {"note": "Taken"},
    "create_share": {},
    "create_watchlist": {"name": "Taken", "coins": []},
    "change_watchlist": {"name": "Taken"},
    "create_screen": {"name": "Taken", "where": "rsi:14<30"},
    "change_screen": {"name": "Taken"},
}
QUERIES = {
    "try_import": {"filename": "a.csv"},
    "read_past_price": {"coin": "BTC", "time": "2026-01-31T12:00:00Z"},
}
SHARED = "/portfolio/shared/{token}"
"""The one operation for whoever has the link."""


@dataclass(frozen=True)
class Operation:
    verb: str
    path: str
    name: str
    has_body: bool

    @property
    def scope(self) -> Scope:
        return Scope.PORTFOLIO_READ if self.verb == "GET" else Scope.PORTFOLIO_WRITE


@pytest.fixture(scope="session")
def operations(app: FastAPI) -> list[Operation]:
    return [one for one in _operations(app.openapi()) if one.path != SHARED]


def _operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for verb, operation in methods.items():
            if path.startswith("/portfolio"):
                yield Operation(verb.upper(), path, operation["operationId"], "requestBody" in operation)


async def ids_of(owner: Owner) -> dict[str, str]:
    """One of everything that an owner has."""
    portfolio = await owner.new_portfolio()
    row = await owner.post(f"/{portfolio}/transactions", BUY)
    await owner.post(f"/{portfolio}/transactions", {"items": [SENT, CAME]})
    asked = (await owner.get(f"/{portfolio}/questions"))["items"]
    asset = await owner.post(f"/{portfolio}/assets", BODIES["add_asset"])
    tried = await owner.send_file(f"/{portfolio}/imports", FILE, filename="a.csv")
    share = await owner.post(f"/{portfolio}/shares", {})
    return {
        "portfolio_id": portfolio,
        "user_id": str(owner.user_id),
        "transaction_id": row["transaction_id"],
        "asset_id": asset["asset_id"],
        "import_id": tried.json()["import_id"],
        "share_id": share["share_id"],
        "alert_id": (await owner.post("/alerts", BODIES["create_alert"]))["alert_id"],
        "question_id": next(one["question_id"] for one in asked if one["suggestions"]),
        "coin": "ethereum",
        "watchlist_id": (await owner.post("/watchlists", BODIES["create_watchlist"]))["watchlist_id"],
        "screen_id": (await owner.post("/screens", BODIES["create_screen"]))["screen_id"],
    }


async def ask(client: httpx.AsyncClient, one: Operation, ids: dict[str, str], token: str | None) -> httpx.Response:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    url = one.path.format(**ids)
    query = QUERIES.get(one.name)
    if one.name == "try_import":
        headers["Content-Type"] = "text/csv"
        return await client.request(one.verb, url, content=FILE, params=query, headers=headers)
    body = BODIES[one.name] if one.has_body and one.name != "accept_question" else {"question_id": ids["question_id"]}
    return await client.request(one.verb, url, json=body if one.has_body else None, params=query, headers=headers)


async def everything(owner: Owner, portfolio: str) -> list[Any]:
    parts = ("transactions", "assets", "imports", "shares", "lots", "questions")
    return [await owner.get(f"/{portfolio}/{part}") for part in parts] + [
        await owner.get("/watchlists"),
        await owner.get("/screens"),
        await owner.get(),
    ]


async def test_what_is_anothers_is_not_there_by_any_operation(
    operations: list[Operation], client: httpx.AsyncClient, owner: Owner, stranger: Owner
) -> None:
    ids = await ids_of(owner)
    before = await everything(owner, ids["portfolio_id"])

    found = {
        one.name: (await ask(client, one, ids, stranger.token(*Scope))).status_code
        for one in operations
        if "{" in one.path
    }

    assert found == dict.fromkeys(found, 404)
    assert len(found) > 25
    assert await everything(owner, ids["portfolio_id"]) == before


async def test_what_is_anothers_is_not_there_below_an_own_portfolio(
    operations: list[Operation], client: httpx.AsyncClient, owner: Owner, stranger: Owner
) -> None:
    ids = await ids_of(owner) | {"portfolio_id": await stranger.new_portfolio()}
    below = [one for one in operations if one.path.count("{") > 1]

    found = {one.name: (await ask(client, one, ids, stranger.token(*Scope))).status_code for one in below}

    assert found == dict.fromkeys(found, 404)
    assert len(found) > 6


async def test_no_operation_answers_without_a_token(
    operations: list[Operation], client: httpx.AsyncClient, owner: Owner
) -> None:
    ids = await ids_of(owner)

    for token in (None, "not.a.token"):
        found = {one.name: (await ask(client, one, ids, token)).status_code for one in operations}
        assert found == dict.fromkeys(found, 401)


async def test_no_operation_answers_to_the_other_scope(
    operations: list[Operation], client: httpx.AsyncClient, owner: Owner
) -> None:
    ids = await ids_of(owner)
    before = await everything(owner, ids["portfolio_id"])

    found = {}
    for one in operations:
        others = [scope for scope in Scope if scope is not one.scope]
        answer = await ask(client, one, ids, owner.token(*others))
        found[one.name] = (answer.status_code, answer.json()["code"])

    assert found == dict.fromkeys(found, (403, "missing_scope"))
    assert await everything(owner, ids["portfolio_id"]) == before


async def test_every_operation_answers_its_owner(
    operations: list[Operation], client: httpx.AsyncClient, owner: Owner
) -> None:
    # Else the ids or bodies above would be wrong, and 404 no proof. Deletions come last, the portfolio's at the end.
    ids = await ids_of(owner)
    order = sorted(operations, key=lambda one: (one.verb == "DELETE", -one.path.count("/")))

    found = {one.name: (await ask(client, one, ids, owner.token(*Scope))).status_code for one in order}

    assert {name: status for name, status in found.items() if status >= 400} == {}


async def test_a_link_answers_whoever_has_it_until_it_is_over(
    client: httpx.AsyncClient, owner: Owner, admin: AsyncEngine
) -> None:
    portfolio = await owner.new_portfolio()
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    live, revoked, over = [await owner.post(f"/{portfolio}/shares", {"expires_at": soon}) for _ in range(3)]
    await owner.ask("DELETE", f"/{portfolio}/shares/{revoked['share_id']}")
    async with admin.begin() as conn:
        await conn.execute(text("UPDATE shares SET expires_at = now() WHERE id = :id"), {"id": over["share_id"]})

    paths = [share["path"] for share in (live, revoked, over)] + ["/shared/" + "x" * 32]
    assert [(await client.get(f"/portfolio{path}")).status_code for path in paths] == [200, 404, 404, 404]

    await owner.ask("DELETE", f"/{portfolio}")
    assert (await client.get(f"/portfolio{live['path']}")).status_code == 404
