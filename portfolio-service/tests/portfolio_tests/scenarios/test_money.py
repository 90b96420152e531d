"""Money: tracked or not, in another currency than the base, and coins that stand for it."""

from decimal import Decimal

from portfolio.ledger.outcome import UnknownReason, Valued
from portfolio.ledger.transactions import Kind, Money, Part, Transaction
from portfolio.valuation.worth import PastPrice, valued

from ..ledger.rows import DAY_US, buy, row, sell
from .book import contributed, counted, gains, lots, rules, text, worth_now

TRACKED = rules(track_cash=True)
PAID_IN = row(1, Kind.DEPOSIT, in_=("USD", "1000"), value="1000")
PAID_OUT = row(9, Kind.WITHDRAWAL, out=("USD", "400"), value="400")


def of(one: Transaction, base: str = "USD", **prices: str) -> Valued:
    known = {(asset, one.time_us): PastPrice(Decimal(price), asset) for asset, price in prices.items()}
    return valued(one, base, known).valued


def trade(into: tuple[str, str], out: tuple[str, str], value: Money | None = None) -> Transaction:
    return Transaction(
        transaction_id="row", kind=Kind.TRADE, time_us=DAY_US, entered=1, wallet="Main", value=value,
        in_=Part(into[0], Decimal(into[1])), out=Part(out[0], Decimal(out[1])),
    )  # fmt: skip


def test_money_that_is_not_tracked_is_no_holding_and_counts_when_it_buys() -> None:
    made = counted(PAID_IN, buy(2, "BTC", "1", "600"), PAID_OUT)

    # That 1 000 lie at the exchange and 400 went back to the bank says nothing of what was put into coins.
    assert (contributed(made), set(made.pools_by_asset())) == ("600", {"BTC"})


def test_money_that_is_tracked_is_a_holding_and_counts_when_it_comes() -> None:
    made = counted(PAID_IN, buy(2, "BTC", "1", "600"), PAID_OUT, of=TRACKED)

    assert (contributed(made), set(made.pools_by_asset())) == ("600", {"BTC"})
    assert text(made.balances["USD"]["Kraken"]) == "0"


def test_tracked_money_and_coins_are_worth_their_sum() -> None:
    made = counted(PAID_IN, buy(2, "BTC", "1", "600"), of=TRACKED)

    figures = worth_now(made, USD="1", BTC="900")
    assert (text(figures.value), text(figures.cost_basis), text(figures.unrealized)) == ("1300", "1000", "300")


def test_interest_on_money_is_income_also_where_money_is_not_tracked() -> None:
    interest = row(2, Kind.INTEREST, in_=("USD", "10"), value="10")

    outside, tracked = counted(interest), counted(interest, of=TRACKED)

    assert (text(outside.of("USD").income), contributed(outside)) == ("10", "-10")
    assert (text(tracked.of("USD").income), contributed(tracked)) == ("10", "0")


def test_more_money_spent_than_was_paid_in_is_asked_about_where_it_is_tracked() -> None:
    made = counted(PAID_IN, buy(2, "BTC", "1", "1600"), of=TRACKED)

    assert [(one.asset, text(one.quantity)) for one in made.missing] == [("USD", "600")]


def test_in_one_second_money_comes_in_before_it_buys() -> None:
    made = counted(buy(1, "BTC", "1", "1000"), PAID_IN, of=TRACKED)

    assert made.missing == []


def test_in_one_second_a_sale_brings_in_what_is_paid_out() -> None:
    sale = sell(9, "BTC", "1", "400")
    made = counted(buy(1, "BTC", "1", "1000"), PAID_IN, PAID_OUT, sale, of=TRACKED)

    assert (made.missing, text(made.balances["USD"]["Kraken"])) == ([], "0")


def test_euros_paid_for_a_coin_without_a_price_are_worth_nothing_that_is_known() -> None:
    bought = of(trade(("nem", "5"), ("EUR", "100")))

    assert (bought.value, bought.reason) == (None, UnknownReason.NO_RATE)
    assert (bought.transaction.out or Part("", Decimal(0))).asset == "EUR"
    assert lots(counted(bought), "nem") == [(1, "Main", "5", None)]


def test_euros_paid_for_a_coin_are_worth_what_the_owner_says() -> None:
    bought = of(trade(("nem", "5"), ("EUR", "100"), Money(Decimal(108), "USD")))

    assert lots(counted(bought), "nem") == [(1, "Main", "5", "108")]


def test_euros_are_worth_the_price_of_the_coin_that_they_bought() -> None:
    bought = of(trade(("BTC", "2"), ("EUR", "100")), BTC="60")

    assert lots(counted(bought)) == [(1, "Main", "2", "120")]


def test_tracked_euros_have_no_worth_in_dollars_and_are_named() -> None:
    made = counted(row(1, Kind.DEPOSIT, in_=("EUR", "100")), buy(2, "BTC", "1", "600"), of=TRACKED)

    figures = worth_now(made, BTC="900")
    assert text(figures.value) == "900"
    assert "EUR" in [one.asset for one in figures.excluded]


def test_a_portfolio_in_bitcoin_counts_dollars_by_what_they_bought_then() -> None:
    bought = of(trade(("ethereum", "10"), ("USD", "4000")), "bitcoin", bitcoin="80000")

    # 4 000 / 80 000.
    assert lots(counted(bought), "ethereum") == [(1, "Main", "10", "0.05")]


def test_a_portfolio_in_bitcoin_knows_no_worth_without_bitcoins_price() -> None:
    bought = of(trade(("ethereum", "10"), ("USD", "4000")), "bitcoin")

    assert (bought.value, bought.reason) == (None, UnknownReason.NO_RATE)


def test_a_dollar_coin_that_lost_its_peg_is_worth_its_price() -> None:
    bought = of(trade(("BTC", "1"), ("tether", "1000")), tether="0.88", BTC="900")

    assert text(bought.value) == "880"
    made = counted(row(0, Kind.DEPOSIT, in_=("tether", "1500"), value="1500"), bought)
    assert gains(made) == ["-120"]
    figures = worth_now(made, tether="0.88", BTC="900")
    assert (text(figures.value), text(figures.unrealized)) == ("1340", "-40")


def test_two_moneys_exchanged_outside_put_nothing_in() -> None:
    swap = row(1, Kind.TRADE, out=("EUR", "100"), in_=("USD", "108"), value="108")

    assert contributed(counted(swap)) == "0"
