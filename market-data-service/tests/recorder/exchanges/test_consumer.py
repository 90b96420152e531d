"""A recorder that dies, and two that take turns, neither double nor lose a span: rows first, then the commit."""

from collections.abc import Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from market_data.domain.coin_registry import CoinRegistry
from market_data.domain.exchanges.coin_fold import Rules
from market_data.live.boards import VenueBoard
from market_data.recorder.exchanges.consumer import ExchangeRecorder
from shared.clock import now_us
from shared.events import Feed, QuoteV1, VenueState, VenueV1
from shared.events.values import Mode, Venue
from shared.http.health import Health
from shared.kafka import EventBatch, Producer, ReceivedEvent, partition_of
from shared.kafka.topics import QUOTES
from shared.settings import ServiceSettings

from ..tables import OwnCoin, Tables

SECOND = 1_000_000
Row = tuple[float, float | None, str | None, Decimal]


class Recording:
    """Recorders that are given records as the topic would give them."""

    def __init__(self, tables: Tables, coin: OwnCoin) -> None:
        self.tables = tables
        self.coin = coin
        self.start = now_us() - 120 * SECOND

    def recorder(self) -> ExchangeRecorder:
        venues = VenueBoard()
        for venue in (Venue.KRAKEN, Venue.COINBASE):
            venues.put(
                VenueV1(
                    venue=venue,
                    mode=Mode.SIMULATED,
                    ingester="one",
                    state=VenueState.LIVE,
                    since_us=now_us(),
                    as_of_us=now_us(),
                    feed=Feed.CONTINUOUS,
                )
            )
        return ExchangeRecorder(
            ServiceSettings(),
            self.tables.engine,
            Producer("nowhere:1", client_id="test"),
            Health(),
            registry=CoinRegistry(),
            venues=venues,
            rules=Rules({}, 10 * SECOND),
            round_seconds=0,
        )

    def quotes(self, until: int) -> list[QuoteV1]:
        """A second apart: nothing to gain until second 5, then until second 20, then not."""
        found = []
        for second in range(until):
            bid = "101" if 5 <= second < 20 else "99.9"
            for venue, low, high in ((Venue.KRAKEN, "99.9", "100"), (Venue.COINBASE, bid, "101.1")):
                found.append(
                    QuoteV1(
                        venue=venue,
                        instrument_id=self.coin.at(venue),
                        coin_id=self.coin.coin_id,
                        ts_recv_us=self.start + second * SECOND + (venue is Venue.COINBASE),
                        bid_price=Decimal(low),
                        ask_price=Decimal(high),
                        quote_usd=Decimal(1),
                    )
                )
        return found

    async def give(self, recorder: ExchangeRecorder, quotes: Sequence[QuoteV1], first: int = 0) -> None:
        """Give the quotes from the `first` on; their offsets are their places."""
        partition = partition_of(self.coin.coin_id, QUOTES.partitions)
        received = [
            ReceivedEvent(one, cast("Any", SimpleNamespace(partition=partition, offset=first + at)))
            for at, one in enumerate(quotes[first:])
        ]
        await recorder.on_events(EventBatch({QUOTES.name: received}))

    async def spans(self) -> list[Row]:
        rows = await self.tables.scalar(
            "SELECT coalesce(json_agg(json_build_array(extract(epoch FROM opened_at), extract(epoch FROM closed_at),"
            " close_reason, best_net_bp::text) ORDER BY opened_at), '[]') FROM arbitrage_spans WHERE coin_id = :coin",
            coin=self.coin.coin_id,
        )
        start = self.start / SECOND
        return [
            (round(opened - start), None if closed is None else round(closed - start), why, Decimal(net))
            for opened, closed, why, net in rows
        ]


@pytest.fixture
def recording(tables: Tables, coin: OwnCoin) -> Recording:
    return Recording(tables, coin)


WHOLE: Row = (5, 20, "gone", Decimal(100))


async def test_a_recorder_that_died_before_the_commit_gets_the_same_quotes_again(recording: Recording) -> None:
    quotes = recording.quotes(30)
    await recording.give(recording.recorder(), quotes[:24])
    assert await recording.spans() == [(5, None, None, Decimal(100))]

    await recording.give(recording.recorder(), quotes, first=4)

    assert await recording.spans() == [WHOLE]


async def test_a_recorder_that_died_after_the_commit_goes_on_behind_it(recording: Recording) -> None:
    quotes = recording.quotes(30)
    await recording.give(recording.recorder(), quotes[:24])
    await recording.give(recording.recorder(), quotes, first=24)

    assert await recording.spans() == [WHOLE]


async def test_two_recorders_that_take_turns_make_the_spans_of_one(recording: Recording) -> None:
    quotes, both = recording.quotes(30), [recording.recorder(), recording.recorder()]
    for turn, first in enumerate(range(0, len(quotes), 6)):
        await recording.give(both[turn % 2], quotes[: first + 6], first=first)

    assert await recording.spans() == [WHOLE]


async def test_giving_everything_again_changes_nothing(recording: Recording) -> None:
    quotes, recorder = recording.quotes(30), recording.recorder()
    for _ in range(2):
        await recording.give(recorder, quotes)
    await recording.give(recording.recorder(), quotes)

    assert await recording.spans() == [WHOLE]
