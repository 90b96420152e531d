"""What is not known stays unknown with its reason; dust, rows of one second, and accounts that begin anew."""

from decimal import Decimal

import pytest
from portfolio.ledger.lots import LotMethod
from portfolio.ledger.outcome import UnknownReason
from portfolio.ledger.transactions import Kind

from ..ledger.rows import buy, row, sell
from .book import counted, gains, lots, rules, text, worth_now


def test_a_deposit_without_a_price_has_a_value_now_and_no_gain() -> None:
    made = counted(row(1, Kind.DEPOSIT, in_=("BTC", "1")), buy(2, "BTC", "1", "100"))

    figures = worth_now(made, BTC="150")
    (btc,) = figures.assets
    assert (text(btc.value), btc.cost_basis, btc.unrealized, btc.roi_percent) == ("300", None, None, None)
    assert [tuple(one) for one in figures.excluded] == [("BTC", UnknownReason.UNKNOWN_COST)]


def test_a_sale_of_a_lot_of_unknown_cost_has_no_gain_and_says_why() -> None:
    made = counted(row(1, Kind.AIRDROP, in_=("XYZ", "1")), sell(2, "XYZ", "1", "50"))

    (sale,) = made.disposals
    assert (text(sale.proceeds), sale.gain, sale.reason) == ("50", None, UnknownReason.UNKNOWN_COST)
    assert [tuple(one) for one in worth_now(made).excluded] == [("XYZ", UnknownReason.UNKNOWN_COST)]


def test_a_lot_of_unknown_cost_is_no_part_of_the_average() -> None:
    rows = [buy(1, "BTC", "1", "100"), row(2, Kind.DEPOSIT, in_=("BTC", "1")), buy(3, "BTC", "1", "300")]
    made = counted(*rows, of=rules(LotMethod.AVERAGE))

    assert lots(made) == [(1, "Kraken", "1", "200"), (2, "Kraken", "1", None), (3, "Kraken", "1", "200")]


def test_by_hifo_a_lot_of_unknown_cost_is_sold_last() -> None:
    rows = [row(1, Kind.DEPOSIT, in_=("BTC", "1")), buy(2, "BTC", "1", "100"), buy(3, "BTC", "1", "300")]
    made = counted(*rows, *(sell(day, "BTC", "1", "500") for day in (4, 5, 6)), of=rules(LotMethod.HIFO))

    assert gains(made) == ["200", "400", None]


def test_a_coin_without_a_price_is_left_out_of_the_return_on_both_sides() -> None:
    made = counted(buy(1, "BTC", "1", "100"), buy(1, "XYZ", "5", "900"))

    figures = worth_now(made, BTC="150")
    # 50 on 100, not 50 on 1 000.
    assert text(figures.roi_percent) == "50"
    assert [tuple(one) for one in figures.excluded] == [("XYZ", UnknownReason.NO_PRICE)]


def test_nothing_known_is_no_return_of_nought() -> None:
    figures = worth_now(counted(row(1, Kind.DEPOSIT, in_=("BTC", "1"))), BTC="150")

    assert figures.roi_percent is None


@pytest.mark.parametrize("method", list(LotMethod))
def test_more_sold_than_held_is_sold_and_its_gain_is_not_known(method: LotMethod) -> None:
    made = counted(buy(1, "BTC", "1", "100"), sell(2, "BTC", "3", "900"), of=rules(method))

    (sale,) = made.disposals
    assert (text(sale.quantity), text(sale.proceeds), sale.gain) == ("3", "900", None)
    assert sale.reason is UnknownReason.MISSING_ACQUISITION
    assert text(made.quantity("BTC")) == "0"
    assert [tuple(one) for one in worth_now(made, BTC="1").excluded] == [("BTC", UnknownReason.MISSING_ACQUISITION)]


def test_what_is_bought_after_too_much_was_sold_is_held_whole() -> None:
    made = counted(sell(1, "BTC", "2", "200"), buy(2, "BTC", "1", "100"))

    assert lots(made) == [(2, "Kraken", "1", "100")]


