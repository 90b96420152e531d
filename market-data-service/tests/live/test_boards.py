from typing import Any

from market_data.live.boards import NO_REPORT, Exclusion, PriceBoard, RecorderBoard, VenueBoard
from shared.events import Feed, PriceV1, RecorderV1, VenueReason, VenueState, VenueV1
from shared.events.values import Mode, Venue

SECOND = 1_000_000
NOW = 1_780_000_000 * SECOND


def state(venue: Venue = Venue.KRAKEN, *, ingester: str = "one", age: float = 0, **facts: Any) -> VenueV1:
    known: dict[str, Any] = {"state": VenueState.LIVE, "since_us": NOW - 60 * SECOND, **facts}
    return VenueV1(venue=venue, ingester=ingester, mode=Mode.LIVE, as_of_us=NOW - int(age * SECOND), **known)


def board(*states: VenueV1) -> VenueBoard:
    venues = VenueBoard()
    for one in states:
        venues.put(one)
    return venues


def test_before_any_ingester_was_heard_every_venue_is_ingest_down() -> None:
    standings = VenueBoard().standings(NOW)

    assert [standing.venue for standing in standings] == [Venue.BINANCE, Venue.COINBASE, Venue.KRAKEN]
    assert {standing.reason for standing in standings} == {VenueReason.INGEST_DOWN}


def test_of_two_ingesters_the_better_state_counts() -> None:
    venues = board(
        state(ingester="one", state=VenueState.CONNECTING), state(ingester="two", state=VenueState.LIVE, age=4)
    )

    assert venues.standing(Venue.KRAKEN, NOW).state is VenueState.LIVE


def test_a_state_older_than_fifteen_seconds_does_not_count() -> None:
    venues = board(
        state(ingester="one", state=VenueState.CONNECTING), state(ingester="two", state=VenueState.LIVE, age=15.1)
    )

    assert venues.standing(Venue.KRAKEN, NOW).state is VenueState.CONNECTING


def test_a_venue_that_no_ingester_tells_of_any_more_is_ingest_down_since_it_was_heard_last() -> None:
    standing = board(state(age=16)).standing(Venue.KRAKEN, NOW)

    assert (standing.state, standing.reason) == (VenueState.STALE, VenueReason.INGEST_DOWN)
    assert standing.since_us == NOW - 16 * SECOND


def test_an_older_state_does_not_replace_a_newer_one() -> None:
    venues = board(state(age=1, state=VenueState.LIVE), state(age=3, state=VenueState.STALE))

    assert venues.standing(Venue.KRAKEN, NOW).state is VenueState.LIVE


def test_bars_keep_out_what_a_venue_cannot_give() -> None:
    exclusions = board(
        state(
            Venue.KRAKEN,
            not_listed=("XYZ-USD.KRAKEN",),
            halted=("TON-USD.KRAKEN",),
            refused=("SHIB-USD.KRAKEN",),
            unanswered=("ETH-USD.KRAKEN",),
        ),
        state(Venue.BINANCE, state=VenueState.UNAVAILABLE, reason=VenueReason.GEO_BLOCKED),
        state(Venue.COINBASE, state=VenueState.CONNECTING, reason=VenueReason.CONNECTION_LOST),
    ).exclusions(NOW)

    assert exclusions[Venue.KRAKEN].reason_for("BTC-USD.KRAKEN") is None
    assert exclusions[Venue.KRAKEN].reason_for("XYZ-USD.KRAKEN") == "not_listed"
    assert exclusions[Venue.KRAKEN].reason_for("TON-USD.KRAKEN") == "halted"
    assert exclusions[Venue.KRAKEN].reason_for("SHIB-USD.KRAKEN") == "refused"
    assert exclusions[Venue.KRAKEN].reason_for("ETH-USD.KRAKEN") == "venue_stale"
    assert exclusions[Venue.BINANCE].reason_for("BTC-USDT.BINANCE") == "geo_blocked"
    assert exclusions[Venue.COINBASE].reason_for("BTC-USD.COINBASE") == "venue_stale"
    assert isinstance(NO_REPORT, Exclusion)
    assert NO_REPORT.reason_for("BTC-USD.KRAKEN") == "venue_stale"


def test_what_is_halted_refused_or_unanswered_is_told_apart() -> None:
    facts: dict[str, Any] = {"halted": ("A-USD.KRAKEN",), "refused": ("B-USD.KRAKEN",), "unanswered": ("C-USD.KRAKEN",)}
    live = board(state(**facts)).exclusions(NOW)[Venue.KRAKEN]
    lost = board(state(state=VenueState.STALE, **facts)).exclusions(NOW)[Venue.KRAKEN]

    ids = [f"{base}-USD.KRAKEN" for base in "ABCD"]
    assert [live.reason_for(id_) for id_ in ids] == ["halted", "refused", "venue_stale", None]
    assert {lost.reason_for(id_) for id_ in ids} == {"venue_stale"}


def test_an_instrument_that_one_of_two_ingesters_follows_is_vouched_for() -> None:
    both = board(state(refused=("A-USD.KRAKEN", "B-USD.KRAKEN")), state(ingester="two", refused=("B-USD.KRAKEN",)))

    exclusion = both.exclusions(NOW)[Venue.KRAKEN]
    assert (exclusion.reason_for("A-USD.KRAKEN"), exclusion.reason_for("B-USD.KRAKEN")) == (None, "refused")


def test_the_feed_is_what_the_liveliest_ingester_says() -> None:
    assert board(state(feed=Feed.FINISHED), state(Venue.BINANCE, feed=Feed.PLAYING)).feed(NOW) is Feed.PLAYING
    assert board(state(feed=Feed.FINISHED), state(Venue.BINANCE, feed=Feed.FINISHED)).feed(NOW) is Feed.FINISHED
    assert VenueBoard().feed(NOW) is None


def test_a_feed_that_was_said_long_ago_still_is_what_was_said_last() -> None:
    assert board(state(feed=Feed.FINISHED, age=600)).feed(NOW) is Feed.FINISHED


def test_a_price_made_earlier_does_not_replace_a_later_one() -> None:
    prices = PriceBoard()
    prices.put(PriceV1(coin_id="bitcoin", made_us=2))
    prices.put(PriceV1(coin_id="bitcoin", made_us=1))

    found = prices.get("bitcoin")

    assert found is not None
    assert found.made_us == 2
    assert "bitcoin" in prices
    assert prices.get("ether") is None


def report(at: float, stored: int, *, started: float = 0, recorder: str = "one", **facts: Any) -> RecorderV1:
    times = {"started_us": NOW + int(started * SECOND), "as_of_us": NOW + int(at * SECOND)}
    return RecorderV1(recorder=recorder, mode=Mode.LIVE, stored=stored, **times, **facts)


def test_the_newest_event_stays_known_while_a_restarted_recorder_has_read_nothing() -> None:
    recorders = RecorderBoard()
    recorders.put(report(1, 0, newest_event_us=7))
    recorders.put(report(6, 0, started=5))

    assert recorders.newest_event_us == 7


def test_recorders_that_reported_within_fifteen_seconds_count_else_all() -> None:
    recorders = RecorderBoard()
    recorders.put(report(0, 1))
    recorders.put(report(10, 1, recorder="two"))

    assert [state.recorder for state in recorders.latest(NOW + 16 * SECOND)] == ["two"]
    assert [state.recorder for state in recorders.latest(NOW + 60 * SECOND)] == ["one", "two"]
