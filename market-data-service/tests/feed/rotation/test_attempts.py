"""Attempts to connect: as many as there are at once, then no more than over time."""

import asyncio

import pytest
from market_data.feed.rotation.attempts import Attempts
from market_data.venues.adapters import ADAPTERS
from shared.events.values import Venue

LIMITS = {Venue.BINANCE: (300, 5), Venue.KRAKEN: (150, 10), Venue.COINBASE: (8 * 60, 1)}
"""Connections that a venue allows one address, and in how many minutes."""
INGESTERS = 2


async def test_an_attempt_beyond_the_bucket_waits_for_the_next_token() -> None:
    attempts = Attempts(Venue.BINANCE, 2, per_minute=600)
    await attempts.take()
    await attempts.take()
    loop = asyncio.get_running_loop()
    began = loop.time()

    await attempts.take()

    assert loop.time() - began > 0.09


@pytest.mark.parametrize("venue", LIMITS)
def test_two_ingesters_at_one_address_stay_within_the_venues_limit(venue: Venue) -> None:
    adapter, (most, minutes) = ADAPTERS[venue], LIMITS[venue]

    assert INGESTERS * (adapter.connections_at_once + minutes * adapter.connections_per_minute) <= most
