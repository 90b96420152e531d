"""Of a hole that another ingester has followed through nothing is published; of any other everything is."""

import pytest
from market_data.feed.publisher import SOCKET, Publisher
from market_data.feed.rates import Rates
from market_data.feed.resume.sequence import TradeGap
from market_data.feed.resume.twins import Twins
from shared.clock import now_us
from shared.events import GapState, VenueReason, VenueState, VenueV1
from shared.events.values import Instrument, Mode, Venue
from shared.kafka import Producer
from shared.kafka.topics import GAPS

ONE = Instrument(venue=Venue.KRAKEN, base="ADA", quote="USD", coin_id="cardano", native="ADA/USD")
LOST = "connection lost"


class Pair:
    """An ingester's publisher, whose producer does not run, and what the other ingester reports to it."""

    def __init__(self) -> None:
        self.producer = Producer("nowhere:1", client_id="test")
        self.twins = Twins("one")
        self.publisher = Publisher(self.producer, Rates(()), self.twins)
        self.started_us = self.began_us = now_us() - 3_000_000

    def hears(
        self, ago_s: float = 0, *, ingester: str = "two", started_us: int | None = None, **changes: object
    ) -> None:
        report: dict[str, object] = {
            "venue": Venue.KRAKEN,
            "ingester": ingester,
            "mode": Mode.LIVE,
            "state": VenueState.LIVE,
            "since_us": 0,
            "as_of_us": now_us() - int(ago_s * 1e6),
            "resumed": True,
            "started_us": started_us or self.started_us,
        }
        self.twins.put(VenueV1(**(report | changes)))  # type: ignore[arg-type]

    def gap(self, number: int, state: GapState, *, reason: str = LOST, ago_s: float = 0) -> None:
        gap = TradeGap(first_id=number, start_us=now_us() - int(ago_s * 1e6))
        self.publisher.publish_gap(ONE, gap, state, reason=reason)

    @property
    def published(self) -> int:
        return self.producer.pending_of(GAPS)


def test_a_hole_that_another_ingester_follows_through_is_not_published() -> None:
    pair = Pair()
    pair.hears(ago_s=2)
    pair.hears()

    pair.gap(5, GapState.OPEN)
    pair.publisher.publish_uncovered()
    pair.gap(5, GapState.CLOSED, reason="2 trades fetched by id")

    assert pair.published == 0


@pytest.mark.parametrize(
    "report",
    [
        {"state": VenueState.STALE, "reason": VenueReason.CONNECTION_LOST},
        {"resumed": False},
        {"open_gaps": 1},
        {"refused": ("ADA-USD.KRAKEN",)},
        {"venue": Venue.COINBASE},
        {"ingester": "one"},
        {"ago_s": 6},
    ],
    ids="-".join,
)
def test_a_hole_that_no_other_ingester_follows_through_is_published(report: dict[str, object]) -> None:
    pair = Pair()
    pair.hears(**report)  # type: ignore[arg-type]

    pair.gap(5, GapState.OPEN)
    pair.gap(5, GapState.CLOSED, reason="2 trades fetched by id")

    assert pair.published == 2


def test_a_hole_that_began_before_the_other_ingester_followed_is_published() -> None:
    pair = Pair()
    pair.hears(ago_s=1)
    pair.hears()

    pair.gap(5, GapState.OPEN, ago_s=2)

    assert pair.published == 1


@pytest.mark.parametrize("broken", [{"resumed": False}, {"started_us": 17}], ids=["a hole of its own", "a restart"])
def test_an_ingester_that_has_had_a_break_itself_speaks_only_for_the_time_after_it(broken: dict[str, object]) -> None:
    pair = Pair()
    pair.hears(ago_s=3)
    pair.hears(ago_s=1, **broken)  # type: ignore[arg-type]
    pair.hears(ago_s=0.5, started_us=17)

    pair.gap(5, GapState.OPEN, ago_s=2)

    assert pair.published == 1


def test_an_open_hole_is_published_once_the_other_ingester_fails_too() -> None:
    pair = Pair()
    pair.hears(ago_s=1)
    pair.gap(5, GapState.OPEN)
    assert pair.published == 0

    pair.hears(state=VenueState.STALE, reason=VenueReason.NO_DATA)
    pair.publisher.publish_uncovered()
    pair.publisher.publish_uncovered()
    assert pair.published == 1

    pair.gap(5, GapState.CLOSED, reason="2 trades fetched by id")
    assert pair.published == 2


def test_an_id_that_the_socket_left_out_is_published_since_the_others_may_lack_it_too() -> None:
    pair = Pair()
    pair.hears(ago_s=1)

    pair.gap(5, GapState.OPEN, reason=SOCKET)
    pair.gap(5, GapState.CLOSED, reason="1 trades fetched by id")

    assert pair.published == 2


def test_an_ingester_that_reports_no_more_is_gone_once() -> None:
    pair = Pair()
    pair.hears(ago_s=20)  # gone before this process began: its gaps are read at the start
    assert pair.twins.take_gone(Venue.KRAKEN) == []

    pair.hears(ago_s=14.95)
    pair.hears(ingester="three")
    gone: list[str] = []
    while not gone:
        gone = pair.twins.take_gone(Venue.KRAKEN)
    assert (gone, pair.twins.take_gone(Venue.KRAKEN)) == (["two"], [])
