"""Lists of coins that somebody watches."""

import httpx

from ..owners import Owner


async def test_there_is_one_from_the_start_and_it_stays(owner: Owner) -> None:
    (first,) = (await owner.get("/watchlists"))["items"]

    gone = await owner.ask("DELETE", f"/watchlists/{first['watchlist_id']}")

    assert (first["default"], first["coins"]) == (True, [])
    assert (gone.status_code, gone.json()["code"]) == (409, "default_watchlist")


async def test_coins_keep_their_owners_order_and_stand_there_once(owner: Owner) -> None:
    made = await owner.post("/watchlists", {"name": "Layer 1", "coins": ["ETH", "bitcoin", "ethereum"]})
    assert made["coins"] == ["ethereum", "bitcoin"]

    path = f"/watchlists/{made['watchlist_id']}"
    changed = await owner.ask("PATCH", path, {"coins": ["bitcoin", "tether", "ethereum"]})

    assert changed.json()["coins"] == ["bitcoin", "tether", "ethereum"]
    assert [one["name"] for one in (await owner.get("/watchlists"))["items"]] == ["Watchlist", "Layer 1"]
    assert (await owner.ask("DELETE", path)).status_code == httpx.codes.NO_CONTENT


async def test_one_coin_is_added_and_taken_out_whatever_was_there(owner: Owner) -> None:
    (first,) = (await owner.get("/watchlists"))["items"]
    path = f"/watchlists/{first['watchlist_id']}/coins"

    answers = [await owner.ask("PUT", f"{path}/{coin}") for coin in ("ETH", "bitcoin", "ethereum")]
    answers += [await owner.ask("DELETE", f"{path}/{coin}") for coin in ("ETH", "tether", "nothing")]

    assert {answer.status_code for answer in answers} == {httpx.codes.NO_CONTENT}
    assert (await owner.get("/watchlists"))["items"][0]["coins"] == ["bitcoin"]
    assert (await owner.ask("PUT", f"{path}/USD")).status_code == httpx.codes.BAD_REQUEST


async def test_an_unknown_coin_is_named(owner: Owner) -> None:
    answer = await owner.ask("POST", "/watchlists", {"name": "x", "coins": ["bitcoin", "etherum"]})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "coins.1")


async def test_another_users_watchlist_is_not_there(owner: Owner, stranger: Owner) -> None:
    (mine,) = (await owner.get("/watchlists"))["items"]
    path = f"/watchlists/{mine['watchlist_id']}"

    asked = [await stranger.ask("PATCH", path, {"name": "Theirs"}), await stranger.ask("DELETE", path)]

    assert [answer.status_code for answer in asked] == [404, 404]
