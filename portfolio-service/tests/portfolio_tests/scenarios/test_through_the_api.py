"""Scenarios as an owner meets them: rows go in by the API, figures come out. Prices: Bitcoin 100 000, ether 4 000."""

from decimal import Decimal
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from shared.clock import now_us
from shared.events import PriceV1

from ..owners import Owner

pytestmark = pytest.mark.usefixtures("prices")
NOON = "2026-01-31T12:20:00Z"
"""Bitcoin was at 80 000 then, ether at 2 500."""


def part(asset: str, quantity: str) -> dict[str, str]:
    return {"asset": asset, "quantity": quantity}


def bought(quantity: str, usd: str, time: str = "2025-01-01T00:00:00Z", **more: Any) -> dict[str, Any]:
    return {"kind": "trade", "time": time, "in": part("BTC", quantity), "out": part("USD", usd), **more}


def sold(quantity: str, usd: str, time: str = "2025-06-01T00:00:00Z", **more: Any) -> dict[str, Any]:
    return {"kind": "trade", "time": time, "out": part("BTC", quantity), "in": part("USD", usd), **more}


async def ledger(owner: Owner, *rows: dict[str, Any], **settings: Any) -> tuple[str, list[Any]]:
    portfolio = await owner.new_portfolio(**settings)
    return portfolio, (await owner.post(f"/{portfolio}/transactions", {"items": list(rows)}))["items"]


async def test_a_purchase_and_half_a_sale_are_worth_what_is_left(owner: Owner) -> None:
    portfolio, _ = await ledger(owner, bought("2", "100000"), sold("1", "70000"))

    found = await owner.get(f"/{portfolio}")

    # 1 BTC of 50 000 is left; 20 000 were realised: (50 000 + 20 000) / 100 000.
    assert [found[name] for name in ("value", "cost_basis", "unrealized_pnl", "realized_pnl", "roi_percent")] == [
        "100000", "50000", "50000", "20000", "70",
    ]  # fmt: skip


async def test_a_deleted_sale_gives_its_coins_back(owner: Owner) -> None:
    portfolio, (_, sale) = await ledger(owner, bought("2", "100000"), sold("1", "70000"))

    await owner.ask("DELETE", f"/{portfolio}/transactions/{sale['transaction_id']}")

    found = await owner.get(f"/{portfolio}")
    assert (found["value"], found["realized_pnl"]) == ("200000", "0")


async def test_a_late_purchase_changes_the_gain_of_a_sale_that_was_there(owner: Owner) -> None:
    portfolio, _ = await ledger(owner, bought("1", "50000"), sold("1", "70000"))

    await owner.post(f"/{portfolio}/transactions", bought("1", "10000", "2024-01-01T00:00:00Z"))

    assert (await owner.get(f"/{portfolio}"))["realized_pnl"] == "60000"


async def test_income_without_a_value_is_worth_the_price_of_its_hour(owner: Owner) -> None:
    portfolio, (row,) = await ledger(owner, {"kind": "staking", "time": NOON, "in": part("ETH", "2")})

    assert (row["worth"], row["value_source"]) == ("5000", "ETH-USD.COMPOSITE 1h 2026-01-31T12:00:00.000000Z open")
    found = await owner.get(f"/{portfolio}")
    # 8 000 now, 5 000 then: 3 000 unrealised, 5 000 income.
    assert (found["income"], found["unrealized_pnl"], found["roi_percent"]) == ("5000", "3000", "160")


async def test_a_third_assets_fee_is_looked_up_and_is_a_disposal(owner: Owner) -> None:
    portfolio, _ = await ledger(
        owner,
        {"kind": "trade", "time": "2025-01-01T00:00:00Z", "in": part("ETH", "1"), "out": part("USD", "1000")},
        bought("1", "80000", NOON, fee=part("ETH", "0.1")),
    )

    (fee,) = (await owner.get(f"/{portfolio}/disposals"))["items"]
    assert (fee["coin_id"], fee["proceeds"], fee["cost_basis"], fee["gain"]) == ("ethereum", "250", "100", "150")
    (lot,) = (await owner.get(f"/{portfolio}/lots", coin="BTC"))["items"]
    assert lot["cost"] == "80250"


async def test_a_row_of_a_time_without_a_candle_is_unknown_and_asked_about(owner: Owner) -> None:
    portfolio, (row,) = await ledger(owner, {"kind": "airdrop", "time": "2019-01-01T00:00:00Z", "in": part("ETH", "2")})

    assert (row["worth"], row["reason"]) == (None, "no_price")
    found = await owner.get(f"/{portfolio}")
    assert found["excluded"] == [{"coin_id": "ethereum", "reason": "unknown_cost"}]
    assert (found["value"], found["assets"][0]["unrealized_pnl"]) == ("8000", None)
    assert [one["kind"] for one in (await owner.get(f"/{portfolio}/questions"))["items"]] == ["no_price"]


async def test_euros_stay_euros_and_their_worth_is_the_coins_or_what_is_said(owner: Owner) -> None:
    euros = {"kind": "trade", "in": part("BTC", "1"), "out": part("EUR", "70000")}
    _, rows = await ledger(
        owner,
        {**euros, "time": NOON},
        {**euros, "time": "2019-01-01T00:00:00Z"},
        {**euros, "time": "2019-01-01T00:00:00Z", "value": {"amount": "75000", "currency": "USD"}},
    )

    assert [row["out"]["asset"] for row in rows] == ["EUR"] * 3
    assert [(row["worth"], row["reason"]) for row in rows] == [
        ("80000", None), (None, "no_rate"), ("75000", None),
    ]  # fmt: skip


