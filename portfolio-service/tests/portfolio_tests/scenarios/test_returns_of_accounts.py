"""Time-weighted and money-weighted return of accounts that grow, shrink, are emptied and begin anew."""

import math

import pytest
from portfolio.ledger.outcome import Valued
from portfolio.ledger.transactions import Kind
from portfolio.performance.returns import ReturnReason

from ..ledger.rows import buy, row, sell
from .book import rules, twr, xirr


def out(day: float, kind: Kind, quantity: str, value: str | None) -> Valued:
    return row(day, kind, out=("BTC", quantity), value=value)


def test_coins_that_were_withdrawn_have_earned_until_then_and_are_no_loss() -> None:
    rows = [buy(1, "BTC", "2", "200"), out(2, Kind.WITHDRAWAL, "1", "150")]

    # 200 became 300, of which 150 stayed and became 300: times 1.5, times 2.
    assert twr(rows, {1: "100", 2: "150", 3: "300"}, 1, 3).percent == 200


def test_coins_that_were_deposited_are_no_gain() -> None:
    rows = [buy(1, "BTC", "1", "100"), row(2, Kind.DEPOSIT, in_=("BTC", "3"), value="600")]

    # 100 became 200, then 800 became 400.
    assert twr(rows, {1: "100", 2: "200", 3: "100"}, 1, 3).percent == 0


def test_what_was_spent_on_something_is_taken_out_and_no_loss() -> None:
    rows = [buy(1, "BTC", "2", "200"), out(2, Kind.PAYMENT, "1", "100")]

    assert twr(rows, {1: "100", 2: "100", 3: "100"}, 1, 3).percent == 0


def test_what_was_lost_is_a_loss() -> None:
    rows = [buy(1, "BTC", "2", "200"), out(2, Kind.LOST, "1", "100")]

    assert twr(rows, {1: "100", 2: "100", 3: "100"}, 1, 3).percent == -50


def test_a_reward_is_earned() -> None:
    rows = [buy(1, "BTC", "2", "200"), row(2, Kind.STAKING, in_=("BTC", "0.1"), value="10")]

    assert twr(rows, {1: "100", 2: "100", 3: "100"}, 1, 3).percent == 5


def test_a_fee_is_a_loss_whether_it_is_paid_in_the_coin_or_from_outside() -> None:
    prices = {1.0: "100", 2.0: "100", 3.0: "100"}
    coin = row(2, Kind.FEE, fee=("BTC", "0.1"), fee_value="10")
    money = row(2, Kind.FEE, fee=("USD", "10"), fee_value="10")

    # 190 of 200; and 200 of 210.
    assert twr([buy(1, "BTC", "2", "200"), coin], prices, 1, 3).percent == -5
    assert twr([buy(1, "BTC", "2", "200"), money], prices, 1, 3).percent == -4.761904762


def test_tracked_money_that_buys_is_neither_put_in_nor_taken_out() -> None:
    rows = [row(1, Kind.DEPOSIT, in_=("USD", "1000"), value="1000"), buy(2, "BTC", "5", "500")]

    # 1 000, of which 500 become 1 000.
    assert twr(rows, {1: "90", 2: "100", 3: "200"}, 1, 3, rules(track_cash=True)).percent == 50


def test_a_deposit_whose_worth_is_not_known_ends_one_span_and_begins_another() -> None:
    rows = [buy(1, "BTC", "1", "100"), row(2, Kind.DEPOSIT, in_=("BTC", "9"))]

    # 100 became 150 before it came, 1 500 became 3 000 after: its coming is no gain.
    assert twr(rows, {1: "100", 2: "150", 3: "300"}, 1, 3).percent == 200


def test_an_account_that_stayed_empty_keeps_what_it_earned() -> None:
    rows = [buy(1, "BTC", "1", "100"), sell(2, "BTC", "1", "120")]

    assert twr(rows, {1: "100", 2: "120", 300: "999"}, 1, 300).percent == 20


