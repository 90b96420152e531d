"""A quote's USD rate is the median of narrow books that stand now; without one there is no rate."""

from decimal import Decimal

import pytest
from market_data.feed.rates import LONGEST_AGE_US, Rates
from shared.events import RateV1, TickerV1
from shared.events.values import Instrument, Venue

SECOND = 1_000_000
NOW = 1_790_000_000 * SECOND


def instrument(base: str, quote: str) -> Instrument:
    return Instrument(venue=Venue.KRAKEN, base=base, quote=quote, coin_id=base.lower(), native=f"{base}/{quote}")


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
        rates.on_book("USDT", ticker(venue, mid, mid))

    rate = rates.now("USDT", NOW)
    assert rate is not None
    assert rate.quote_usd == Decimal("0.9")


def test_a_mid_older_than_a_minute_does_not_count(rates: Rates) -> None:
    rates.on_book("USDT", ticker(Venue.KRAKEN, "1", "1"))

    assert rates.now("USDT", NOW + LONGEST_AGE_US) is not None
    assert rates.now("USDT", NOW + LONGEST_AGE_US + SECOND) is None


@pytest.mark.parametrize(("bid", "ask"), [(None, "1"), ("1", None), ("1.1", "1.0")])
def test_a_one_sided_or_crossed_book_has_no_mid(rates: Rates, bid: str | None, ask: str | None) -> None:
    rates.on_book("USDT", ticker(Venue.KRAKEN, bid, ask))

    assert rates.now("USDT", NOW) is None


def test_only_listed_quotes_in_dollars_are_rates_never_a_coin(rates: Rates) -> None:
    assert rates.is_rate(instrument("USDT", "USD"))
    assert not rates.is_rate(instrument("BTC", "USD"))
    assert not rates.is_rate(instrument("USDT", "EUR"))


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
    rates.on_book("USDT", ticker(Venue.KRAKEN, "0.9990", "0.9992"))

    assert rates.current(NOW + SECOND) == [
        RateV1(quote="USDT", quote_usd=Decimal("0.9991"), as_of_us=NOW, made_us=NOW + SECOND)
    ]


@pytest.mark.parametrize(
    ("bid", "ask", "mid"), [("0.01", "1.00", None), ("0.99", "1.0001", None), ("0.99", "0.9999", "0.99495")]
)
def test_a_book_more_than_one_per_cent_wide_says_nothing(rates: Rates, bid: str, ask: str, mid: str | None) -> None:
    rates.on_book("USDT", ticker(Venue.COINBASE, bid, ask))

    found = rates.now("USDT", NOW)
    assert (found and found.quote_usd) == (None if mid is None else Decimal(mid))


def test_one_wide_book_does_not_move_the_rate_of_the_other(rates: Rates) -> None:
    """Case 10: the mean of the two would be 0.877."""
    rates.on_book("USDT", ticker(Venue.KRAKEN, "0.9997", "0.9998"))
    rates.on_book("USDT", ticker(Venue.COINBASE, "0.5100", "1.0000"))

    found = rates.now("USDT", NOW)
    assert (found and (found.quote_usd, found.reason)) == (Decimal("0.99975"), None)


def test_of_two_rates_that_disagree_the_narrower_book_s_holds_and_that_is_said(rates: Rates) -> None:
    rates.on_book("USDT", ticker(Venue.KRAKEN, "0.9900", "0.9902"))
    rates.on_book("USDT", ticker(Venue.COINBASE, "0.9950", "1.0040"))
    assert [rate.reason for rate in rates.current(NOW)] == [None]

    rates.on_book("USDT", ticker(Venue.COINBASE, "0.9980", "1.0040"))

    assert [(rate.quote_usd, rate.reason) for rate in rates.current(NOW)] == [(Decimal("0.9901"), "rates_disagree")]


def test_a_quiet_book_stands_while_its_connection_vouches_for_it(rates: Rates) -> None:
    """Case 09: a stablecoin pair without a trade or a move for ten minutes."""
    rates.on_book("USDT", ticker(Venue.KRAKEN, "0.9997", "0.9998"))
    later = NOW + 600 * SECOND
    assert rates.now("USDT", later) is None

    rates.vouch(Venue.KRAKEN, ["USDT"], later)

    found = rates.now("USDT", later + SECOND)
    assert (found and found.as_of_us) == NOW
    assert rates.now("USDT", later + LONGEST_AGE_US + SECOND) is None


@pytest.mark.parametrize(("bid", "ask"), [("0.975", "0.987"), ("0.9999", "0.9998"), (None, "0.9998")])
def test_a_book_that_turned_wide_crossed_or_one_sided_ends_the_rate_and_is_not_vouched_for(
    rates: Rates, bid: str | None, ask: str
) -> None:
    rates.on_book("USDT", ticker(Venue.KRAKEN, "0.9997", "0.9998"))
    for at in (20, 21):
        rates.on_book("USDT", ticker(Venue.KRAKEN, bid, ask, NOW + at * SECOND))
    rates.vouch(Venue.KRAKEN, ["USDT"], NOW + 22 * SECOND)

    assert rates.now("USDT", NOW + 21 * SECOND) is not None
    assert rates.now("USDT", NOW + 22 * SECOND) is None


def test_a_book_that_is_not_usable_for_a_moment_ends_nothing(rates: Rates) -> None:
    rates.on_book("USDT", ticker(Venue.KRAKEN, "0.9997", "0.9998"))
    rates.on_book("USDT", ticker(Venue.KRAKEN, "0.9999", "0.9998", NOW + SECOND))
    rates.on_book("USDT", ticker(Venue.KRAKEN, "0.9996", "0.9998", NOW + 2 * SECOND))

    assert rates.now("USDT", NOW + 30 * SECOND) is not None


def test_a_book_that_has_not_moved_for_a_quarter_of_an_hour_counts_only_alone(rates: Rates) -> None:
    later = NOW + 901 * SECOND
    rates.on_book("USDT", ticker(Venue.KRAKEN, "0.9997", "0.9997"))
    rates.vouch(Venue.KRAKEN, ["USDT"], later)
    alone = rates.now("USDT", later)
    rates.on_book("USDT", ticker(Venue.COINBASE, "0.9950", "0.9950", later))

    both = rates.now("USDT", later + SECOND)
    assert [rate and rate.quote_usd for rate in (alone, both)] == [Decimal("0.9997"), Decimal("0.995")]


def test_a_back_filled_trade_gets_a_rate_that_held_without_moving(rates: Rates) -> None:
    rates.record(RateV1(quote="USDT", quote_usd=Decimal("0.99"), as_of_us=NOW, made_us=NOW + 600 * SECOND))

    found = rates.at("USDT", NOW + 610 * SECOND)
    assert (found and found.quote_usd) == Decimal("0.99")
