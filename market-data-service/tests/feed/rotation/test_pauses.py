"""How long a connection waits for its successor to be tried again."""

from market_data.feed.rotation.next_link import NextIsEndingError
from market_data.feed.rotation.rotation import pause_after
from market_data.venues.types import RateLimitedError, VenueAwayError
from shared.data.retry import Backoff


def test_a_shutdown_that_is_announced_to_both_is_answered_at_once_the_first_time_only() -> None:
    backoff = Backoff(first=1, cap=60)
    error = NextIsEndingError("the venue will close the next connection, too")

    first, *others = [pause_after(error, backoff) for _ in range(5)]

    assert first == 0
    assert all(0.5 <= pause <= 60 for pause in others)


def test_an_ending_after_another_failure_waits() -> None:
    backoff = Backoff(first=1, cap=60)

    assert pause_after(VenueAwayError("refused"), backoff) >= 0.5
    assert pause_after(NextIsEndingError("closing"), backoff) >= 0.5


def test_a_rate_limit_is_waited_for() -> None:
    assert pause_after(RateLimitedError(90), Backoff(first=1, cap=60)) >= 90
