"""While a venue's connection delivers, the quiet books of its rate instruments still stand."""

import pytest
from market_data.domain.catalogue import Catalogue
from market_data.feed.publisher import Publisher
from market_data.feed.rates import LONGEST_AGE_US, Rates
from market_data.feed.resume.twins import Twins
from market_data.feed.venue_feed import VenueFeed
from market_data.settings import IngestSettings
from shared.clock import now_us
from shared.data.engine import make_engine
from shared.events import Feed, VenueReason, VenueState
from shared.events.values import Instrument, Mode, Venue
from shared.kafka import Producer

from .test_rates import ticker

USDT = Instrument(venue=Venue.KRAKEN, base="USDT", quote="USD", coin_id="tether", native="USDT/USD")


@pytest.mark.parametrize(
    ("state", "fault", "stands"),
    [
        (VenueState.LIVE, None, True),
        (VenueState.LIVE, "unanswered", False),
        (VenueState.LIVE, "refused", False),
        (VenueState.LIVE, "halted", False),
        (VenueState.STALE, None, False),
    ],
)
async def test_a_live_connection_vouches_for_what_it_follows(
    state: VenueState, fault: str | None, stands: bool
) -> None:
    rates, producer = Rates({"USDT"}), Producer("nowhere:1", client_id="test")
    settings = IngestSettings(mode=Mode.SIMULATED, simulator_url="http://127.0.0.1:1")
    catalogue, engine = Catalogue(coins=()), make_engine(settings, role="market_data")
    feed = VenueFeed(
        Venue.KRAKEN, settings, producer, Publisher(producer, rates), rates, catalogue, engine, Twins("test")
    )
    feed._instruments.by_native = {USDT.native: USDT}
    following = feed._instruments.following
    following.on_listing({USDT.native: True}, now_us())
    if fault != "unanswered":
        following.on_accepted([USDT.native], 0)
    if fault == "refused":
        following.on_refused([USDT.native])
    if fault == "halted":
        following.on_listing({USDT.native: False}, now_us())
    quoted_us = now_us() - LONGEST_AGE_US - 1_000_000
    rates.on_book("USDT", ticker(Venue.KRAKEN, "0.9997", "0.9998", quoted_us))
    feed._status.turn(state, None if state is VenueState.LIVE else VenueReason.NO_DATA)

    feed.tick(Feed.CONTINUOUS)

    assert (rates.now("USDT", now_us()) is not None) is stands
    await feed.close()
    await engine.dispose()
