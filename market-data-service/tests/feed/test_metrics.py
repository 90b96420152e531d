"""What an operator's alerts are made from: a venue's state, its holes, and how often it is connected to again."""

from market_data.feed.publisher import Publisher
from market_data.feed.rates import Rates
from market_data.feed.resume.sequence import MissingIds, TradeGap
from market_data.feed.venue_status import VenueStatus
from prometheus_client import REGISTRY
from shared.events import GapState, VenueReason, VenueState
from shared.events.values import Instrument, Mode, Venue
from shared.kafka import Producer


def metric(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


def make_status(venue: Venue) -> VenueStatus:
    return VenueStatus(venue, "test", Mode.LIVE, Producer("nowhere:1", client_id="test"))


def states(venue: str) -> dict[str, float | None]:
    return {state.value: metric("venue_state", venue=venue, state=state) for state in VenueState}


def test_exactly_the_state_that_a_venue_is_in_is_one() -> None:
    status = make_status(Venue.KRAKEN)
    assert states("kraken") == {"live": 0, "stale": 0, "connecting": 1, "unavailable": 0, "disabled": 0}

    status.turn(VenueState.UNAVAILABLE, VenueReason.GEO_BLOCKED)

    assert states("kraken") == {"live": 0, "stale": 0, "connecting": 0, "unavailable": 1, "disabled": 0}


def test_open_holes_are_shown_as_they_are() -> None:
    status = make_status(Venue.KRAKEN)
    status.open_gaps = 3

    assert metric("market_open_gaps", venue="kraken") == 3


def test_every_reconnect_counts_under_its_reason_which_begins_at_zero() -> None:
    status = make_status(Venue.COINBASE)
    before = metric("market_reconnects_total", venue="coinbase", reason="rate_limited")
    assert before is not None

    status.will_connect_again(5, VenueReason.RATE_LIMITED)

    assert metric("market_reconnects_total", venue="coinbase", reason="rate_limited") == before + 1
    assert status.attempt == 1
    assert status.next_attempt_at_us is not None


def test_a_connection_that_was_silent_is_told_from_one_that_broke() -> None:
    status = make_status(Venue.KRAKEN)
    assert status.why_away is VenueReason.CONNECTION_LOST

    status.turn(VenueState.STALE, VenueReason.NO_DATA)

    assert status.why_away is VenueReason.NO_DATA


def test_a_hole_counts_when_it_opens_and_when_it_can_not_be_filled_and_not_when_it_closes() -> None:
    publisher = Publisher(Producer("nowhere:1", client_id="test"), Rates(()))
    one = Instrument(venue=Venue.BINANCE, base="BTC", quote="USDT", coin_id="bitcoin", native="BTCUSDT")

    def counts() -> tuple[float, float]:
        opened = metric("market_gaps_opened_total", venue="binance", reason="socket") or 0
        return opened, metric("market_gaps_unfillable_total", venue="binance") or 0

    opened, unfillable = counts()
    publisher.publish_gap(one, TradeGap(first_id=5, start_us=1), GapState.OPEN, reason="socket")
    publisher.publish_gap(one, TradeGap(first_id=5, start_us=1), GapState.CLOSED, reason="2 trades fetched by id")
    assert counts() == (opened + 1, unfillable)

    publisher.publish_unfillable(one, MissingIds(7, 9, 1, 2))
    assert counts() == (opened + 1, unfillable + 1)
