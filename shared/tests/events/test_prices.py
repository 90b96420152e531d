"""A published price as it is shown later: what its age makes stale, and with which reason."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared.events import PriceReason, PriceV1, VenueQuote
from shared.events.prices import STALE_AFTER_US, UNVOUCHED, aged
from shared.events.values import Venue

MADE_US = 1_700_000_000_000_000


def quote(venue: Venue = Venue.KRAKEN, *, age_us: int = 0, included: bool = True) -> VenueQuote:
    return VenueQuote(
        venue=venue,
        instrument_id=f"BTC-USD.{venue.name}",
        price=Decimal(100),
        weight=Decimal("0.5"),
        as_of_us=MADE_US - age_us,
        included=included,
        reason=None if included else PriceReason.OUTLIER,
    )


def price(
    *quotes: VenueQuote,
    age_us: int | None = 0,
    value: str | None = "100",
    stale: bool = False,
    reason: PriceReason | None = None,
) -> PriceV1:
    return PriceV1(
        coin_id="bitcoin",
        made_us=MADE_US,
        price=None if value is None else Decimal(value),
        as_of_us=None if age_us is None else MADE_US - age_us,
        stale=stale,
        reason=reason,
        venues=quotes,
    )


def test_a_fresh_price_is_shown_as_it_was_published() -> None:
    published = price(quote(), quote(Venue.COINBASE, included=False))

    assert aged(published, MADE_US) == published


@pytest.mark.parametrize(
    ("later_us", "stale", "reason"),
    [
        (STALE_AFTER_US, False, None),
        (STALE_AFTER_US + 1, True, "venue_stale"),
        (-300_000_000, True, "venue_stale"),  # the clock was set back
    ],
)
def test_a_price_that_nobody_makes_anew_is_stale_after_fifteen_seconds(
    later_us: int, stale: bool, reason: PriceReason | None
) -> None:
    shown = aged(price(quote()), MADE_US + later_us)

    assert (shown.stale, shown.quiet, shown.reason) == (stale, False, reason)
    assert shown.price == Decimal(100)


def test_without_a_trade_for_fifteen_seconds_what_is_vouched_for_is_quiet_and_counts() -> None:
    silent, fresh = quote(age_us=STALE_AFTER_US + 1), quote(Venue.COINBASE)

    shown = aged(price(silent, fresh), MADE_US)

    assert [(one.included, one.quiet, one.reason) for one in shown.venues] == [(True, True, None), (True, False, None)]
    assert (shown.stale, shown.quiet) == (False, False)


def test_a_price_all_of_whose_instruments_are_quiet_is_quiet_and_not_stale() -> None:
    shown = aged(price(quote(age_us=20 * STALE_AFTER_US), age_us=20 * STALE_AFTER_US), MADE_US)

    assert (shown.stale, shown.quiet, shown.reason) == (False, True, None)


def test_quiet_turns_into_stale_once_the_price_is_not_made_anew() -> None:
    made = price(quote(age_us=20 * STALE_AFTER_US), age_us=20 * STALE_AFTER_US)

    shown = aged(aged(made, MADE_US), MADE_US + STALE_AFTER_US + 1)

    assert (shown.stale, shown.quiet, shown.reason) == (True, False, "venue_stale")
    line = shown.venues[0]
    assert (line.included, line.weight, line.quiet, line.reason) == (False, None, False, "venue_stale")


@pytest.mark.parametrize("reason", sorted(UNVOUCHED))
def test_what_no_connection_vouches_for_is_not_quiet(reason: PriceReason) -> None:
    silent = msgspec.structs.replace(quote(age_us=STALE_AFTER_US + 1, included=False), reason=reason)

    assert not aged(price(silent, quote(Venue.COINBASE)), MADE_US).venues[0].quiet


def test_a_price_none_of_whose_quotes_is_left_is_stale_although_it_is_fresh_itself() -> None:
    shown = aged(price(quote(included=False), quote(Venue.COINBASE, included=False)), MADE_US)

    assert (shown.stale, shown.reason) == (True, "venue_stale")


def test_the_volume_names_what_is_old_in_it_and_what_it_lacks() -> None:
    def part(venue: Venue, reason: PriceReason | None, volume: int | None, age_us: int = 0) -> VenueQuote:
        at_us = None if volume is None else MADE_US - age_us
        known = None if volume is None else Decimal(volume)
        return msgspec.structs.replace(
            quote(venue, included=reason is None), reason=reason, volume_24h=known, volume_as_of_us=at_us
        )

    shown = price(
        part(Venue.BINANCE, PriceReason.VENUE_STALE, 300, age_us=70),
        part(Venue.COINBASE, None, 100, age_us=900),
        part(Venue.KRAKEN, PriceReason.REFUSED, None),
    )

    assert (shown.volume_stale, shown.volume_missing) == ((Venue.BINANCE,), (Venue.KRAKEN,))
    assert shown.volume_as_of_us == MADE_US - 70
    assert price(part(Venue.KRAKEN, None, 1, age_us=5), part(Venue.COINBASE, None, 1)).volume_as_of_us == MADE_US - 5
    assert price(part(Venue.KRAKEN, PriceReason.NOT_LISTED, None)).volume_missing == ()


def test_a_quote_that_was_left_out_before_keeps_its_reason() -> None:
    outlier = quote(included=False)

    assert aged(price(outlier, quote(Venue.COINBASE)), MADE_US + 10 * STALE_AFTER_US).venues[0] == outlier


def test_a_quote_without_a_time_is_too_old() -> None:
    undated = VenueQuote(venue=Venue.KRAKEN, instrument_id="BTC-USD.KRAKEN", included=True)

    assert not aged(price(undated), MADE_US).venues[0].included


@pytest.mark.parametrize("later_us", [0, 10 * STALE_AFTER_US])
@pytest.mark.parametrize("reason", [PriceReason.NO_RATE, PriceReason.VENUES_DISAGREE])
def test_the_reason_that_a_price_was_published_with_stays(later_us: int, reason: PriceReason) -> None:
    assert aged(price(quote(), reason=reason), MADE_US + later_us).reason == reason


def test_where_there_never_was_a_price_the_reason_is_no_data() -> None:
    shown = aged(price(value=None, age_us=None), MADE_US)

    assert (shown.stale, shown.reason) == (True, "no_data")


def test_a_price_that_was_published_as_stale_stays_stale_and_gets_a_reason() -> None:
    shown = aged(price(quote(), stale=True), MADE_US)

    assert (shown.stale, shown.reason) == (True, "venue_stale")


def test_the_limit_is_the_callers() -> None:
    assert aged(price(quote()), MADE_US + 2, stale_after_us=1).stale


@given(st.integers(0, 3 * STALE_AFTER_US), st.integers(0, 3 * STALE_AFTER_US))
def test_ageing_in_two_steps_gives_what_ageing_at_once_gives(first_us: int, second_us: int) -> None:
    published = price(quote(), quote(Venue.COINBASE, age_us=STALE_AFTER_US // 2), quote(Venue.BINANCE, included=False))
    earlier, later = sorted((first_us, second_us))

    assert aged(aged(published, MADE_US + earlier), MADE_US + later) == aged(published, MADE_US + later)