def test_an_account_that_is_emptied_and_begun_three_times_chains_its_spans() -> None:
    rows = [
        *(buy(1, "BTC", "1", "100"), sell(2, "BTC", "1", "110")),
        *(buy(10, "BTC", "5", "1000"), sell(11, "BTC", "5", "1100")),
        *(buy(20, "BTC", "1", "50"), sell(21, "BTC", "1", "55")),
    ]
    prices = {1: "100", 2: "110", 10: "200", 11: "220", 20: "50", 21: "55", 30: "7"}

    # 1.1 three times.
    assert twr(rows, {float(day): price for day, price in prices.items()}, 1, 30).percent == 33.1


def test_a_span_before_the_first_purchase_has_no_return() -> None:
    assert twr([buy(9, "BTC", "1", "100")], {}, 1, 5) == (None, ReturnReason.NOTHING_HELD)


def test_a_total_loss_is_a_hundred_per_cent_and_no_more() -> None:
    rows = [buy(1, "BTC", "1", "100"), out(2, Kind.LOST, "1", "100"), buy(5, "BTC", "1", "100")]

    assert twr(rows, {1: "100", 2: "100", 5: "100", 6: "900"}, 1, 6).percent == -100


def test_money_that_comes_in_twice_earns_one_rate_a_year() -> None:
    rows = [buy(0, "BTC", "1", "100"), buy(365, "BTC", "1", "100")]

    # 100 x 1.1 x 1.1 + 100 x 1.1.
    assert xirr(rows, "231", 730).percent == pytest.approx(10)


def test_money_that_is_withdrawn_half_way_is_counted_at_its_worth() -> None:
    rows = [buy(0, "BTC", "2", "200"), out(365, Kind.WITHDRAWAL, "1", "120")]

    # 200 x 1.2 = 240, less 120; 120 x 1.2 = 144.
    assert xirr(rows, "144", 730).percent == pytest.approx(20)


def test_an_emptied_account_has_the_rate_of_the_time_in_which_it_was_not() -> None:
    rows = [buy(0, "BTC", "1", "100"), sell(365, "BTC", "1", "110")]

    assert xirr(rows, "0", 1000).percent == pytest.approx(10)


@pytest.mark.parametrize(
    ("rows", "value", "end", "reason"),
    [
        ([buy(1, "BTC", "1", "100"), sell(1.2, "BTC", "1", "150")], "0", 30, ReturnReason.ONE_DAY),
        ([buy(1, "BTC", "1", "100"), sell(1.2, "BTC", "1", "50")], "0", 30, ReturnReason.ONE_DAY),
        ([buy(1, "BTC", "1", "100")], "150", 1.9, ReturnReason.SHORT_SPAN),
        ([buy(1, "BTC", "1", "100")], "100000", 3, ReturnReason.NO_ROOT),
        ([buy(1, "BTC", "1", "100"), buy(2, "BTC", "1", "100")], "0", 30, ReturnReason.NO_CHANGE_OF_SIGN),
        ([row(1, Kind.AIRDROP, in_=("BTC", "1"), value="100")], "150", 30, ReturnReason.SHORT_SPAN),
        ([], "0", 30, ReturnReason.SHORT_SPAN),
    ],
)
def test_a_rate_that_means_nothing_is_not_known_and_says_why(
    rows: list[Valued], value: str, end: float, reason: ReturnReason
) -> None:
    assert xirr(rows, value, end) == (None, reason)


@pytest.mark.parametrize("gain", ["1", "99.999", "101", "140", "1e9"])
@pytest.mark.parametrize("days", [1, 2, 30, 3650])
def test_no_rate_is_infinite(gain: str, days: int) -> None:
    found = xirr([buy(0, "BTC", "1", "100"), sell(0.5, "BTC", "0.5", "49")], gain, days)

    assert found.percent is None or math.isfinite(found.percent)
    assert found.percent is None or -99.99 < found.percent < 10_000
