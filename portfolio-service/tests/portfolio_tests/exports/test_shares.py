"""Links that show a portfolio to whoever has them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ..owners import Owner

BUY = {
    "kind": "trade",
    "time": "2026-01-31T12:00:00Z",
    "in": {"asset": "BTC", "quantity": "0.5"},
    "out": {"asset": "USD", "quantity": "20000"},
}


async def shared(owner: Owner, **settings: Any) -> tuple[str, Any]:
    portfolio = await owner.new_portfolio()
    await owner.post(f"/{portfolio}/transactions", BUY)
    return portfolio, await owner.post(f"/{portfolio}/shares", settings)


async def look(client: httpx.AsyncClient, share: Any) -> httpx.Response:
    return await client.get(f"/portfolio{share['path']}")


@pytest.mark.usefixtures("prices")
async def test_a_link_shows_shares_and_no_amounts(owner: Owner, client: httpx.AsyncClient) -> None:
    _, share = await shared(owner)

    found = (await look(client, share)).json()

    assert (found["hide_amounts"], found["value"], found["roi_percent"]) == (True, None, "150")
    (asset,) = found["assets"]
    assert (asset["coin_id"], asset["share_percent"], asset["quantity"], asset["value"]) == (
        "bitcoin", "100", None, None
    )  # fmt: skip
    assert "20000" not in str(found)


@pytest.mark.usefixtures("prices")
async def test_amounts_are_shown_where_the_owner_says_so(owner: Owner, client: httpx.AsyncClient) -> None:
    _, share = await shared(owner, hide_amounts=False)

    assert (await look(client, share)).json()["value"] == "50000"


async def test_a_link_that_was_revoked_or_is_over_is_not_there(
    owner: Owner, client: httpx.AsyncClient, admin: AsyncEngine
) -> None:
    portfolio, revoked = await shared(owner)
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    expired = await owner.post(f"/{portfolio}/shares", {"expires_at": soon})
    assert [(await look(client, share)).status_code for share in (revoked, expired)] == [200, 200]

    path = f"/{portfolio}/shares/{revoked['share_id']}"
    assert (await owner.ask("DELETE", path)).status_code == httpx.codes.NO_CONTENT
    async with admin.begin() as conn:
        await conn.execute(text("UPDATE shares SET expires_at = now() WHERE id = :id"), {"id": expired["share_id"]})

    answers = [await look(client, share) for share in (revoked, expired)]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "unknown_share")] * 2


async def test_the_token_is_told_once_and_stored_nowhere(owner: Owner, admin: AsyncEngine) -> None:
    portfolio, share = await shared(owner)
    token = share["path"].rpartition("/")[2]

    listed = (await owner.get(f"/{portfolio}/shares"))["items"]
    async with admin.begin() as conn:
        stored = (await conn.execute(text("SELECT * FROM shares WHERE id = :id"), {"id": share["share_id"]})).one()

    assert [one["share_id"] for one in listed] == [share["share_id"]]
    assert token not in str(listed)
    assert token not in str(stored)


async def test_another_users_link_is_not_there(owner: Owner, stranger: Owner) -> None:
    portfolio, share = await shared(owner)
    theirs = await stranger.new_portfolio()

    asked = [
        await stranger.ask("POST", f"/{portfolio}/shares", {}),
        await stranger.ask("GET", f"/{portfolio}/shares"),
        await stranger.ask("DELETE", f"/{portfolio}/shares/{share['share_id']}"),
        await stranger.ask("DELETE", f"/{theirs}/shares/{share['share_id']}"),
    ]

    assert [answer.status_code for answer in asked] == [404] * 4
