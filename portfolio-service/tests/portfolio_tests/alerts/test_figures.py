"""The figures that a price, an indicator and a score carry, and when they say nothing."""

from decimal import Decimal

import msgspec
import pytest
from portfolio.alerts.conditions import Observed
from portfolio.alerts.figures import Series, state_of_sentiment, states_of_indicator, states_of_price
from shared.events import IndicatorV1, PriceReason, PriceV1, VenueQuote
from shared.events.values import CandleStatus, Interval, Venue

from .scores import sentiment

QUOTE = VenueQuote(venue=Venue.KRAKEN, instrument_id="BTC-USD.KRAKEN", volume_24h=Decimal(7), included=True)
PRICE = PriceV1(
    coin_id="bitcoin",
    made_us=5,
    price=Decimal(100),
    low=Decimal(99),
    high=Decimal(101),
    change_1h_percent=Decimal(1),
    change_24h_percent=Decimal(-2),
    volume_24h=Decimal(7),
    spread_bp=Decimal(3),
    venues=(QUOTE,),
)
INDICATOR = IndicatorV1(
    instrument_id="BTC-USD.COMPOSITE",
    coin_id="bitcoin",
    name="sma",
    params="period=20",
    interval=Interval.HOUR,
    open_time_us=0,
    value=Decimal(98),
    n=20,
    warm=True,
    status=CandleStatus.COMPLETE,
    revision=1,
)


def figures(price: PriceV1) -> dict[tuple[str, str], Observed]:
    return {(series.figure, series.params): seen for series, seen in states_of_price(price)}


def test_a_price_carries_its_range_and_what_else_is_known() -> None:
    found = figures(PRICE)

    assert found.pop(("price", "")) == Observed(5, Decimal(100), Decimal(101), Decimal(99))
    assert {name: seen.value for name, seen in found.items()} == {
        ("change_percent", "window=1h"): 1,
        ("change_percent", "window=24h"): -2,
        ("volume_24h", ""): 7,
        ("spread_bp", ""): 3,
    }


def test_a_price_from_before_there_were_ranges_is_its_own() -> None:
    assert figures(msgspec.structs.replace(PRICE, low=None, high=None))["price", ""].high == Decimal(100)


@pytest.mark.parametrize(
    "other",
    [
        msgspec.structs.replace(QUOTE, venue=Venue.COINBASE, volume_24h=None, reason=PriceReason.NO_DATA),
        msgspec.structs.replace(QUOTE, venue=Venue.COINBASE, reason=PriceReason.VENUE_STALE),
    ],
)
def test_a_volume_with_an_unknown_or_old_part_is_none(other: VenueQuote) -> None:
    assert ("volume_24h", "") not in figures(msgspec.structs.replace(PRICE, venues=(QUOTE, other)))


def test_an_exchange_that_never_has_a_volume_hides_none() -> None:
    absent = msgspec.structs.replace(QUOTE, venue=Venue.BINANCE, volume_24h=None, reason=PriceReason.GEO_BLOCKED)

    assert figures(msgspec.structs.replace(PRICE, venues=(QUOTE, absent)))["volume_24h", ""].value == Decimal(7)


def test_an_indicator_of_the_composite_counts_once_it_is_warm() -> None:
    series = Series("bitcoin", "sma", "interval=1h,period=20")

    states = list(states_of_indicator(INDICATOR, 9))
    assert states == [(series, Observed(9, Decimal(98), Decimal(98), Decimal(98)))]
    for change in ({"warm": False}, {"value": None}, {"instrument_id": "BTC-USD.KRAKEN"}):
        assert not list(states_of_indicator(msgspec.structs.replace(INDICATOR, **change), 9))


def test_each_output_of_an_indicator_is_a_figure_and_an_unknown_one_is_none() -> None:
    outputs = {"upper": Decimal(9), "middle": Decimal(8), "lower": None}
    bands = msgspec.structs.replace(INDICATOR, name="bb", params="period=20", value=None, outputs=outputs)

    found = {series.params: seen.value for series, seen in states_of_indicator(bands, 9)}

    assert found == {"interval=1h,period=20,output=upper": 9, "interval=1h,period=20,output=middle": 8}


def test_a_sentiment_counts_when_there_are_stories_enough_for_a_score() -> None:
    score = Decimal("-0.25")

    found = state_of_sentiment(sentiment("bitcoin", 7, score))

    assert found == (Series("bitcoin", "sentiment"), Observed(7, score, score, score))
    assert state_of_sentiment(sentiment("bitcoin", 7, None)) is None
