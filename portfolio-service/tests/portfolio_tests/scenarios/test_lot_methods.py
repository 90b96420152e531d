"""Every kind of row by every way of choosing lots.

Three lots: day 1, 2 BTC for 200; day 2, 1 BTC for 300; day 3, 1 BTC for 80: 4 BTC for 580, 145 each on average.
2.5 BTC of them cost 350 = 200 + 0.5 x 300 by FIFO, 430 = 80 + 300 + 0.5 x 100 by LIFO, 450 = 300 + 1.5 x 100 by HIFO,
362.5 = 2.5 x 145 on average, and 230 = 80 + 1.5 x 100 where the last lot was chosen and FIFO gives the rest.
"""

from decimal import Decimal
from typing import Any

import pytest
from portfolio.ledger.lots import LotMethod
from portfolio.ledger.outcome import Valued
from portfolio.ledger.transactions import ChosenLot, Kind

from ..ledger.rows import DAY_US, buy, row, sell
from .book import BY_WALLET, contributed, counted, gains, lots, rules, text

LOTS = [buy(1, "BTC", "2", "200"), buy(2, "BTC", "1", "300"), buy(3, "BTC", "1", "80", name="third")]
CHOSEN: dict[str, Any] = {"lots": (ChosenLot("third", Decimal(1)),)}
WAYS = [
    pytest.param(LotMethod.FIFO, {}, "350", id="fifo"),
    pytest.param(LotMethod.LIFO, {}, "430", id="lifo"),
    pytest.param(LotMethod.HIFO, {}, "450", id="hifo"),
    pytest.param(LotMethod.AVERAGE, {}, "362.5", id="average"),
    pytest.param(LotMethod.FIFO, CHOSEN, "230", id="chosen"),
]
by_every_method = pytest.mark.parametrize(("method", "chosen", "cost"), WAYS)


def left(cost: str) -> str | None:
    return text(580 - Decimal(cost))


def test_the_lots_that_remain_carry_the_cost_that_was_not_taken() -> None:
    for method, chosen, cost in (way.values for way in WAYS):
        made = counted(*LOTS, sell(9, "BTC", "2.5", "1000", **chosen), of=rules(method))  # type: ignore[arg-type]
        remain = [lot.cost or Decimal(0) for lot in made.lots()]
        assert text(sum(remain, Decimal(0))) == left(str(cost))


@by_every_method
def test_a_sale_gains_what_was_received_less_the_cost(method: LotMethod, chosen: dict[str, Any], cost: str) -> None:
    made = counted(*LOTS, sell(9, "BTC", "2.5", "1000", **chosen), of=rules(method))

    assert gains(made) == [text(1000 - Decimal(cost))]
    assert contributed(made) == "-420"  # 580 - 1 000


@by_every_method
def test_a_conversion_is_a_sale_and_a_purchase_at_one_worth(
    method: LotMethod, chosen: dict[str, Any], cost: str
) -> None:
    swap = row(9, Kind.TRADE, out=("BTC", "2.5"), in_=("ETH", "10"), value="1000", **chosen)
    made = counted(*LOTS, swap, of=rules(method))

    assert gains(made) == [text(1000 - Decimal(cost))]
    assert lots(made, "ETH") == [(9, "Kraken", "10", "1000")]


@by_every_method
def test_a_payment_is_a_disposal_at_what_it_paid_for(method: LotMethod, chosen: dict[str, Any], cost: str) -> None:
    made = counted(*LOTS, row(9, Kind.PAYMENT, out=("BTC", "2.5"), value="1000", **chosen), of=rules(method))

    assert gains(made) == [text(1000 - Decimal(cost))]
    assert text(made.of("BTC").spent) == "1000"


@by_every_method
def test_what_was_lost_is_a_disposal_at_nothing(method: LotMethod, chosen: dict[str, Any], cost: str) -> None:
    made = counted(*LOTS, row(9, Kind.LOST, out=("BTC", "2.5"), value="1000", **chosen), of=rules(method))

    assert gains(made) == [text(-Decimal(cost))]


@by_every_method
def test_a_withdrawal_takes_its_cost_along_and_gains_nothing(
    method: LotMethod, chosen: dict[str, Any], cost: str
) -> None:
    made = counted(*LOTS, row(9, Kind.WITHDRAWAL, out=("BTC", "2.5"), value="1000", **chosen), of=rules(method))

    assert made.disposals == []
    assert contributed(made) == left(cost)


