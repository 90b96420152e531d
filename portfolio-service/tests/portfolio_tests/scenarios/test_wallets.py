"""Coins that move between wallets: their lots, what each wallet holds, and pools that change on a day."""

from decimal import Decimal
from typing import Any

import pytest
from portfolio.ledger.fold import PoolOf
from portfolio.ledger.lots import LotMethod
from portfolio.ledger.outcome import Outcome
from portfolio.ledger.transactions import Kind

from ..ledger.rows import DAY_US, buy, row, sell
from .book import BY_WALLET, contributed, counted, gains, lots, rules, text


def move(day: float, quantity: str, to: str, **facts: Any) -> Any:
    return row(day, Kind.TRANSFER, out=("BTC", quantity), to_wallet=to, **facts)


def wallets(outcome: Outcome, asset: str = "BTC") -> dict[str, str | None]:
    return {name: text(held) for name, held in outcome.balances[asset].items() if held}


def test_each_wallet_sells_its_own_lots_where_pools_are_by_wallet() -> None:
    rows = [
        buy(1, "BTC", "1", "100"),
        buy(2, "BTC", "1", "300", wallet="Coinbase"),
        sell(3, "BTC", "1", "500", wallet="Coinbase"),
    ]

    assert gains(counted(*rows, of=rules(pools=BY_WALLET))) == ["200"]
    assert gains(counted(*rows)) == ["400"]


def test_a_coin_that_moves_four_times_keeps_its_day_and_its_cost() -> None:
    made = counted(
        buy(1, "BTC", "1", "100"),
        buy(2, "BTC", "1", "300"),
        move(3, "2", "Ledger"),
        move(4, "1.5", "Trezor", wallet="Ledger"),
        move(5, "1.5", "Coinbase", wallet="Trezor"),
        move(6, "1.5", "Kraken", wallet="Coinbase"),
        of=rules(pools=BY_WALLET),
    )

    assert lots(made) == [(1, "Kraken", "1", "100"), (2, "Kraken", "0.5", "150"), (2, "Ledger", "0.5", "150")]
    assert wallets(made) == {"Kraken": "1.5", "Ledger": "0.5"}


def test_the_fee_of_a_transfer_is_a_disposal_at_the_price_of_then() -> None:
    for pools in (BY_WALLET, ((0, PoolOf.PORTFOLIO),)):
        made = counted(
            buy(1, "BTC", "1", "100"),
            move(2, "0.9", "Ledger", fee=("BTC", "0.1"), fee_value="15"),
            of=rules(pools=pools),
        )

        assert gains(made) == ["5"]
        assert (text(made.quantity("BTC")), wallets(made)) == ("0.9", {"Ledger": "0.9"})
        assert text(made.of("BTC").spent) == "15"


def test_the_fees_of_transfers_in_a_row_are_taken_where_each_is_paid() -> None:
    made = counted(
        buy(1, "BTC", "1", "1000"),
        move(2, "0.9", "Ledger", fee=("BTC", "0.1"), fee_value="100"),
        move(3, "0.8", "Trezor", wallet="Ledger", fee=("BTC", "0.1"), fee_value="130"),
        of=rules(pools=BY_WALLET),
    )

    assert gains(made) == ["0", "30"]
    assert lots(made) == [(1, "Trezor", "0.8", "800")]


def test_in_one_pool_a_transfer_changes_what_wallets_hold_and_no_lot() -> None:
    made = counted(buy(1, "BTC", "2", "200"), move(2, "1.5", "Ledger"), sell(3, "BTC", "1", "300", wallet="Ledger"))

    assert (gains(made), wallets(made)) == (["200"], {"Kraken": "0.5", "Ledger": "0.5"})
    assert text(sum(made.balances["BTC"].values(), Decimal(0))) == text(made.quantity("BTC")) == "1"


def test_a_sale_from_a_wallet_to_which_nothing_was_moved_shows_there() -> None:
    made = counted(buy(1, "BTC", "2", "200"), sell(2, "BTC", "0.5", "100", wallet="Ledger"))

    assert wallets(made) == {"Kraken": "2", "Ledger": "-0.5"}
    assert text(made.quantity("BTC")) == "1.5"


CHANGE = ((0, PoolOf.PORTFOLIO), (10 * DAY_US, PoolOf.WALLET))


