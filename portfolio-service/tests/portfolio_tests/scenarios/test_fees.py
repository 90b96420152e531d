"""Fees: in money, in the coin itself, in a third asset, with and without a known price."""

from portfolio.ledger.lots import LotMethod
from portfolio.ledger.outcome import UnknownReason
from portfolio.ledger.transactions import Kind

from ..ledger.rows import buy, row, sell
from .book import contributed, counted, gains, lots, rules, text, worth_now

BNB = buy(1, "BNB", "1", "200")


def test_a_fee_in_money_makes_a_purchase_dearer() -> None:
    made = counted(buy(1, "BTC", "1", "1000", fee=("USD", "10"), fee_value="10"))

    assert (lots(made), contributed(made)) == ([(1, "Kraken", "1", "1010")], "1010")
    assert text(made.of("USD").fees) == "10"


def test_a_fee_in_money_makes_a_sale_yield_less() -> None:
    made = counted(buy(1, "BTC", "1", "1000"), sell(2, "BTC", "1", "1500", fee=("USD", "10"), fee_value="10"))

    assert gains(made) == ["490"]
    assert contributed(made) == "-490"  # 1 000 put in, 1 500 taken out, 10 paid from outside


def test_a_sales_gain_is_the_same_whether_money_is_tracked_or_not() -> None:
    rows = [
        row(0, Kind.DEPOSIT, in_=("USD", "2000"), value="2000"),
        buy(1, "BTC", "1", "1000", fee=("USD", "10"), fee_value="10"),
        sell(2, "BTC", "1", "1500", fee=("USD", "20"), fee_value="20"),
    ]
    tracked, outside = counted(*rows, of=rules(track_cash=True)), counted(*rows)

    # 1 500 - 20 - 1 010.
    assert gains(tracked, "BTC") == gains(outside, "BTC") == ["470"]
    assert set(gains(tracked, "USD")) == {"0"}
    dollars = worth_now(tracked, USD="1").assets[0]
    assert (text(dollars.quantity), text(dollars.cost_basis), text(dollars.unrealized)) == ("2470", "2470", "0")


def test_a_fee_in_the_coin_that_is_bought_is_in_its_cost_and_leaves_it() -> None:
    made = counted(buy(1, "BTC", "1", "1000", fee=("BTC", "0.01"), fee_value="10"))

    # 1 BTC for 1 010, of which a hundredth, 10.1, is paid as a fee worth 10.
    assert gains(made) == ["-0.1"]
    assert lots(made) == [(1, "Kraken", "0.99", "999.9")]


def test_a_fee_in_the_coin_that_is_sold_is_another_disposal_of_it() -> None:
    made = counted(buy(1, "BTC", "1", "1000"), sell(2, "BTC", "0.9", "1800", fee=("BTC", "0.1"), fee_value="200"))

    # 1 800 - 200 - 900, and 200 - 100.
    assert gains(made) == ["700", "100"]
    assert made.lots() == []


def test_a_fee_in_a_third_coin_is_in_the_cost_and_sold_at_its_price() -> None:
    made = counted(BNB, buy(2, "BTC", "1", "1000", fee=("BNB", "0.1"), fee_value="30"))

    assert (gains(made), lots(made)) == (["10"], [(2, "Kraken", "1", "1030")])
    assert text(made.quantity("BNB")) == "0.9"


def test_a_fee_in_a_third_coin_of_a_conversion_is_in_the_cost_of_what_came_in() -> None:
    swap = row(3, Kind.TRADE, out=("BTC", "1"), in_=("ETH", "10"), value="1500", fee=("BNB", "0.1"), fee_value="30")
    made = counted(BNB, buy(2, "BTC", "1", "1000"), swap)

    assert gains(made) == ["500", "10"]
    assert lots(made, "ETH") == [(3, "Kraken", "10", "1530")]