@by_every_method
def test_a_transfer_between_wallets_carries_the_cost_of_the_lots_it_takes(
    method: LotMethod, chosen: dict[str, Any], cost: str
) -> None:
    move = row(9, Kind.TRANSFER, out=("BTC", "2.5"), to_wallet="Ledger", **chosen)
    made = counted(*LOTS, move, of=rules(method, pools=BY_WALLET))

    moved = [lot.cost or Decimal(0) for lot in made.lots() if lot.wallet == "Ledger"]
    assert text(sum(moved, Decimal(0))) == cost
    assert made.disposals == []


@by_every_method
def test_a_fee_in_the_coin_is_a_disposal_from_the_same_lots(
    method: LotMethod, chosen: dict[str, Any], cost: str
) -> None:
    if chosen:
        cost = "350"  # lots are chosen for what goes out, a fee takes them by the method
    made = counted(*LOTS, row(9, Kind.FEE, fee=("BTC", "2.5"), fee_value="1000"), of=rules(method))

    assert gains(made) == [text(1000 - Decimal(cost))]
    assert (text(made.of("BTC").spent), text(made.of("BTC").fees)) == ("1000", "1000")


INCOME = [Kind.STAKING, Kind.INTEREST, Kind.AIRDROP, Kind.MINING, Kind.CASHBACK, Kind.FORK]


@pytest.mark.parametrize("kind", INCOME)
@pytest.mark.parametrize("method", list(LotMethod))
def test_income_is_earned_at_its_worth_and_costs_as_much(kind: Kind, method: LotMethod) -> None:
    made = counted(row(1, kind, in_=("BTC", "2"), value="300"), sell(2, "BTC", "1", "200"), of=rules(method))

    assert (text(made.of("BTC").income), gains(made), lots(made)) == ("300", ["50"], [(1, "Kraken", "1", "150")])


def test_more_can_be_taken_than_the_chosen_lot_has() -> None:
    made = counted(*LOTS, sell(9, "BTC", "3", "1000", lots=(ChosenLot("third", Decimal(1)),)))

    # 80 of the chosen lot, then 200 of the oldest one.
    assert gains(made) == ["720"]
    assert made.disposals[0].lots[0].lot_id == "third"


def test_a_part_of_the_chosen_lot_leaves_its_rest_in_its_place() -> None:
    made = counted(*LOTS, sell(9, "BTC", "0.25", "100", lots=(ChosenLot("third", Decimal("0.25")),)))

    # A quarter of 80.
    assert gains(made) == ["80"]
    assert lots(made)[2] == (3, "Kraken", "0.75", "60")


def test_a_chosen_lot_that_is_gone_leaves_the_choice_to_the_method() -> None:
    everything = sell(8, "BTC", "1", "80", lots=(ChosenLot("third", Decimal(1)),))
    made = counted(*LOTS, everything, sell(9, "BTC", "1", "500", lots=(ChosenLot("third", Decimal(1)),)))

    assert gains(made) == ["0", "400"]


def test_thirds_of_a_lot_add_up_to_its_cost() -> None:
    rows: list[Valued] = [buy(1, "BTC", "3", "100")]
    rows += [sell(day, "BTC", "1", "50") for day in (2, 3, 4)]
    made = counted(*rows)

    # 100 / 3 does not end: two sales take 33.333333333333333333, the last one what is left.
    assert [text(one.cost) for one in made.disposals] == [
        "33.333333333333333333", "33.333333333333333334", "33.333333333333333333",
    ]  # fmt: skip
    assert text(made.of("BTC").realized) == "50"


def test_by_average_cost_the_lots_add_up_to_the_pools_cost() -> None:
    made = counted(*[buy(day, "BTC", "1", value) for day, value in ((1, "10"), (2, "10"), (3, "13"))],
                   sell(4, "BTC", "1", "20"), buy(5, "BTC", "1", "0.01"), of=rules(LotMethod.AVERAGE))  # fmt: skip

    # 33 / 3 = 11 were taken; 22 + 0.01 remain for three coins: 7.336… each.
    assert text(sum((lot.cost or Decimal(0) for lot in made.lots()), Decimal(0))) == "22.01"


def test_lots_keep_the_day_on_which_they_came_for_the_holding_period() -> None:
    made = counted(buy(1, "BTC", "1", "100"), buy(300, "BTC", "1", "200"), sell(400, "BTC", "2", "500"))

    assert [(one.acquired_us or 0) // DAY_US for one in made.disposals[0].lots] == [1, 300]
