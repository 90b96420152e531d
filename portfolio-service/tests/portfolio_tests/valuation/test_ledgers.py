"""A ledger in memory is what it would be if it were computed anew, whatever happened in between."""

from decimal import Decimal
from typing import Any

import pytest

from ..owners import Owner

METHODS = ("fifo", "lifo", "hifo", "average")


def trade(day: int, *, buy: bool = True, quantity: str = "1", money: str = "100") -> dict[str, Any]:
    coin, usd = {"asset": "BTC", "quantity": quantity}, {"asset": "USD", "quantity": money}
    sides = {"in": coin, "out": usd} if buy else {"in": usd, "out": coin}
    return {"kind": "trade", "time": f"2024-01-{day:02}T00:00:00Z", **sides}


async def gains(owner: Owner, portfolio: str) -> list[Any]:
    return [
        [one["gain"] for one in (await owner.get(f"/{portfolio}/disposals", method=method))["items"]]
        for method in METHODS
    ]


@pytest.mark.parametrize(
    "late",
    [trade(20, money="900", buy=False), trade(2, money="400"), trade(10, money="50")],
    ids=["end", "early", "same"],
)
async def test_rows_that_come_later_count_in_their_place(owner: Owner, late: dict[str, Any]) -> None:
    rows = [trade(1), trade(5, money="300"), trade(10, money="500", buy=False)]
    grown, whole = await owner.new_portfolio(), await owner.new_portfolio()
    await owner.post(f"/{grown}/transactions", {"items": rows})
    await gains(owner, grown)  # now all four are in memory

    await owner.post(f"/{grown}/transactions", late)
    await owner.post(f"/{whole}/transactions", {"items": [*rows, late]})

    assert await gains(owner, grown) == await gains(owner, whole)


async def test_a_changed_row_and_a_changed_rule_are_seen(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()
    rows = [trade(1), trade(5, money="300"), trade(10, money="500", buy=False)]
    first = (await owner.post(f"/{portfolio}/transactions", {"items": rows}))["items"][0]
    assert await gains(owner, portfolio) == [["400"], ["200"], ["200"], ["300"]]

    await owner.ask("PATCH", f"/{portfolio}/transactions/{first['transaction_id']}", trade(1, money="200"))
    assert (await gains(owner, portfolio))[0] == ["300"]

    await owner.ask("PATCH", f"/{portfolio}", {"lot_method": "lifo"})
    found = await owner.get(f"/{portfolio}")
    assert (found["lot_method"], Decimal(found["realized_pnl"])) == ("lifo", Decimal(200))