def test_a_fee_whose_price_is_not_known_makes_the_cost_unknown_and_not_lower() -> None:
    made = counted(BNB, buy(2, "BTC", "1", "1000", fee=("BNB", "0.1")))

    assert lots(made) == [(2, "Kraken", "1", None)]
    (fee,) = made.disposals
    assert (fee.proceeds, text(fee.cost), fee.gain, fee.reason) == (None, "20", None, UnknownReason.NO_PRICE)
    figures = worth_now(made, BTC="2000", BNB="300")
    assert {(one.asset, one.reason) for one in figures.excluded} == {
        ("BTC", UnknownReason.UNKNOWN_COST),
        ("BNB", UnknownReason.UNKNOWN_COST),
    }
    assert text(figures.value) == "2270"


def test_a_fee_whose_price_is_not_known_makes_the_gain_of_a_sale_unknown() -> None:
    made = counted(BNB, buy(2, "BTC", "1", "1000"), sell(3, "BTC", "1", "1500", fee=("BNB", "0.1")))

    assert gains(made) == [None, None]
    assert made.of("BTC").realized == 0


def test_a_fee_in_a_coin_that_is_not_there_is_paid_and_asked_about() -> None:
    made = counted(buy(2, "BTC", "1", "1000", fee=("BNB", "0.1"), fee_value="30"))

    assert lots(made) == [(2, "Kraken", "1", "1030")]
    assert [(one.asset, text(one.quantity)) for one in made.missing] == [("BNB", "0.1")]
    assert made.disposals[0].reason is UnknownReason.MISSING_ACQUISITION


def test_a_fee_of_a_deposit_of_coins_is_in_their_cost() -> None:
    made = counted(row(1, Kind.DEPOSIT, in_=("BTC", "1"), value="1000", fee=("USD", "5"), fee_value="5"))

    assert (lots(made), contributed(made)) == ([(1, "Kraken", "1", "1005")], "1005")


def test_a_fee_of_a_reward_is_spent_and_does_not_lower_the_income() -> None:
    made = counted(row(1, Kind.STAKING, in_=("ETH", "1"), value="2000", fee=("ETH", "0.1"), fee_value="200"))

    assert (text(made.of("ETH").income), text(made.of("ETH").spent)) == ("2000", "200")
    assert (gains(made), lots(made, "ETH")) == (["0"], [(1, "Kraken", "0.9", "1800")])


def test_the_fee_of_a_withdrawal_is_a_disposal_and_what_was_withdrawn_is_none() -> None:
    gone = row(2, Kind.WITHDRAWAL, out=("BTC", "0.9"), value="1800", fee=("BTC", "0.1"), fee_value="200")
    made = counted(buy(1, "BTC", "1", "1000"), gone)

    assert (gains(made), made.lots()) == (["100"], [])
    assert text(made.of("BTC").spent) == "200"


def test_a_bank_fee_on_tracked_money_is_spent_and_leaves_the_dollar_a_dollar() -> None:
    paid_in = row(1, Kind.DEPOSIT, in_=("USD", "100"), value="100", fee=("USD", "1"), fee_value="1")
    made = counted(paid_in, of=rules(track_cash=True))

    assert (lots(made, "USD"), gains(made), text(made.of("USD").spent)) == ([(1, "Kraken", "99", "99")], ["0"], "1")


def test_a_fee_alone_in_the_second_of_a_purchase_is_paid_from_it() -> None:
    fee = row(1, Kind.FEE, fee=("BTC", "0.1"), fee_value="10")
    made = counted(fee, buy(1, "BTC", "1", "100"))

    assert (gains(made), made.missing) == (["0"], [])


def test_fees_of_all_kinds_are_summed_once_each() -> None:
    made = counted(
        BNB,
        buy(2, "BTC", "1", "1000", fee=("USD", "10"), fee_value="10"),
        sell(3, "BTC", "0.5", "600", fee=("BNB", "0.1"), fee_value="30"),
        row(4, Kind.TRANSFER, out=("BTC", "0.4"), to_wallet="Ledger", fee=("BTC", "0.01"), fee_value="12"),
        row(5, Kind.FEE, fee=("USD", "3"), fee_value="3"),
        of=rules(LotMethod.FIFO),
    )

    assert text(worth_now(made).fees) == "55"
