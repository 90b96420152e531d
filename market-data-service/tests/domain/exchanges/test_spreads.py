"""Net is gross less fees, worked out from the two prices; the best instruments of both venues make the pair."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from market_data.domain.exchanges.legs import UsdRate
from market_data.domain.exchanges.spreads import Costs, costs, spread_of, spreads
from shared.events.values import Venue

from .books import NOW, SECOND, leg, quote

PRICES = st.decimals("0.000001", "1000000", allow_nan=False, allow_infinity=False, places=6)
FEES = st.decimals(0, 100, allow_nan=False, allow_infinity=False, places=2)
NOBODY = {Venue.KRAKEN: Decimal(0), Venue.COINBASE: Decimal(0), Venue.BINANCE: Decimal(0)}
KRAKEN, COINBASE = "BTC-USD.KRAKEN", "BTC-USD.COINBASE"


@given(PRICES, PRICES, FEES, FEES)
def test_the_net_is_what_is_left_of_a_dollar_that_bought_and_sold(
    ask: Decimal, bid: Decimal, buy_fee: Decimal, sell_fee: Decimal
) -> None:
    gross_bp, fees_bp = costs(ask, bid, buy_fee, sell_fee)
    spent, received = ask * (1 + buy_fee / 10_000), bid * (1 - sell_fee / 10_000)

    left = (received - spent) / ask * 10_000
    assert abs(gross_bp - fees_bp - left) <= Decimal("0.0001")


@given(PRICES, FEES)
def test_buying_and_selling_at_one_price_costs_exactly_the_fees(price: Decimal, fee: Decimal) -> None:
    assert costs(price, price, fee, fee) == Costs(Decimal(0), 2 * fee)


def test_a_spread_can_be_worked_out_by_hand() -> None:
    fees = {Venue.KRAKEN: Decimal(26), Venue.BINANCE: Decimal(10)}
    binance = leg(
        quote("BTC-USDT.BINANCE", "99", "100", quote_usd=Decimal("0.999")), UsdRate(Decimal("0.999"), NOW, NOW)
    )
    found = spread_of(binance, leg(quote(KRAKEN, "101", "102")), fees)

    # Bought at 100 x 0.999 = 99.9 USD, sold at 101: 101 / 99.9 - 1 = 110.1101 bp.
    # The fees: 10 + 26 x 101 / 99.9 = 36.2863 bp.
    assert (found.gross_bp, found.fees_bp) == (Decimal("110.1101"), Decimal("36.2863"))
    assert found.net_bp == Decimal("73.8238")
    assert found.size == 2  # three are offered, two are wanted
    assert found.profit_usd == Decimal("1.475")


def test_the_gross_of_a_leg_that_may_not_be_relied_on_is_shown_and_the_net_is_not() -> None:
    old = leg(quote(KRAKEN, "120", "121", NOW - 30 * SECOND))
    found = spread_of(leg(quote(COINBASE, "99", "100")), old, NOBODY)

    assert (str(found.gross_bp), found.net_bp, found.reason, found.profit_usd) == ("2000", None, "quote_old", None)


def test_without_a_price_nothing_is_known() -> None:
    found = spread_of(leg(quote(COINBASE, "99", None)), leg(quote(KRAKEN, "98", "99")), NOBODY)

    assert (found.gross_bp, found.fees_bp, found.net_bp, found.size) == (None, None, None, None)
    assert found.reason == "one_sided"


def test_a_size_that_a_venue_does_not_say_is_not_known() -> None:
    found = spread_of(leg(quote(COINBASE, "99", "100", ask_size=None)), leg(quote(KRAKEN, "101", "102")), NOBODY)

    assert (str(found.net_bp), found.size, found.profit_usd) == ("100", None, None)


def test_each_ordered_pair_of_venues_has_one_spread_between_its_best_instruments() -> None:
    legs = [
        leg(quote("BTC-EUR.KRAKEN", "100.2", "100.3")),
        leg(quote(KRAKEN, "100.1", "100.2")),
        leg(quote("BTC-GBP.KRAKEN", "105", "106", NOW - 30 * SECOND)),
        leg(quote(COINBASE, "100", "100.1")),
    ]
    found = {(one.buy.instrument_id, one.sell.instrument_id) for one in spreads(legs, NOBODY)}

    assert found == {(KRAKEN, COINBASE), (COINBASE, "BTC-EUR.KRAKEN")}


def test_a_venue_with_nothing_to_rely_on_says_why() -> None:
    legs = [leg(quote(KRAKEN, None, "100")), leg(quote(COINBASE, "100", "100.1"))]

    assert [(one.reason, one.net_bp) for one in spreads(legs, NOBODY)] == [("one_sided", None)] * 2
    assert spreads(legs[:1], NOBODY) == []
