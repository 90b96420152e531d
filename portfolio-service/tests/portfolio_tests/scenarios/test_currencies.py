"""Money other than dollars, worth its own market's rate: a pound was 1.25 dollars at noon and is 1.28 now."""

from decimal import Decimal
from typing import Any

import pytest
from fastapi import FastAPI
from shared.clock import now_us
from shared.events import RateV1

from ..owners import Owner

NOON = "2026-01-31T12:20:00Z"
"""Bitcoin was at 80 000 dollars then."""


@pytest.fixture(autouse=True)
def rate(app: FastAPI, prices: None) -> None:
    """Bitcoin at 100 000 and pounds at 1.28 dollars, now; a day ago at 80 000 and 1.25."""
    del prices
    now = now_us()
    app.state.dependencies.prices.put_rate(RateV1(quote="GBP", quote_usd=Decimal("1.28"), as_of_us=now, made_us=now))
    app.state.dependencies.prices.put_rates_day_ago({"GBP": Decimal("1.25")})


def bought(usd_or_gbp: str, paid: str, time: str = NOON, **more: Any) -> dict[str, Any]:
    paid_with = {"asset": usd_or_gbp, "quantity": paid}
    return {"kind": "trade", "time": time, "in": {"asset": "BTC", "quantity": "1"}, "out": paid_with, **more}


async def test_pounds_paid_are_worth_their_rate_at_that_time(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()

    row = await owner.post(f"/{portfolio}/transactions", bought("GBP", "60000"))

    assert row["out"] == {"asset": "GBP", "quantity": "60000"}
    assert (row["worth"], row["value_source"]) == ("75000", "given, GBP-USD.KRAKEN 1h 2026-01-31T12:00:00.000000Z open")


async def test_a_portfolio_in_pounds_is_worth_dollars_at_todays_rate_and_cost_what_was_paid(owner: Owner) -> None:
    portfolio = await owner.new_portfolio(base_currency="GBP")

    await owner.post(f"/{portfolio}/transactions", bought("GBP", "60000"))

    found = await owner.get(f"/{portfolio}")
    # 100 000 / 1.28 = 78 125; a day ago 80 000 / 1.25 = 64 000.
    assert [found[name] for name in ("base_currency", "value", "cost_basis", "unrealized_pnl", "value_change_24h")] == [
        "GBP", "78125", "60000", "18125", "14125",
    ]  # fmt: skip
    assert (found["excluded"], found["stale"]) == ([], False)


async def test_dollars_paid_in_a_portfolio_of_pounds_are_changed_at_that_times_rate(owner: Owner) -> None:
    portfolio = await owner.new_portfolio(base_currency="GBP")

    row = await owner.post(f"/{portfolio}/transactions", bought("USD", "75000"))

    assert (row["worth"], row["value_source"]) == ("60000", "given, GBP-USD.KRAKEN 1h 2026-01-31T12:00:00.000000Z open")


async def test_pounds_of_a_time_without_a_rate_are_unknown(owner: Owner) -> None:
    portfolio = await owner.new_portfolio()

    row = await owner.post(f"/{portfolio}/transactions", bought("GBP", "60000", "2019-01-01T00:00:00Z"))

    assert (row["worth"], row["reason"]) == (None, "no_rate")


async def test_tracked_pounds_are_worth_their_rate_now(owner: Owner) -> None:
    portfolio = await owner.new_portfolio(track_cash=True)
    paid_in = {"kind": "deposit", "time": NOON, "in": {"asset": "GBP", "quantity": "100"}}

    await owner.post(f"/{portfolio}/transactions", paid_in)

    found = await owner.get(f"/{portfolio}")
    assert (found["value"], found["assets"][0]["coin_id"], found["excluded"]) == ("128", "GBP", [])


async def test_an_old_rate_is_stale_and_says_so(owner: Owner, app: FastAPI) -> None:
    portfolio = await owner.new_portfolio(base_currency="GBP")
    await owner.post(f"/{portfolio}/transactions", bought("GBP", "60000"))
    old = now_us() - 61_000_000

    app.state.dependencies.prices.put_rate(RateV1(quote="GBP", quote_usd=Decimal("1.28"), as_of_us=old, made_us=old))

    found = await owner.get(f"/{portfolio}")
    (bitcoin,) = found["assets"]
    assert (found["value"], found["stale"], bitcoin["price_stale"], bitcoin["reason"]) == (
        "78125",
        True,
        True,
        "venue_stale",
    )
