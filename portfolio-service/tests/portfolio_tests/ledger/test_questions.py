"""What the owner is asked, and what is suggested."""

from decimal import Decimal

import pytest
from portfolio.ledger.outcome import Missing, Valued
from portfolio.ledger.questions import QuestionKind, implausible, missing, unmatched
from portfolio.ledger.transactions import Kind, Transaction

from .rows import row

USD = frozenset({"USD"})
NOW = 1_790_000_000_000_000


def sent(day: float, quantity: str, name: str, wallet: str = "Kraken") -> Transaction:
    return row(day, Kind.WITHDRAWAL, out=("BTC", quantity), name=name, wallet=wallet).transaction


def came(day: float, quantity: str, name: str, wallet: str = "Ledger") -> Transaction:
    return row(day, Kind.DEPOSIT, in_=("BTC", quantity), name=name, wallet=wallet).transaction


def pairs(*rows: Transaction) -> dict[str, str | None]:
    return {one.transaction_id: one.suggestions[0].pair_with for one in unmatched(rows, USD)}


def test_a_withdrawal_and_a_deposit_of_nearly_as_much_within_a_day_are_suggested_as_a_pair() -> None:
    assert pairs(sent(1, "1", "out"), came(1.5, "0.999", "in")) == {"out": "in"}


@pytest.mark.parametrize(
    "other",
    [came(2.1, "1", "in"), came(1.5, "1.01", "in"), came(1.5, "0.9", "in"), came(1.5, "1", "in", wallet="Kraken")],
    ids=["too late", "more than was sent", "too little", "the same wallet"],
)
def test_what_is_no_transfer_is_asked_about_by_itself(other: Transaction) -> None:
    assert pairs(sent(1, "1", "out"), other) == {"out": None, "in": None}


def test_of_several_the_nearest_quantities_are_a_pair_and_each_end_is_in_one() -> None:
    found = pairs(sent(1, "1", "a"), sent(1, "1.001", "b"), came(1.2, "1", "c"), came(1.3, "1.0005", "d"))

    assert found == {"a": "c", "b": "d"}


def test_of_thousands_on_one_day_each_finds_one_of_its_neighbours() -> None:
    ends = [end(1 + at / 10_000, "1", f"{name}{at}") for at in range(2_000) for end, name in ((sent, "s"), (came, "c"))]

    found = pairs(*ends)
    assert len(found) == len(set(found.values())) == 2_000


def test_money_is_no_transfer() -> None:
    assert unmatched([row(1, Kind.DEPOSIT, in_=("USD", "100")).transaction], USD) == []


def test_more_sold_than_held_suggests_what_is_missing() -> None:
    (asked,) = missing([Missing("sale", "BTC", "Kraken", Decimal(2))])

    assert (asked.kind, asked.suggestions[0].quantity) == (QuestionKind.MISSING_ACQUISITION, Decimal(2))


def test_a_time_before_the_first_coin_or_after_tomorrow_is_asked_about() -> None:
    def at(time_us: int, name: str) -> Valued:
        return row(time_us / 86_400_000_000, Kind.DEPOSIT, in_=("BTC", "1"), name=name)

    rows = [at(0, "1970"), at(NOW, "now"), at(NOW + 3 * 86_400_000_000, "ahead")]

    assert [one.transaction_id for one in implausible(rows, NOW)] == ["1970", "ahead"]
