from decimal import Decimal

from market_data.api.coins.market_volume import volume_parts
from shared.events import PriceReason, PriceV1, VenueQuote
from shared.events.values import Venue


def part(venue: Venue, volume: int | None, *, at_us: int = 100, reason: PriceReason | None = None) -> VenueQuote:
    known = None if volume is None else Decimal(volume)
    return VenueQuote(
        venue=venue,
        instrument_id=f"BTC-USD.{venue.upper()}",
        volume_24h=known,
        volume_as_of_us=None if volume is None else at_us,
        reason=reason,
    )


def coin(*venues: VenueQuote) -> PriceV1:
    return PriceV1(coin_id="bitcoin", made_us=1, venues=venues)


def test_one_refused_market_does_not_take_the_whole_exchange_out_of_the_volume() -> None:
    found = volume_parts(
        [
            coin(part(Venue.COINBASE, 5), part(Venue.KRAKEN, 3)),
            coin(part(Venue.COINBASE, None, reason=PriceReason.REFUSED), part(Venue.KRAKEN, 2)),
            coin(part(Venue.COINBASE, None, reason=PriceReason.NOT_LISTED)),
        ]
    )

    assert (found.missing, found.missing_markets) == ((), 1)


def test_an_exchange_is_missing_when_nothing_of_it_is_known() -> None:
    lost = part(Venue.COINBASE, None)
    found = volume_parts([coin(lost, part(Venue.KRAKEN, 3)), coin(lost, part(Venue.KRAKEN, 3))])

    assert (found.missing, found.missing_markets) == ((Venue.COINBASE,), 0)


def test_one_halted_market_does_not_make_its_exchange_silent() -> None:
    halted = part(Venue.KRAKEN, 2, at_us=50, reason=PriceReason.HALTED)
    found = volume_parts([coin(part(Venue.KRAKEN, 3, at_us=10)), coin(halted, part(Venue.COINBASE, 1))])

    assert (found.stale, found.stale_markets) == ((), 1)
    assert found.as_of_us == 50


def test_the_age_is_that_of_the_silent_exchange_though_a_live_part_is_older() -> None:
    silent = part(Venue.COINBASE, 3, at_us=70, reason=PriceReason.VENUE_STALE)
    found = volume_parts([coin(silent, part(Venue.KRAKEN, 3, at_us=10)), coin(silent)])

    assert (found.stale, found.stale_markets, found.as_of_us) == ((Venue.COINBASE,), 0, 70)


def test_the_age_of_a_volume_without_an_old_part_is_that_of_the_oldest() -> None:
    assert volume_parts([coin(part(Venue.KRAKEN, 3, at_us=10), part(Venue.COINBASE, 3))]).as_of_us == 10
    assert volume_parts([coin(part(Venue.KRAKEN, None))]).as_of_us is None