def test_the_late_purchase_that_was_missing_makes_the_gain_known() -> None:
    rows = [buy(1, "BTC", "1", "100"), sell(5, "BTC", "3", "900")]

    assert gains(counted(*rows)) == [None]
    assert gains(counted(*rows, buy(2, "BTC", "2", "400"))) == ["400"]
    assert gains(counted(*rows, buy(6, "BTC", "2", "400"))) == [None]


def test_a_purchase_that_is_deleted_is_missing_from_then_on() -> None:
    rows = [buy(1, "BTC", "1", "100"), buy(2, "BTC", "1", "300"), sell(3, "BTC", "1", "500")]

    assert gains(counted(*rows)) == ["400"]
    assert gains(counted(*rows[1:])) == ["200"]
    assert gains(counted(rows[2])) == [None]


def test_dust_stays_dust_to_the_last_digit() -> None:
    made = counted(buy(1, "BTC", "1", "100"), sell(2, "BTC", "0.999999999999999999", "100"))

    assert lots(made) == [(1, "Kraken", "0.000000000000000001", "0.0000000000000001")]
    assert set(made.pools_by_asset()) == {"BTC"}


def test_a_quantity_of_eighteen_digits_on_both_sides_is_exact() -> None:
    huge = "999999999999999999.000000000000000001"
    made = counted(buy(1, "SHIB", huge, "1"), sell(2, "SHIB", huge, "3"))

    assert (gains(made), made.lots()) == (["2"], [])


@pytest.mark.parametrize(
    ("method", "gain"),
    [(LotMethod.FIFO, "11000"), (LotMethod.LIFO, "1000"), (LotMethod.HIFO, "1000"), (LotMethod.AVERAGE, "6000")],
)
def test_a_rebuy_in_the_second_of_the_sale_counts_before_it(method: LotMethod, gain: str) -> None:
    first, rebuy, sale = buy(1, "BTC", "1", "50000"), buy(32, "BTC", "1", "60000"), sell(32, "BTC", "1", "61000")

    for rows in ((first, rebuy, sale), (first, sale, rebuy)):
        assert gains(counted(*rows, of=rules(method))) == [gain]
    assert gains(counted(sale, rebuy, of=rules(method))) == ["1000"]


@pytest.mark.parametrize("method", list(LotMethod))
def test_two_round_trips_with_fees_leave_nothing_but_their_gain(method: LotMethod) -> None:
    fee = {"fee": ("USD", "1"), "fee_value": "1"}
    made = counted(
        buy(1, "BTC", "10", "1000", **fee),
        sell(2, "BTC", "10", "1030", **fee),
        buy(3, "BTC", "8", "1120", **fee),
        sell(4, "BTC", "8", "1160", **fee),
        of=rules(method),
    )

    assert gains(made) == ["28", "38"]
    figures = worth_now(made, BTC="1")
    assert (text(figures.realized), text(figures.cost_basis), text(figures.value)) == ("66", "0", "0")
    # 66 on 1 001 + 1 121 = 2 122.
    assert text(figures.roi_percent) == "3.1103"


def test_two_equal_fills_are_two() -> None:
    made = counted(buy(1, "BTC", "0.1", "9000"), buy(1, "BTC", "0.1", "9000"), sell(2, "BTC", "0.2", "20000"))

    assert gains(made) == ["2000"]


def test_lots_of_one_second_are_sold_in_the_order_of_entry() -> None:
    made = counted(buy(1, "BTC", "1", "300"), buy(1, "BTC", "1", "100"), sell(2, "BTC", "1", "500"))
    last = counted(
        buy(1, "BTC", "1", "300"), buy(1, "BTC", "1", "100"), sell(2, "BTC", "1", "500"), of=rules(LotMethod.LIFO)
    )

    assert (gains(made), gains(last)) == (["200"], ["400"])


def test_a_fork_and_an_airdrop_have_their_own_day_and_cost() -> None:
    made = counted(
        buy(1, "BTC", "1", "100"),
        row(2, Kind.FORK, in_=("BCH", "1"), value="0"),
        sell(3, "BCH", "1", "40"),
    )

    assert (gains(made), lots(made)) == (["40"], [(1, "Kraken", "1", "100")])
    assert made.of("BCH").income == Decimal(0)
