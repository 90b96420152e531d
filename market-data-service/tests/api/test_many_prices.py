"""Many prices in one answer, and the names that a coin goes by."""

import httpx
import pytest
from stack.testing import eventually

from .exchange import Exchange, new_coin
from .traded import Get, all_pages


@pytest.fixture
async def coin_ids(client: httpx.AsyncClient, exchange: Exchange) -> list[str]:
    """Three coins with a price."""
    coins = [new_coin() for _ in range(3)]
    for _, symbol in coins:
        await exchange.trade(f"{symbol}-USD.KRAKEN", "100.10")

    async def known() -> bool:
        answers = [await client.get(f"/market/prices/{coin_id}") for coin_id, _ in coins]
        return all(answer.is_success and answer.json()["price"] == "100.10" for answer in answers)

    await eventually(known, timeout=20)
    return [coin_id for coin_id, _ in coins]


async def test_the_named_coins_come_in_their_order_and_each_once(get: Get, coin_ids: list[str]) -> None:
    one, two, three = coin_ids
    page = await get("prices", coins=f"{three}, {one.upper()},{two},{one}")

    assert [item["coin_id"] for item in page["items"]] == [three, one, two]
    assert [item["price"] for item in page["items"]] == ["100.10"] * 3
    assert page["next"] is None
    single = await get(f"prices/{three}")
    assert page["items"][0].keys() == single.keys()
    assert "sparkline" not in single


async def test_pages_of_prices_hold_each_coin_once(get: Get, coin_ids: list[str]) -> None:
    names = ",".join(coin_ids)

    assert [item["coin_id"] for item in await all_pages(get, "prices", coins=names, limit=1)] == coin_ids


async def test_a_page_goes_on_however_the_coins_are_spelled(get: Get, coin_ids: list[str]) -> None:
    cursor = (await get("prices", coins=",".join(coin_ids).upper(), limit=1))["next"]

    rest = await get("prices", coins=",".join(coin_ids), limit=2, cursor=cursor)
    assert [item["coin_id"] for item in rest["items"]] == coin_ids[1:]


async def test_without_names_all_followed_coins_come_by_rank(get: Get) -> None:
    listed = [item["coin_id"] for item in (await get("coins", limit=5))["items"]]

    assert [item["coin_id"] for item in (await get("prices", limit=5))["items"]] == listed


@pytest.mark.parametrize(
    ("coins", "status", "code"),
    [
        ("bitcoin,no-such-coin", 404, "unknown_coin"),
        ("bitcoin,,ethereum", 404, "unknown_coin"),
        (",".join(["bitcoin"] * 201), 400, "validation_error"),
    ],
)
async def test_names_that_mean_nothing_are_refused(
    client: httpx.AsyncClient, coins: str, status: int, code: str
) -> None:
    answer = await client.get("/market/prices", params={"coins": coins})

    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("name", ["XBT", "xbt", "BTC", "btc", "bitcoin"])
async def test_bitcoin_goes_by_every_name_it_has(get: Get, name: str) -> None:
    assert (await get(f"prices/{name}"))["coin_id"] == "bitcoin"
    assert (await get(f"coins/{name}"))["coin_id"] == "bitcoin"
