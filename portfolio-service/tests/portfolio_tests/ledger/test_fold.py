"""What follows from a ledger, worked out by hand."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from portfolio.ledger.fold import PoolOf, Rules, outcome_of
from portfolio.ledger.lots import LotMethod
from portfolio.ledger.outcome import Outcome, UnknownReason, Valued
from portfolio.ledger.transactions import Kind

from .rows import DAY_US, buy, row, sell

USD = frozenset({"USD"})


def counted(*rows: Valued, method: LotMethod = LotMethod.FIFO, **rules: object) -> Outcome:
    return outcome_of(rows, Rules(method=method, currencies=USD, **rules))  # type: ignore[arg-type]


def gains(outcome: Outcome) -> list[str | None]:
    return [None if one.gain is None else f"{one.gain.normalize():f}" for one in outcome.disposals]


@pytest.mark.parametrize(
    ("method", "gain"),
    [(LotMethod.FIFO, "11000"), (LotMethod.LIFO, "1000"), (LotMethod.HIFO, "1000"), (LotMethod.AVERAGE, "6000")],
)
def test_in_one_second_what_is_bought_comes_before_what_is_sold(method: LotMethod, gain: str) -> None:
    first = buy(1, "BTC", "1", "50000")
    sale, rebuy = sell(32, "BTC", "1", "61000"), buy(32, "BTC", "1", "60000")

    assert gains(counted(first, sale, rebuy, method=method)) == [gain]
    assert gains(counted(first, rebuy, sale, method=method)) == [gain]
    assert gains(counted(sale, rebuy, method=method)) == ["1000"]


def test_an_account_that_was_emptied_begins_anew() -> None:
    fee = {"fee": ("USD", "1"), "fee_value": "1"}
    made = counted(
        buy(1, "BTC", "10", "1000", **fee),
        sell(2, "BTC", "10", "1030", **fee),
        buy(3, "BTC", "8", "1120", **fee),
        sell(4, "BTC", "8", "1160", **fee),
    )

    assert made.of("BTC").realized == Decimal(66)
    assert (made.lots(), made.quantity("BTC")) == ([], Decimal(0))


def test_a_transfer_carries_date_and_cost_along_also_twice() -> None:
    move: dict[str, Any] = {"kind": Kind.TRANSFER, "out": ("BTC", "1")}
    made = counted(
        buy(1, "BTC", "1", "100"),
        buy(2, "BTC", "1", "300"),
        row(3, **move, to_wallet="Ledger", fee=("BTC", "0.1"), fee_value="20"),
        row(4, **move, wallet="Ledger", to_wallet="Coinbase"),
        sell(5, "BTC", "1", "500", wallet="Coinbase"),
        pools=((0, PoolOf.WALLET),),
    )

    fee, sale = made.disposals
    assert (fee.gain, fee.lots[0].acquired_us) == (Decimal(-10), 2 * DAY_US)
    assert (sale.gain, sale.lots[0].acquired_us) == (Decimal(400), DAY_US)
    assert [(lot.wallet, lot.remaining, lot.cost) for lot in made.lots()] == [("Kraken", Decimal("0.9"), Decimal(270))]


def test_more_sold_than_held_is_accepted_and_asked_about() -> None:
    made = counted(buy(1, "BTC", "1", "100"), sell(2, "BTC", "3", "900"))

    (sale,) = made.disposals
    assert (sale.gain, sale.reason) == (None, UnknownReason.MISSING_ACQUISITION)
    assert [(one.asset, one.quantity) for one in made.missing] == [("BTC", Decimal(2))]
    assert made.of("BTC").unknown == 1


def test_a_fee_in_a_third_asset_is_in_the_cost_and_itself_a_disposal() -> None:
    made = counted(
        buy(1, "BNB", "1", "200"),
        buy(2, "BTC", "1", "50000", fee=("BNB", "0.1"), fee_value="30"),
        sell(3, "BTC", "1", "60000", fee=("BNB", "0.1"), fee_value="40"),
    )

    assert gains(made) == ["10", "9930", "20"]


SMALL = st.decimals("0.01", "1000", places=2)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Valued]:
    rows: list[Valued] = [row(0, Kind.DEPOSIT, in_=("USD", "1000000"), value="1000000")]
    for day in range(1, draw(st.integers(2, 12))):
        quantity, value, fee = (str(draw(SMALL)) for _ in range(3))
        charge = {"fee": ("USD", fee), "fee_value": fee} if draw(st.booleans()) else {}
        match draw(st.sampled_from(["buy", "sell", "staking", "payment", "lost", "withdrawal", "fee"])):
            case "buy":
                rows.append(buy(day, "BTC", quantity, value, **charge))
            case "sell":
                rows.append(sell(day, "BTC", quantity, value, **charge))
            case "staking":
                rows.append(row(day, Kind.STAKING, in_=("BTC", quantity), value=value, **charge))
            case "fee":
                rows.append(row(day, Kind.FEE, fee=("USD", fee), fee_value=fee))
            case kind:
                rows.append(row(day, Kind(kind), out=("BTC", quantity), value=value, **charge))
    return rows


@given(ledgers(), st.sampled_from(LotMethod), SMALL)
def test_what_was_earned_is_what_there_is_less_what_was_brought(
    rows: list[Valued], method: LotMethod, price: Decimal
) -> None:
    made = counted(*rows, method=method, track_cash=True)
    if made.missing:
        return
    lots = made.lots()
    value = made.quantity("USD") + made.quantity("BTC") * price
    cost = sum((lot.cost for lot in lots if lot.cost is not None), Decimal(0))
    sums = made.sums.values()
    earned = sum((one.realized + one.income - one.spent for one in sums), Decimal(0)) + value - cost
    brought = sum((one.contributed for one in sums), Decimal(0))

    assert abs(earned - (value - brought)) < Decimal("1e-12")


@given(ledgers(), st.sampled_from(LotMethod), st.randoms())
def test_the_order_of_entry_of_rows_of_other_times_changes_nothing(
    rows: list[Valued], method: LotMethod, order: object
) -> None:
    shuffled = list(rows)
    order.shuffle(shuffled)  # type: ignore[attr-defined]

    assert counted(*shuffled, method=method) == counted(*rows, method=method)


@given(ledgers(), st.sampled_from(LotMethod))
def test_what_came_in_is_what_went_out_and_what_remains(rows: list[Valued], method: LotMethod) -> None:
    made = counted(*rows, method=method)
    came = sum(
        (one.transaction.in_.quantity for one in rows if one.transaction.in_ and one.transaction.in_.asset == "BTC"),
        Decimal(0),
    )
    out = sum(
        (one.transaction.out.quantity for one in rows if one.transaction.out and one.transaction.out.asset == "BTC"),
        Decimal(0),
    )
    missing = sum((one.quantity for one in made.missing), Decimal(0))

    assert came - out + missing == made.quantity("BTC") == sum((lot.remaining for lot in made.lots()), Decimal(0))
