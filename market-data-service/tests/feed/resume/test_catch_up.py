"""Fetching by id always makes progress: past rows that are no trades, past empty answers, past unknown instruments."""

import asyncio
from collections.abc import Iterator

import pytest
from market_data.feed.publisher import Publisher
from market_data.feed.rates import Rates
from market_data.feed.resume import catch_up as catch_up_module
from market_data.feed.resume.catch_up import CatchUp
from market_data.feed.resume.sequence import TradeSequence
from market_data.venues.types import CandlePage, ListedInstrument, TradePage, UnknownInstrumentError
from shared.events.values import Instrument, Interval, Mode, Venue
from shared.kafka import Producer
from shared.kafka.topics import TRADES
from stack.testing import eventually

from .test_sequence import trade

ONE = Instrument(venue=Venue.KRAKEN, base="X", quote="USD", coin_id="x", native="X/USD")


class Rest:
    """A venue that gives these answers one after the other, and the last of them for ever."""

    def __init__(self, *answers: TradePage | Exception, newest_id: int = 0) -> None:
        self._newest_id = newest_id
        self._answers: Iterator[TradePage | Exception] = iter(answers)
        self._last = answers[-1]
        self.asked: list[int] = []

    async def fetch_listed(self) -> list[ListedInstrument]:
        return []

    async def fetch_newest_id(self, _instrument: Instrument) -> int:
        return self._newest_id

    async def fetch_trades(
        self, _instrument: Instrument, *, after_id: int, after_us: int | None, aggregated: bool
    ) -> TradePage:
        del after_us, aggregated
        self.asked.append(after_id)
        answer = next(self._answers, self._last)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def fetch_candles(self, instrument: Instrument, interval: Interval, start_us: int, end_us: int) -> CandlePage:
        del instrument, interval, end_us
        return CandlePage([], start_us)


def page(*ids: int, read_to: int) -> TradePage:
    return TradePage([trade(number, backfilled=True) for number in ids], read_to)


@pytest.fixture
def producer() -> Producer:
    """Never started: what is put into it stays."""
    return Producer("nowhere", client_id="test")


@pytest.fixture
def sequence() -> TradeSequence:
    return TradeSequence(100, 100_000_000, aggregated=False, is_expected=True)


async def caught_up(rest: Rest, sequence: TradeSequence, producer: Producer) -> None:
    catch_up = CatchUp(rest, Publisher(producer, Rates(())), Mode.LIVE)
    catch_up.start(sequence, ONE)

    async def is_through() -> bool:
        catch_up.raise_errors()
        return not catch_up.busy

    await eventually(is_through)


async def test_a_page_without_one_usable_trade_does_not_stop_it(sequence: TradeSequence, producer: Producer) -> None:
    rest = Rest(page(read_to=1_100), page(1_101, 1_102, read_to=1_102))
    await caught_up(rest, sequence, producer)

    assert rest.asked == [100, 1_100, 1_102]
    assert sequence.last_id == 1_102
    assert producer.pending_of(TRADES) == 2


async def test_an_empty_answer_is_no_end(sequence: TradeSequence, producer: Producer) -> None:
    rest = Rest(page(read_to=0), page(101, read_to=101), page(read_to=0), page(102, read_to=102), page(read_to=102))
    await caught_up(rest, sequence, producer)

    assert sequence.last_id == 102


async def test_an_answer_with_nothing_but_what_is_known_is_the_end(sequence: TradeSequence, producer: Producer) -> None:
    rest = Rest(page(read_to=100))
    await caught_up(rest, sequence, producer)

    assert rest.asked == [100]


async def test_a_gap_stays_open_while_rest_does_not_list_what_the_socket_brought(
    sequence: TradeSequence, producer: Producer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catch_up_module, "_MOST_EMPTY_PAGES", 2)
    sequence.on_live(trade(105))
    await caught_up(Rest(page(read_to=0)), sequence, producer)
    assert sequence.gap is not None
    assert (sequence.has_held, sequence.fetching) == (False, False)

    await caught_up(Rest(page(*range(101, 106), read_to=105), page(read_to=105)), sequence, producer)

    assert sequence.gap is None
    assert sequence.last_id == 105


async def test_the_first_trades_ever_are_not_fetched_because_one_answer_at_the_start_was_empty(
    producer: Producer,
) -> None:
    sequence = TradeSequence(0, None, aggregated=False, is_expected=True)
    rest = Rest(page(1, 2, 3, read_to=3), page(5_001, read_to=5_001), page(read_to=5_001), newest_id=5_000)
    await caught_up(rest, sequence, producer)

    assert rest.asked == [0, 5_000, 5_001]
    assert producer.pending_of(TRADES) == 1


async def test_an_instrument_that_rest_does_not_know_is_reported_and_lets_others_through(
    sequence: TradeSequence, producer: Producer
) -> None:
    unknown = Rest(UnknownInstrumentError("gone"))
    catch_up = CatchUp(unknown, Publisher(producer, Rates(())), Mode.LIVE)
    reported: list[bool] = []
    catch_up.on_unknown = lambda: reported.append(True)
    several = [TradeSequence(number, None, aggregated=False, is_expected=True) for number in range(20)]
    for one in [sequence, *several]:
        catch_up.start(one, ONE)

    async def all_reported() -> bool:
        return len(reported) == 21

    await eventually(all_reported)
    for one in [sequence, *several]:
        catch_up.stop(one)
    assert not catch_up.busy


class FullPublisher(Publisher):
    """Says when somebody waits for room, and has none until it is told."""

    def __init__(self, producer: Producer) -> None:
        super().__init__(producer, Rates(()))
        self.has_room = asyncio.Event()
        self.times = 0

    async def room(self) -> None:
        self.times += 1
        await self.has_room.wait()


async def test_no_page_is_fetched_while_kafka_has_no_room_for_its_trades(
    sequence: TradeSequence, producer: Producer
) -> None:
    rest, publisher = Rest(page(101, read_to=101), page(102, read_to=102), page(read_to=102)), FullPublisher(producer)
    catch_up = CatchUp(rest, publisher, Mode.LIVE)
    catch_up.start(sequence, ONE)
    await eventually(lambda: publisher.times, timeout=10)
    assert (rest.asked, catch_up.busy) == ([], True)

    publisher.has_room.set()
    await eventually(lambda: not catch_up.busy)
    assert (sequence.last_id, publisher.times) == (102, len(rest.asked))


async def test_a_full_producer_gives_no_room() -> None:
    producer = Producer("nowhere", client_id="test", bound=1)
    publisher = Publisher(producer, Rates(()))
    await publisher.room()

    publisher.publish_trades("USD", [trade(1)])
    waiting = asyncio.ensure_future(publisher.room())
    await asyncio.wait([waiting], timeout=0)
    assert not waiting.done()
    waiting.cancel()