def test_after_a_change_to_wallets_lots_lie_where_the_coins_are() -> None:
    made = counted(
        buy(1, "BTC", "1", "100"),
        buy(2, "BTC", "1", "300"),
        move(3, "1.5", "Ledger"),
        sell(11, "BTC", "1.5", "900", wallet="Ledger"),
        of=rules(pools=CHANGE),
    )

    # Kraken keeps 0.5 of the oldest lot, so that 0.5 of it and all of the second one lie in Ledger: 50 + 300.
    assert (gains(made), made.missing) == (["550"], [])
    assert lots(made) == [(1, "Kraken", "0.5", "50")]


def test_a_change_of_pool_counts_from_its_day_on() -> None:
    first, second = buy(1, "BTC", "2", "200"), buy(2, "BTC", "2", "600", wallet="Coinbase")
    sales = [sell(day, "BTC", "1", "500", wallet="Coinbase") for day in (5, 15)]

    # Until day 10 the oldest lot of all is sold, then Coinbase's own.
    assert gains(counted(first, second, *sales, of=rules(pools=CHANGE))) == ["400", "200"]
    back = ((0, PoolOf.WALLET), (10 * DAY_US, PoolOf.PORTFOLIO))
    assert gains(counted(first, second, *sales, of=rules(pools=back))) == ["200", "400"]


def test_a_change_at_the_very_time_of_a_sale_holds_for_it() -> None:
    made = counted(
        buy(1, "BTC", "1", "100"),
        buy(2, "BTC", "1", "300", wallet="Coinbase"),
        sell(10, "BTC", "1", "500", wallet="Coinbase"),
        of=rules(pools=CHANGE),
    )

    assert gains(made) == ["200"]


@pytest.mark.parametrize("method", list(LotMethod))
def test_a_change_of_pool_loses_no_coin_and_no_cost(method: LotMethod) -> None:
    rows = [
        buy(1, "BTC", "1", "100"),
        buy(2, "BTC", "1", "301", wallet="Coinbase"),
        sell(3, "BTC", "0.7", "500", wallet="Ledger"),
        move(4, "0.4", "Trezor", wallet="Coinbase"),
    ]
    before, after = (
        counted(*rows, row(20, Kind.FEE, fee=("USD", "1"), fee_value="1"), of=rules(method, pools=pools))
        for pools in (((0, PoolOf.PORTFOLIO),), CHANGE)
    )

    for made in (before, after):
        assert text(made.quantity("BTC")) == "1.3"
    costs = [sum((lot.cost or Decimal(0) for lot in made.lots()), Decimal(0)) for made in (before, after)]
    assert text(costs[0]) == text(costs[1])


def test_a_withdrawal_and_a_deposit_that_are_no_transfer_begin_a_new_lot() -> None:
    made = counted(
        buy(1, "BTC", "1", "100"),
        row(2, Kind.WITHDRAWAL, out=("BTC", "1"), value="400"),
        row(3, Kind.DEPOSIT, in_=("BTC", "1"), value="410", wallet="Ledger"),
        sell(4, "BTC", "1", "500", wallet="Ledger"),
    )

    assert gains(made) == ["90"]
    # 100 by the purchase, less 100 at cost by the withdrawal, 410 by the deposit, less 500 by the sale.
    assert contributed(made) == "-90"


def test_the_same_two_as_one_transfer_keep_the_lot() -> None:
    made = counted(
        buy(1, "BTC", "1", "100"), move(2, "1", "Ledger"), sell(4, "BTC", "1", "500", wallet="Ledger"),
        of=rules(pools=BY_WALLET),
    )  # fmt: skip

    assert gains(made) == ["400"]


def test_more_moved_than_a_wallet_has_is_of_unknown_cost_in_the_other() -> None:
    made = counted(buy(1, "BTC", "1", "100"), move(2, "3", "Ledger"), of=rules(pools=BY_WALLET))

    assert [(one.wallet, text(one.quantity)) for one in made.missing] == [("Kraken", "2")]
    assert lots(made) == [(1, "Ledger", "1", "100"), (2, "Ledger", "2", None)]
    assert wallets(made) == {"Ledger": "3"}


def test_a_transfer_and_a_sale_of_one_second_count_in_the_order_in_which_they_can() -> None:
    sale, moved = sell(2, "BTC", "1", "500", wallet="Ledger"), move(2, "1", "Ledger")

    for rows in ((sale, moved), (moved, sale)):
        made = counted(buy(1, "BTC", "1", "100"), *rows, of=rules(pools=BY_WALLET))
        assert (gains(made), made.missing) == (["400"], [])
