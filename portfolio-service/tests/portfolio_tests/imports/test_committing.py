"""An import that takes long goes on after its answer, says how far it is, and is all there or not at all."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from stack.testing import eventually

from ..owners import Owner

HEADER = "Date(UTC),Pair,Side,Price,Executed,Amount,Fee\n"


def rows(count: int) -> bytes:
    lines = [
        f"2026-01-{1 + at % 28:02} 12:00:{at % 60:02},BTCUSDT,BUY,80000,0.1BTC,8000USDT,0.{at + 1:06}BNB\n"
        for at in range(count)
    ]
    return (HEADER + "".join(lines)).encode()


async def try_file(owner: Owner, portfolio: str, data: bytes) -> Any:
    answer = await owner.send_file(f"/{portfolio}/imports", data, filename="trades.csv")
    assert answer.status_code == httpx.codes.CREATED, answer.text
    return answer.json()


@pytest.fixture
def hurried(app: FastAPI) -> Iterator[None]:
    """The service waits for no import."""
    before = app.state.dependencies
    settings = before.settings.model_copy(update={"import_answer_within": timedelta(microseconds=1)})
    app.state.dependencies = replace(before, settings=settings)
    yield
    app.state.dependencies = before


@pytest.mark.usefixtures("hurried")
async def test_a_large_import_goes_on_after_its_answer_until_all_is_there(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    tried = await try_file(owner, portfolio, rows(6_000))
    path = f"/{portfolio}/imports/{tried['import_id']}"

    answer = await owner.ask("POST", f"{path}/commit")
    again = await owner.ask("POST", f"{path}/commit")

    assert (answer.status_code, answer.json()["state"], answer.json()["rows"]) == (202, "committing", 6_000)
    assert (again.status_code, again.json()["code"]) == (409, "import_is_done")

    async def is_committed() -> bool:
        return bool((await owner.get(path))["state"] == "committed")

    await eventually(is_committed)
    found = await owner.get(path)
    assert (found["added"], found["done"], found["message"]) == (6_000, 6_000, None)
    assert (await owner.get(f"/{portfolio}/lots", limit=1000))["next"] is not None


async def test_an_import_of_ordinary_size_is_answered_when_it_is_done(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    tried = await try_file(owner, portfolio, rows(150))

    done = await owner.ask("POST", f"/{portfolio}/imports/{tried['import_id']}/commit")

    assert (done.status_code, done.json()["state"], done.json()["added"]) == (200, "committed", 150)


async def test_many_rows_are_stored_as_few_are(owner: Owner) -> None:
    many, few = await owner.new_portfolio(), await owner.new_portfolio()
    head = b"transaction_id,time,kind,wallet,in_quantity,in_asset,out_quantity,out_asset,value,currency,lots,note\n"
    lines = [b"a,2026-01-01,trade,Main,2,BTC,100,USD,,,,\n", b"b,2026-01-02,trade,Main,50,USD,1,BTC,50,USD,a:1,note\n"]
    more = [b"c%d,2026-01-03,deposit,Main,1,ETH,,,7,USD,,\n" % at for at in range(120)]
    for portfolio, some in ((many, [*lines, *more]), (few, lines)):
        tried = await try_file(owner, portfolio, head + b"".join(some))
        await owner.ask("POST", f"/{portfolio}/imports/{tried['import_id']}/commit")

    found = [(await owner.get(f"/{one}/transactions", coin="BTC"))["items"] for one in (many, few)]

    own = ("transaction_id", "lots", "created_at", "updated_at")
    assert [{**row, **dict.fromkeys(own)} for row in found[0]] == [{**row, **dict.fromkeys(own)} for row in found[1]]
    for sale, purchase in found:
        assert sale["lots"] == [{"lot_id": purchase["transaction_id"], "quantity": "1"}]


async def test_an_import_that_fails_says_why_saves_nothing_and_can_be_committed_again(
    owner: Owner, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    portfolio = await owner.new_portfolio()
    tried = await try_file(owner, portfolio, rows(10))
    path = f"/{portfolio}/imports/{tried['import_id']}"
    with monkeypatch.context() as few:
        few.setattr(app.state.dependencies.commits, "_transactions_most", 9)
        refused = await owner.ask("POST", f"{path}/commit")

    failed = await owner.get(path)
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_transactions")
    assert (failed["state"], failed["message"]) == ("failed", refused.json()["detail"])
    assert (await owner.get(f"/{portfolio}/transactions"))["items"] == []
    assert (await owner.ask("POST", f"{path}/commit")).json()["added"] == 10


async def test_an_import_whose_process_died_is_failed_and_can_be_committed_again(
    owner: Owner, admin: AsyncEngine
) -> None:
    portfolio = await owner.new_portfolio()
    tried = await try_file(owner, portfolio, rows(10))
    path = f"/{portfolio}/imports/{tried['import_id']}"
    died = "UPDATE imports SET state = 'committing', worked_at = now() - interval '1 minute' WHERE id = :id"
    async with admin.begin() as conn:
        await conn.execute(text(died), {"id": tried["import_id"]})

    found = await owner.get(path)

    assert (found["state"], found["message"]) == ("failed", "It was interrupted: commit it again.")
    assert (await owner.ask("POST", f"{path}/commit")).json()["added"] == 10
