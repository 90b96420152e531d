"""A file becomes part of a ledger: tried, committed, sent again, undone."""

from decimal import Decimal
from typing import Any

import httpx
import pytest

from ..owners import Owner

HEADER = "Date(UTC),Pair,Side,Price,Executed,Amount,Fee\n"
FIRST = "2026-01-31 12:00:00,BTCUSDT,BUY,80000,0.1BTC,8000USDT,0.0001BTC\n"
SECOND = "2026-02-01 12:00:00,BTCUSDT,SELL,90000,0.05BTC,4500USDT,4.5USDT\n"


async def try_file(owner: Owner, portfolio: str, text: str, **query: Any) -> Any:
    answer = await owner.send_file(f"/{portfolio}/imports", text.encode(), filename="trades.csv", **query)
    assert answer.status_code == httpx.codes.CREATED, answer.text
    return answer.json()


async def commit(owner: Owner, portfolio: str, tried: Any) -> httpx.Response:
    return await owner.ask("POST", f"/{portfolio}/imports/{tried['import_id']}/commit")


async def test_a_dry_run_saves_nothing_and_says_every_rows_fate(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()

    tried = await try_file(owner, portfolio, HEADER + FIRST + "yesterday,BTCUSDT,BUY,1,1BTC,1USDT,0BTC\n")

    assert (tried["format"], tried["rows"], tried["new"], tried["known"]) == ("binance_trades", 2, 1, 0)
    assert [error["row"] for error in tried["errors"]] == [3]
    assert [(row["rows"], row["fate"]) for row in tried["preview"]] == [([2], "new"), ([3], "error")]
    assert (await owner.get(f"/{portfolio}/transactions"))["items"] == []
    refused = await commit(owner, portfolio, tried)
    assert (refused.status_code, refused.json()["code"]) == (409, "rows_have_errors")


async def test_the_same_file_adds_nothing_and_a_grown_one_its_new_rows(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    added = []
    for text in (HEADER + FIRST, HEADER + FIRST, HEADER + FIRST + SECOND):
        done = await commit(owner, portfolio, await try_file(owner, portfolio, text))
        added.append(done.json()["added"])

    assert added == [1, 0, 1]
    assert len((await owner.get(f"/{portfolio}/transactions"))["items"]) == 2


async def test_an_import_is_undone_and_can_be_made_again(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    tried = await try_file(owner, portfolio, HEADER + FIRST + SECOND)
    await commit(owner, portfolio, tried)
    again = await commit(owner, portfolio, tried)
    assert (again.status_code, again.json()["code"]) == (409, "import_is_done")

    undone = await owner.ask("DELETE", f"/{portfolio}/imports/{tried['import_id']}")

    assert (undone.status_code, undone.json()["state"]) == (200, "undone")
    assert (await owner.get(f"/{portfolio}/transactions"))["items"] == []
    assert (await try_file(owner, portfolio, HEADER + FIRST))["new"] == 1


async def test_what_is_not_followed_is_kept_and_asked_about(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    tried = await try_file(owner, portfolio, HEADER + FIRST.replace("BTC", "XYZW"))

    await commit(owner, portfolio, tried)

    assert tried["questions"] == [{"kind": "unknown_asset", "asset": "XYZW", "rows": 1}]
    found = await owner.get(f"/{portfolio}")
    assert {"coin_id": "XYZW", "reason": "no_price"} in found["excluded"]


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"a,b\n1,2\n", 422, "unreadable_file"),
        (HEADER.encode() + b"\xff\xfe\x00", 422, "unreadable_file"),
        (b"x" * 33_554_433, 413, "file_too_large"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_with_a_reason(
    owner: Owner, data: bytes, status: int, code: str
) -> None:
    portfolio = await owner.new_portfolio()

    answer = await owner.send_file(f"/{portfolio}/imports", data, filename="x.csv")

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_any_table_is_read_by_a_mapping(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    mapping = '{"time":"When","in_quantity":"Got","in_asset":"Coin"}'

    tried = await try_file(owner, portfolio, "When;Got;Coin\n2026-01-31 12:00;2;eth\n", mapping=mapping)
    await commit(owner, portfolio, tried)

    (row,) = (await owner.get(f"/{portfolio}/transactions"))["items"]
    assert (row["kind"], row["in"], row["wallet"]) == (
        "deposit", {"asset": "ethereum", "quantity": "2"}, "Imported"
    )  # fmt: skip


async def test_an_export_imports_to_the_same_ledger_and_adds_nothing_to_its_own(owner: Owner) -> None:
    portfolio, copy = await owner.new_portfolio(), await owner.new_portfolio()
    await commit(owner, portfolio, await try_file(owner, portfolio, HEADER + FIRST + SECOND))
    exported = (await owner.ask("GET", f"/{portfolio}/export.csv")).text

    assert (await try_file(owner, portfolio, exported))["new"] == 0
    await commit(owner, copy, await try_file(owner, copy, exported))

    figures = [await owner.get(f"/{one}") for one in (portfolio, copy)]
    assert figures[0]["assets"] == figures[1]["assets"]
    assert Decimal(figures[0]["realized_pnl"]) == Decimal(figures[1]["realized_pnl"])


async def test_disposals_add_up_line_by_line(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    await commit(owner, portfolio, await try_file(owner, portfolio, HEADER + FIRST + SECOND))

    answer = await owner.ask("GET", f"/{portfolio}/disposals.csv")

    assert answer.headers["content-type"].startswith("text/csv")
    assert 'filename="Mine-20' in answer.headers["content-disposition"]
    head, *lines = answer.text.splitlines()
    assert head.startswith("sold_at,asset,kind,quantity")
    assert {line.split(",")[1] for line in lines} >= {"bitcoin"}


async def test_another_users_import_is_not_there(owner: Owner, stranger: Owner) -> None:
    portfolio, theirs = await owner.new_portfolio(), await stranger.new_portfolio()
    tried = await try_file(owner, portfolio, HEADER + FIRST)

    asked = [
        await stranger.ask(method, f"/{of}/imports/{tried['import_id']}{tail}")
        for of in (portfolio, theirs)
        for method, tail in (("POST", "/commit"), ("DELETE", ""))
    ]
    asked += [await stranger.ask("GET", f"/{portfolio}/{what}") for what in ("imports", "export.csv", "disposals.csv")]
    asked.append(await stranger.send_file(f"/{portfolio}/imports", b"x", filename="x"))

    assert [answer.status_code for answer in asked] == [404] * len(asked)
