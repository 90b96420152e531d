"""A quote's USD rate is the median of mids received in the last minute; without one there is no rate."""

from decimal import Decimal

import pytest
from market_data.feed.rates import LONGEST_AGE_US, Rates
from shared.events import RateV1, TickerV1
from shared.events.values import Venue

SECOND = 1_000_000
NOW = 1_790_000_000 * SECOND


def ticker(venue: Venue, bid: str | None, ask: str | None, at_us: int = NOW) -> TickerV1:
    return TickerV1(
        venue=venue,
        instrument_id=f"USDT-USD.{venue.name}",
        coin_id="tether",
        ts_recv_us=at_us,
        bid_price=None if bid is None else Decimal(bid),
        ask_price=None if ask is None else Decimal(ask),
    )


@pytest.fixture
def rates() -> Rates:
    return Rates({"USDT", "EUR"})


def test_a_dollar_is_a_dollar_and_a_quote_without_a_market_has_no_rate(rates: Rates) -> None:
    one = rates.now("USD", NOW)

    assert one is not None
    assert one.quote_usd == 1
    assert rates.now("USDT", NOW) is None


def test_the_rate_is_the_median_of_the_venues_mids(rates: Rates) -> None:
    for venue, mid in ((Venue.KRAKEN, "0.88"), (Venue.COINBASE, "0.90"), (Venue.BINANCE, "2")):
        rates.on_ticker("USDT", ticker(venue, mid, mid))

    rate = rates.now("USDT", NOW)
    assert rate is not None
    assert rate.quote_usd == Decimal("0.9")


def test_a_mid_older_than_a_minute_does_not_count(rates: Rates) -> None:
    rates.on_ticker("USDT", ticker(Venue.KRAKEN, "1", "1"))

    assert rates.now("USDT", NOW + LONGEST_AGE_US) is not None
    assert rates.now("USDT", NOW + LONGEST_AGE_US + SECOND) is None


@pytest.mark.parametrize(("bid", "ask"), [(None, "1"), ("1", None), ("1.1", "1.0")])
def test_a_one_sided_or_crossed_book_has_no_mid(rates: Rates, bid: str | None, ask: str | None) -> None:
    rates.on_ticker("USDT", ticker(Venue.KRAKEN, bid, ask))

    assert rates.now("USDT", NOW) is None


def test_only_listed_quotes_in_dollars_are_rates_never_a_coin(rates: Rates) -> None:
    assert rates.is_rate("USDT", "USD")
    assert not rates.is_rate("BTC", "USD")
    assert not rates.is_rate("USDT", "EUR")


def test_a_back_filled_trade_gets_the_rate_of_its_own_time(rates: Rates) -> None:
    for seconds, rate in ((0, "0.99"), (120, "0.98"), (60, "0.97")):  # the topic may bring them out of order
        rates.record(RateV1(quote="USDT", quote_usd=Decimal(rate), as_of_us=NOW + seconds * SECOND))

    found = {seconds: rates.at("USDT", NOW + seconds * SECOND) for seconds in (0, 61, 121, 400)}
    assert {seconds: rate and rate.quote_usd for seconds, rate in found.items()} == {
        0: Decimal("0.99"),
        61: Decimal("0.97"),
        121: Decimal("0.98"),
        400: None,
    }


def test_the_current_rates_can_be_published(rates: Rates) -> None:
    rates.on_ticker("USDT", ticker(Venue.KRAKEN, "0.9990", "0.9992"))

    assert rates.current(NOW) == [RateV1(quote="USDT", quote_usd=Decimal("0.9991"), as_of_us=NOW)]
