"""Which report of a venue counts when several ingesters send one."""

from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared.events import VenueReason, VenueState, VenueV1
from shared.events.values import Mode, Venue
from shared.events.venues import FRESH_US, venue_standing, venue_standings

NOW_US = 1_700_000_000_000_000


def report(
    state: VenueState,
    *,
    age_us: int = 0,
    venue: Venue = Venue.KRAKEN,
    ingester: str = "market-ingest",
    reason: VenueReason | None = None,
) -> VenueV1:
    return VenueV1(
        venue=venue,
        ingester=ingester,
        mode=Mode.LIVE,
        state=state,
        since_us=NOW_US - age_us - 1_000,
        as_of_us=NOW_US - age_us,
        reason=reason,
    )


def test_the_only_report_counts_with_its_reason_and_its_start() -> None:
    only = report(VenueState.UNAVAILABLE, reason=VenueReason.GEO_BLOCKED)

    assert venue_standing(Venue.KRAKEN, [only], NOW_US) == (
        Venue.KRAKEN,
        VenueState.UNAVAILABLE,
        VenueReason.GEO_BLOCKED,
        only.since_us,
        only,
        None,
    )


def test_the_newest_trade_or_quote_of_any_ingester_is_the_last_data_of_the_venue() -> None:
    gone, heard = report(VenueState.STALE, age_us=FRESH_US + 1), report(VenueState.CONNECTING, ingester="two")
    gone = msgspec.structs.replace(gone, last_data_at_us=NOW_US - 40)

    assert venue_standing(Venue.KRAKEN, [gone, heard], NOW_US).last_data_us == NOW_US - 40
    newer = msgspec.structs.replace(heard, last_data_at_us=NOW_US - 30)
    assert venue_standing(Venue.KRAKEN, [gone, newer], NOW_US).last_data_us == NOW_US - 30
    assert venue_standing(Venue.KRAKEN, [heard], NOW_US).last_data_us is None


@pytest.mark.parametrize("worse", [state for state in VenueState if state is not VenueState.LIVE])
def test_the_best_fresh_state_counts_although_another_report_is_newer(worse: VenueState) -> None:
    live, newer = report(VenueState.LIVE, age_us=10_000_000), report(worse, ingester="market-ingest-2")

    assert venue_standing(Venue.KRAKEN, [newer, live], NOW_US).newest is live


def test_of_equally_good_reports_the_newest_counts() -> None:
    older, newer = report(VenueState.LIVE, age_us=2_000_000), report(VenueState.LIVE, age_us=1_000_000)

    assert venue_standing(Venue.KRAKEN, [older, newer], NOW_US).newest is newer


def test_a_live_report_that_is_too_old_gives_way_to_a_worse_fresh_one() -> None:
    old, fresh = report(VenueState.LIVE, age_us=FRESH_US + 1), report(VenueState.CONNECTING)

    assert venue_standing(Venue.KRAKEN, [old, fresh], NOW_US).state is VenueState.CONNECTING


@pytest.mark.parametrize(("age_us", "state"), [(FRESH_US, VenueState.LIVE), (FRESH_US + 1, VenueState.STALE)])
def test_a_report_counts_for_fifteen_seconds(age_us: int, state: VenueState) -> None:
    assert venue_standing(Venue.KRAKEN, [report(VenueState.LIVE, age_us=age_us)], NOW_US).state is state


def test_a_venue_without_a_fresh_report_is_down_since_the_last_one() -> None:
    first, last = report(VenueState.LIVE, age_us=60_000_000), report(VenueState.DISABLED, age_us=30_000_000)

    assert venue_standing(Venue.KRAKEN, [last, first], NOW_US) == (
        Venue.KRAKEN,
        VenueState.STALE,
        VenueReason.INGEST_DOWN,
        last.as_of_us,
        last,
        None,
    )


def test_reports_of_other_venues_do_not_count() -> None:
    standing = venue_standing(Venue.KRAKEN, [report(VenueState.LIVE, venue=Venue.COINBASE)], NOW_US)

    assert standing == (Venue.KRAKEN, VenueState.STALE, VenueReason.INGEST_DOWN, None, None, None)


def test_before_the_first_report_every_exchange_is_listed_as_down() -> None:
    standings = venue_standings([], NOW_US)

    assert [standing.venue for standing in standings] == [Venue.BINANCE, Venue.COINBASE, Venue.KRAKEN]
    assert {standing.reason for standing in standings} == {VenueReason.INGEST_DOWN}


def test_after_the_first_report_only_reported_venues_are_listed_once_each() -> None:
    reports = [
        report(VenueState.LIVE, venue=Venue.KRAKEN),
        report(VenueState.STALE, venue=Venue.BINANCE, age_us=FRESH_US * 2),
        report(VenueState.CONNECTING, venue=Venue.KRAKEN, ingester="market-ingest-2"),
    ]

    standings = venue_standings(reports, NOW_US)

    assert [(standing.venue, standing.state) for standing in standings] == [
        (Venue.BINANCE, VenueState.STALE),
        (Venue.KRAKEN, VenueState.LIVE),
    ]


REPORTS = st.builds(
    lambda state, age_us: report(state, age_us=age_us), st.sampled_from(VenueState), st.integers(0, 2 * FRESH_US)
)


def test_of_two_old_reports_of_one_time_the_better_one_is_the_last() -> None:
    good, bad = [report(state, age_us=2 * FRESH_US) for state in (VenueState.LIVE, VenueState.STALE)]

    assert venue_standing(Venue.KRAKEN, [bad, good], NOW_US).newest is good
    assert venue_standing(Venue.KRAKEN, [good, bad], NOW_US).newest is good


@given(st.lists(REPORTS, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_the_reports_does_not_matter(reports: list[VenueV1], random: Random) -> None:
    shuffled = list(reports)
    random.shuffle(shuffled)

    assert venue_standing(Venue.KRAKEN, reports, NOW_US) == venue_standing(Venue.KRAKEN, shuffled, NOW_US)
