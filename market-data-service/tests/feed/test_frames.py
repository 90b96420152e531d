"""What a venue answers or repeats is no garbage: not counted as unparsed, no dead letter, no unknown protocol."""

import json

import pytest
from market_data.feed.frames import FrameReader
from market_data.feed.publisher import Publisher
from market_data.feed.rates import Rates
from market_data.feed.venue_status import VenueStatus
from market_data.venues.adapters import ADAPTERS
from market_data.venues.bounds import TimeWindow
from market_data.venues.types import Acknowledged, RefusedRequest
from shared.clock import now_us, rfc3339
from shared.events import TradeV1
from shared.events.values import Instrument, Mode, Venue
from shared.kafka import Producer
from shared.kafka.topics import FRAMES_DLQ

MANY = 25
"""More than it takes for a venue to count as one of another protocol, or a clock as wrong."""
TEN_DAYS_US = 10 * 86_400_000_000
NATIVES = {Venue.BINANCE: "BTCUSDT", Venue.COINBASE: "BTC-USD", Venue.KRAKEN: "BTC/USD"}
REFUSALS = {
    Venue.BINANCE: ['{"code":2,"msg":"Invalid request: too many streams","id":4}'],
    Venue.COINBASE: ['{"type":"error","message":"Failed to subscribe","reason":"BTC-USD is not a valid product"}'],
    Venue.KRAKEN: [
        (
            '{"error":"Currency pair not supported BTC/USD","method":"subscribe","req_id":7,"success":false,'
            '"symbol":"BTC/USD","time_in":"2026-11-23T11:59:59.900000Z","time_out":"2026-11-23T11:59:59.900040Z"}'
        ),
        '{"error":"Malformed JSON","success":false}',
    ],
}


class Reading:
    """One venue's frames, read without a connection; the producer is not running, so that nothing leaves it."""

    def __init__(self, venue: Venue) -> None:
        self.producer = Producer("nowhere:1", client_id="test")
        self.status = VenueStatus(venue, "test", Mode.LIVE, self.producer)
        self.reader = FrameReader(venue, self.producer, Publisher(self.producer, Rates(())), self.status, 1_000)
        self.answers: list[Acknowledged | RefusedRequest] = []
        self.reader.link.on_answer = self.answers.append
        native = NATIVES[venue]
        one = Instrument(venue=venue, base="BTC", quote="USD", coin_id="bitcoin", native=native)
        self.reader.parser = ADAPTERS[venue].make_parser({native: one}, TimeWindow(Mode.LIVE))

    def read(self, frame: str) -> list[str]:
        return [one.trade_id for one in self.reader.read(frame.encode(), self.reader.link) if isinstance(one, TradeV1)]

    @property
    def garbage(self) -> tuple[int, int, bool, bool]:
        reader = self.reader
        letters = self.producer.pending_of(FRAMES_DLQ)
        return self.status.unparsed, letters, reader.protocol_is_unknown, reader.is_untimely


NOTHING = (0, 0, False, False)


@pytest.mark.parametrize(("venue", "frame"), [(venue, frame) for venue, frames in REFUSALS.items() for frame in frames])
def test_a_refusal_is_an_answer_and_no_garbage(venue: Venue, frame: str) -> None:
    reading = Reading(venue)
    for _ in range(MANY):
        assert reading.read(frame) == []

    assert [type(one) for one in reading.answers] == [RefusedRequest] * MANY
    assert reading.garbage == NOTHING


def test_a_frame_of_no_known_shape_is_garbage_indeed() -> None:
    reading = Reading(Venue.KRAKEN)
    for _ in range(MANY):
        reading.read('{"never":"heard of"}')

    assert reading.garbage == (MANY, 10, True, False)


def krakens_snapshot() -> str:
    ages = {5: TEN_DAYS_US, 6: TEN_DAYS_US - 1, 7: 1_000_000}
    row = {"symbol": "BTC/USD", "side": "buy", "price": 2, "qty": 1}
    rows = [{**row, "trade_id": id_, "timestamp": rfc3339(now_us() - age)} for id_, age in ages.items()]
    return json.dumps({"channel": "trade", "type": "snapshot", "data": rows}, separators=(",", ":"))


def coinbases_last_match(trade_id: int, age_us: int) -> str:
    match = {"type": "last_match", "trade_id": trade_id, "side": "buy", "size": "2", "price": "1.5", "sequence": 1}
    return json.dumps({**match, "product_id": "BTC-USD", "time": rfc3339(now_us() - age_us)}, separators=(",", ":"))


def test_the_old_trades_of_a_snapshot_are_repeats_and_no_garbage() -> None:
    kraken, coinbase = Reading(Venue.KRAKEN), Reading(Venue.COINBASE)
    for _ in range(MANY):
        assert kraken.read(krakens_snapshot()) == ["7"]
        assert coinbase.read(coinbases_last_match(5, TEN_DAYS_US)) == []
    assert coinbase.read(coinbases_last_match(6, 1_000_000)) == ["6"]

    assert kraken.garbage == coinbase.garbage == NOTHING
