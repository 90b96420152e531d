"""What a transaction was worth at its own time: given before looked up, never a rate that nobody said."""

from decimal import Decimal

import pytest
from portfolio.ledger.outcome import UnknownReason
from portfolio.ledger.transactions import Fee, Kind, Money, Part, Transaction
from portfolio.valuation.worth import PastPrice, needed, valued

AT = 1_000
PRICES = {("bitcoin", AT): PastPrice(Decimal(80_000), "BTC"), ("ethereum", AT): PastPrice(Decimal(2_000), "ETH")}
BTC, ETH, USD, EUR = (Part(name, Decimal(2)) for name in ("bitcoin", "ethereum", "USD", "EUR"))
UNKNOWN = Part("nem", Decimal(2))


def of(kind: Kind, **facts: object) -> Transaction:
    return Transaction(transaction_id="x", kind=kind, time_us=AT, entered=0, wallet="Main", **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("row", "worth", "source", "reason"),
    [
        (of(Kind.TRADE, in_=BTC, out=USD), "2", "given", None),
        (of(Kind.TRADE, in_=USD, out=BTC), "2", "given", None),
        (of(Kind.TRADE, in_=BTC, out=ETH), "4000", "ETH", None),
        (of(Kind.TRADE, in_=BTC, out=UNKNOWN), "160000", "BTC", None),
        (of(Kind.TRADE, in_=BTC, out=EUR), "160000", "BTC", None),
        (of(Kind.TRADE, in_=UNKNOWN, out=EUR), None, None, UnknownReason.NO_RATE),
        (of(Kind.DEPOSIT, in_=BTC), "160000", "BTC", None),
        (of(Kind.DEPOSIT, in_=BTC, value=Money(Decimal(7), "USD")), "7", "given", None),
        (of(Kind.STAKING, in_=ETH, value=Money(Decimal(1), "bitcoin")), "80000", "BTC", None),
        (of(Kind.AIRDROP, in_=UNKNOWN), None, None, UnknownReason.NO_PRICE),
        (of(Kind.TRANSFER, out=BTC, to_wallet="Ledger"), None, None, None),
    ],
)
def test_the_worth_in_dollars(
    row: Transaction, worth: str | None, source: str | None, reason: UnknownReason | None
) -> None:
    found = valued(row, "USD", PRICES)

    assert found.valued.value == (None if worth is None else Decimal(worth))
    assert (found.value_source, found.valued.reason) == (source, reason)


def test_in_a_portfolio_of_bitcoin_a_dollar_is_what_it_bought_then() -> None:
    found = valued(of(Kind.TRADE, in_=ETH, out=Part("USD", Decimal(4_000))), "bitcoin", PRICES)

    assert (found.valued.value, found.value_source) == (Decimal("0.05"), "given, BTC")


def test_a_fee_is_worth_what_is_said_else_its_price() -> None:
    fees = (Fee("ethereum", Decimal("0.5")), Fee("ethereum", Decimal("0.5"), Money(Decimal(9), "USD")))
    found = [valued(of(Kind.FEE, fee=fee), "USD", PRICES).valued.fee_value for fee in fees]

    assert found == [Decimal(1_000), Decimal(9)]


def test_only_prices_that_are_used_are_asked_for() -> None:
    asked = [
        list(needed(of(Kind.TRADE, in_=BTC, out=USD), "USD")),
        list(needed(of(Kind.TRADE, in_=BTC, out=ETH), "USD")),
        list(needed(of(Kind.TRADE, in_=ETH, out=USD), "bitcoin")),
        list(needed(of(Kind.TRADE, in_=ETH, out=BTC), "bitcoin")),
    ]

    assert asked == [[], [("bitcoin", AT), ("ethereum", AT)], [("bitcoin", AT)], []]
