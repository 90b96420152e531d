"""A withdrawal and a deposit become one transfer, and two rows again."""

from typing import Any

import httpx

from ..imports.test_routes import commit, try_file
from ..owners import Owner

BUY = {
    "kind": "deposit",
    "time": "2026-01-30T12:00:00Z",
    "wallet": "Kraken",
    "in": {"asset": "BTC", "quantity": "2"},
    "value": {"amount": "80000", "currency": "USD"},
}
SENT = {
    "kind": "withdrawal",
    "time": "2026-01-31T12:00:00Z",
    "wallet": "Kraken",
    "out": {"asset": "BTC", "quantity": "1"},
    "note": "to the safe",
}
CAME = {
    "kind": "deposit",
    "time": "2026-01-31T12:30:00Z",
    "wallet": "Ledger",
    "in": {"asset": "BTC", "quantity": "0.999"},
}


async def ledger_of(owner: Owner, *rows: Any) -> tuple[str, str]:
    """A portfolio with these rows and a purchase long before, and the question with a pair."""
    portfolio = await owner.new_portfolio()
    await owner.post(f"/{portfolio}/transactions", {"items": [BUY, *rows]})
    asked = (await owner.get(f"/{portfolio}/questions"))["items"]
    return portfolio, next(
        one["question_id"] for one in asked if one["suggestions"] and one["suggestions"][0]["pair_with"]
    )


async def accept(owner: Owner, portfolio: str, question: str) -> httpx.Response:
    return await owner.ask("POST", f"/{portfolio}/questions/accept", {"question_id": question})


async def kinds(owner: Owner, portfolio: str) -> list[str]:
    return [row["kind"] for row in (await owner.get(f"/{portfolio}/transactions"))["items"]]


async def test_an_accepted_pair_is_one_transfer_whose_fee_is_what_did_not_arrive(owner: Owner) -> None:
    portfolio, question = await ledger_of(owner, SENT, CAME)

    transfer = (await accept(owner, portfolio, question)).json()

    assert (transfer["kind"], transfer["wallet"], transfer["to_wallet"]) == ("transfer", "Kraken", "Ledger")
    assert (transfer["out"], transfer["fee"]["quantity"]) == ({"asset": "bitcoin", "quantity": "0.999"}, "0.001")
    assert (transfer["note"], transfer["joined"]) == ("to the safe", True)
    assert await kinds(owner, portfolio) == ["transfer", "deposit"]
    held = (await owner.get(f"/{portfolio}"))["assets"][0]
    assert held["quantity"] == "1.999"
    assert [one["kind"] for one in (await owner.get(f"/{portfolio}/questions"))["items"]] == ["unmatched_transfer"]


async def test_a_pair_accepted_twice_is_one_transfer(owner: Owner) -> None:
    portfolio, question = await ledger_of(owner, SENT, CAME)

    answers = [(await accept(owner, portfolio, question)).json() for _ in range(2)]

    assert answers[0]["transaction_id"] == answers[1]["transaction_id"]
    assert await kinds(owner, portfolio) == ["transfer", "deposit"]


async def test_both_ends_count_again_when_the_transfer_is_deleted(owner: Owner) -> None:
    portfolio, question = await ledger_of(owner, SENT, CAME)
    before = await owner.get(f"/{portfolio}/transactions")
    transfer = (await accept(owner, portfolio, question)).json()

    await owner.ask("DELETE", f"/{portfolio}/transactions/{transfer['transaction_id']}")

    assert await owner.get(f"/{portfolio}/transactions") == before
    assert question in [one["question_id"] for one in (await owner.get(f"/{portfolio}/questions"))["items"]]


async def test_an_end_of_a_transfer_is_neither_read_nor_deleted_by_itself(owner: Owner) -> None:
    portfolio, question = await ledger_of(owner, SENT, CAME)
    await accept(owner, portfolio, question)
    end = f"/{portfolio}/transactions/{question.split('/')[1]}"

    answers = [await owner.ask(verb, end) for verb in ("GET", "DELETE")]

    assert [one.json()["code"] for one in answers] == ["unknown_transaction"] * 2


async def test_what_is_no_pair_is_refused_and_another_users_is_not_there(owner: Owner, stranger: Owner) -> None:
    portfolio, question = await ledger_of(owner, SENT, CAME)
    kind, out_id, in_id = question.split("/")

    for other in (
        "",
        kind,
        f"{kind}/{out_id}/",
        f"{kind}/{in_id}/{out_id}",
        f"no_price/{out_id}/{in_id}",
        f"{kind}/x/y",
    ):
        answer = await accept(owner, portfolio, other)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_question"), other

    answer = await accept(stranger, portfolio, question)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_portfolio")


async def test_a_file_knows_the_row_that_became_an_end_of_a_transfer_and_its_undo_takes_the_transfer(
    owner: Owner,
) -> None:
    portfolio = await owner.new_portfolio()
    await owner.post(f"/{portfolio}/transactions", {"items": [BUY, SENT]})
    text = "When,Got,Coin\n2026-01-31T12:30:00Z,1,BTC\n"
    query = {"mapping": '{"time":"When","in_quantity":"Got","in_asset":"Coin"}', "wallet": "Ledger"}
    tried = await try_file(owner, portfolio, text, **query)
    await commit(owner, portfolio, tried)
    asked = (await owner.get(f"/{portfolio}/questions"))["items"]
    question = next(one["question_id"] for one in asked if one["suggestions"][0]["pair_with"])
    await accept(owner, portfolio, question)

    again = await try_file(owner, portfolio, text, **query)
    assert (again["new"], again["known"]) == (0, 1)

    await owner.ask("DELETE", f"/{portfolio}/imports/{tried['import_id']}")
    assert await kinds(owner, portfolio) == ["withdrawal", "deposit"]
