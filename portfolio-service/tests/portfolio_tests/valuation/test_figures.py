"""The figures of a portfolio, worked out by hand, and what is left out of them."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from portfolio.ledger.fold import Rules, outcome_of
from portfolio.ledger.outcome import Valued
from portfolio.ledger.transactions import Kind
from portfolio.valuation.figures import PortfolioFigures, PriceNow, figures_of

from ..ledger.rows import buy, row, sell

RULES = Rules(currencies=frozenset({"USD"}))


def decimals(*figures: int) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, figures))


def figures(*rows: Valued, **prices: str) -> PortfolioFigures:
    now = {asset: PriceNow(Decimal(price), 7, day_ago=Decimal(price) / 2) for asset, price in prices.items()}
    return figures_of(outcome_of(rows, RULES), now)


def test_the_figures_of_two_assets_and_their_sums() -> None:
    made = figures(
        buy(1, "BTC", "2", "20000"),
        sell(2, "BTC", "1", "15000"),
        buy(3, "ETH", "10", "10000"),
        row(4, Kind.STAKING, in_=("ETH", "1"), value="1000"),
        BTC="12000",
        ETH="800",
    )

    btc, eth = made.assets
    assert (btc.asset, btc.value, btc.cost_basis, btc.unrealized, btc.realized) == (
        "BTC",
        *decimals(12000, 10000, 2000, 5000),
    )
    assert (eth.quantity, eth.value, eth.cost_basis, eth.unrealized, eth.income) == decimals(
        11, 8800, 11000, -2200, 1000
    )
    assert (btc.roi_percent, eth.roi_percent) == (Decimal("35.0000"), Decimal("-10.9091"))
    assert (made.value, made.cost_basis, made.unrealized, made.realized, made.income) == decimals(
        20800, 21000, -200, 5000, 1000
    )
    assert (made.value_change_24h, made.as_of_us, made.excluded) == (Decimal(10400), 7, ())
    assert made.roi_percent == Decimal("18.7097")
    assert (btc.share_percent, eth.share_percent) == (Decimal("57.6923"), Decimal("42.3077"))


def test_what_has_no_price_is_named_and_not_counted_as_nothing() -> None:
    made = figures(buy(1, "BTC", "1", "100"), buy(1, "XYZ", "5", "50"), BTC="200")

    assert (made.value, made.unrealized) == (Decimal(200), Decimal(100))
    assert [tuple(one) for one in made.excluded] == [("XYZ", "no_price")]


def test_what_has_no_known_cost_has_a_value_and_no_gain() -> None:
    made = figures(row(1, Kind.DEPOSIT, in_=("BTC", "1")), BTC="200")

    assert (made.value, made.cost_basis, made.assets[0].unrealized) == (Decimal(200), Decimal(0), None)
    assert [tuple(one) for one in made.excluded] == [("BTC", "unknown_cost")]


def test_an_asset_that_was_sold_stays_for_what_it_earned() -> None:
    made = figures(buy(1, "BTC", "1", "100"), sell(2, "BTC", "1", "150"), BTC="200")

    (btc,) = made.assets
    assert (btc.quantity, btc.value, btc.realized, btc.roi_percent) == decimals(0, 0, 50, 50)


QUANTITIES = st.lists(st.decimals("0.01", "100", places=2), min_size=1, max_size=5)


@given(QUANTITIES, st.decimals("0.01", "1000", places=2))
def test_the_sum_of_the_parts_is_the_whole(quantities: list[Decimal], price: Decimal) -> None:
    rows = [buy(at, f"C{at}", str(quantity), "10") for at, quantity in enumerate(quantities)]
    made = figures(*rows, **{f"C{at}": str(price * (at + 1)) for at in range(len(quantities))})

    assert made.value == sum((one.value or Decimal(0) for one in made.assets), Decimal(0))
    assert abs(sum((one.share_percent or Decimal(0) for one in made.assets), Decimal(0)) - 100) < Decimal("0.001")
    assert made.unrealized == made.value - made.cost_basis
