"""Questions to the screener that somebody saved."""

import uuid
from typing import Any

import httpx
import pytest

from ..owners import Owner


async def test_a_saved_screen_is_there_as_it_was_written(owner: Owner) -> None:
    where = "rsi:14<30, price>=sma:200,beta:168:币安人生>1,macd:12:26:9.signal>0"
    asked = {"name": "Oversold", "where": where, "interval": "4h", "sort": "rsi:14"}

    made = await owner.post("/screens", asked | {"columns": "price,rsi:14"})

    assert {name: made[name] for name in asked} == asked
    found = await owner.get("/screens")
    assert made in found["items"]
    assert found["next"] is None


async def test_what_is_left_out_stays_and_what_is_null_is_gone(owner: Owner) -> None:
    made = await owner.post("/screens", {"name": "Strong", "where": "change_24h_percent>5"})
    path = f"/screens/{made['screen_id']}"
    assert (made["interval"], made["sort"], made["columns"]) == ("1h", "-volume_24h", None)

    renamed = (await owner.ask("PATCH", path, {"name": "Weak", "sort": "change_24h_percent"})).json()
    cleared = (await owner.ask("PATCH", path, {"where": None})).json()

    assert renamed == made | {"name": "Weak", "sort": "change_24h_percent"}
    assert cleared == renamed | {"where": None}
    assert (await owner.ask("DELETE", path)).status_code == httpx.codes.NO_CONTENT
    assert made["screen_id"] not in [one["screen_id"] for one in (await owner.get("/screens"))["items"]]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"where": "price"}, "where"),
        ({"where": "price>5;drop table"}, "where"),
        ({"where": "price>5,"}, "where"),
        ({"sort": "--price"}, "sort"),
        ({"columns": "price,,"}, "columns"),
        ({"interval": "1w"}, "interval"),
        ({"name": ""}, "name"),
        ({"unknown": 1}, "unknown"),
    ],
)
async def test_what_cannot_be_a_screen_names_its_field(owner: Owner, wrong: dict[str, Any], field: str) -> None:
    answer = await owner.ask("POST", "/screens", {"name": "x"} | wrong)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


async def test_a_name_cannot_be_taken_away(owner: Owner) -> None:
    made = await owner.post("/screens", {"name": "x"})

    answer = await owner.ask("PATCH", f"/screens/{made['screen_id']}", {"name": None})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "name")


async def test_another_users_screen_is_not_there(owner: Owner, stranger: Owner) -> None:
    made = await owner.post("/screens", {"name": "Mine"})

    for path in (f"/screens/{made['screen_id']}", f"/screens/{uuid.uuid4()}"):
        asked = [await stranger.ask("PATCH", path, {"name": "Theirs"}), await stranger.ask("DELETE", path)]
        assert [(answer.status_code, answer.json()["code"]) for answer in asked] == [(404, "unknown_screen")] * 2


async def test_there_is_an_end_to_them(stranger: Owner) -> None:
    for _ in range(100 - len((await stranger.get("/screens"))["items"])):
        await stranger.post("/screens", {"name": "One of many"})

    answer = await stranger.ask("POST", "/screens", {"name": "One too many"})

    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_screens")