async def test_a_portfolio_in_bitcoin_has_its_figures_in_bitcoin(owner: Owner) -> None:
    bought_ether = {"kind": "trade", "time": NOON, "in": part("ETH", "32"), "out": part("USD", "80000")}
    portfolio, (row,) = await ledger(owner, bought_ether, base_currency="BTC")

    assert row["worth"] == "1"
    found = await owner.get(f"/{portfolio}")
    # 32 x 4 000 / 100 000 = 1.28.
    assert (found["base_currency"], found["value"], found["unrealized_pnl"]) == ("bitcoin", "1.28", "0.28")


async def test_a_dollar_coin_off_its_peg_is_worth_what_it_trades_at(owner: Owner, app: FastAPI) -> None:
    now = now_us()
    off = PriceV1(coin_id="tether", made_us=now, as_of_us=now, price=Decimal("0.88"))
    app.state.dependencies.prices.put(off)
    deposit = {"kind": "deposit", "time": "2025-01-01T00:00:00Z", "in": part("USDT", "1000")}
    portfolio, _ = await ledger(owner, {**deposit, "value": {"amount": "1000", "currency": "USD"}})

    found = await owner.get(f"/{portfolio}")

    assert (found["value"], found["unrealized_pnl"]) == ("880", "-120")


async def test_wallets_say_where_the_coins_are_whichever_pool_is_chosen(owner: Owner) -> None:
    rows = (
        bought("2", "100000", wallet="Kraken"),
        {"kind": "transfer", "time": "2025-02-01T00:00:00Z", "wallet": "Kraken", "to_wallet": "Ledger",
         "out": part("BTC", "1.5"), "fee": {**part("BTC", "0.1"), "value": {"amount": "6000", "currency": "USD"}}},
    )  # fmt: skip
    for pool in ("wallet", "portfolio"):
        portfolio, _ = await ledger(owner, *rows, pool=pool)
        (btc,) = (await owner.get(f"/{portfolio}"))["assets"]
        assert btc["wallets"] == [
            {"wallet": "Kraken", "quantity": "0.4"},
            {"wallet": "Ledger", "quantity": "1.5"},
        ]
        # The fee cost 5 000 and was worth 6 000.
        assert (btc["quantity"], btc["realized_pnl"]) == ("1.9", "1000")


async def test_a_pool_that_changes_on_a_day_leaves_the_gains_before_it(owner: Owner) -> None:
    portfolio, _ = await ledger(
        owner,
        bought("2", "20000", wallet="Kraken"),
        bought("2", "80000", "2025-02-01T00:00:00Z", wallet="Coinbase"),
        sold("1", "50000", "2025-03-01T00:00:00Z", wallet="Coinbase"),
        sold("1", "50000", "2025-09-01T00:00:00Z", wallet="Coinbase"),
    )

    changed = await owner.ask("PATCH", f"/{portfolio}", {"pool": "wallet", "pool_since": "2025-06-01T00:00:00Z"})

    assert changed.status_code == httpx.codes.OK, changed.text
    gains = [one["gain"] for one in (await owner.get(f"/{portfolio}/disposals"))["items"]]
    # By the pool of all 50 000 - 10 000. Then Kraken keeps its other coin of 10 000, and Coinbase has one of 40 000.
    assert gains == ["40000", "10000"]


async def test_more_sold_than_held_is_accepted_and_asked_about(owner: Owner) -> None:
    portfolio, _ = await ledger(owner, bought("1", "50000"), sold("3", "210000"))

    (sale,) = (await owner.get(f"/{portfolio}/disposals"))["items"]
    assert (sale["gain"], sale["reason"]) == (None, "missing_acquisition")
    (question,) = (await owner.get(f"/{portfolio}/questions"))["items"]
    assert question["suggestions"] == [{"pair_with": None, "kind": "deposit", "quantity": "2"}]


async def test_a_withdrawal_and_a_deposit_of_nearly_as_much_are_suggested_as_one(owner: Owner) -> None:
    portfolio, (_, out, into) = await ledger(
        owner,
        bought("1", "50000", wallet="Kraken"),
        {"kind": "withdrawal", "time": "2025-03-01T00:00:00Z", "wallet": "Kraken", "out": part("BTC", "1")},
        {"kind": "deposit", "time": "2025-03-01T01:00:00Z", "wallet": "Ledger", "in": part("BTC", "0.999")},
    )

    asked = [one for one in (await owner.get(f"/{portfolio}/questions"))["items"] if one["kind"] != "no_price"]
    assert [(one["transaction_id"], one["suggestions"][0]["pair_with"]) for one in asked] == [
        (out["transaction_id"], into["transaction_id"])
    ]


async def test_tracked_money_is_a_holding_and_untracked_money_is_none(owner: Owner) -> None:
    rows = (
        {"kind": "deposit", "time": "2024-12-01T00:00:00Z", "in": part("USD", "90000")},
        bought("1", "50000", fee=part("USD", "10")),
    )
    tracked, _ = await ledger(owner, *rows, track_cash=True)
    outside, _ = await ledger(owner, *rows)

    values = [(await owner.get(f"/{one}"))["value"] for one in (tracked, outside)]
    history = [
        (await owner.get(f"/{one}/history", start="2025-01-02T00:00:00Z", end="2025-01-02T00:00:00Z"))["items"][0]
        for one in (tracked, outside)
    ]

    assert values == ["139990", "100000"]
    assert [point["net_contributions"] for point in history] == ["90000", "50010"]
