"""Answers about history that lack something, without reason or because there is nothing."""

import pytest
from market_data.recorder.history import HistoryImport
from market_data.recorder.outbox import Outbox
from shared.clock import from_us
from shared.events.values import Instrument, Interval, Venue
from shared.kafka import Producer

from .history_exchange import MINUTE, HistoryExchange, live
from .tables import NOON_US, Tables


@pytest.mark.parametrize("knows_nothing", [False, True])
async def test_an_answer_without_candles_imports_nothing_and_is_no_end(
    tables: Tables,
    following: Instrument,
    producer: Producer,
    outbox: Outbox,
    exchange: HistoryExchange,
    *,
    knows_nothing: bool,
) -> None:
    """Case 04: the first answer of each interval is empty without reason, or does not know the instrument."""
    exchange.knows_nothing = knows_nothing
    clock = [NOON_US + 10 * MINUTE]
    rests = {Venue.KRAKEN: exchange}
    history = HistoryImport(live(), tables.engine, producer, outbox, rests=rests, clock=lambda: clock[0])
    since = "SELECT coalesce(minutes_since, hours_since) FROM instruments WHERE instrument_id = :id"
    exchange.empty_answers = 10_000
    await history.import_missing(rests)
    assert await tables.scalar(since, id=following.instrument_id) is None
    exchange.empty_answers = 0
    exchange.requests.clear()
    await history.import_missing(rests)
    assert following.instrument_id not in {id_ for id_, _ in exchange.requests}  # not at once

    clock[0] += MINUTE
    await history.import_missing(rests)

    assert (await tables.existing(following.instrument_id, NOON_US - MINUTE, Interval.MINUTE)).source == "venue"


async def test_empty_answers_are_waited_for_no_longer_and_end_nothing(
    tables: Tables, following: Instrument, producer: Producer, outbox: Outbox, exchange: HistoryExchange
) -> None:
    """Case 04: an exchange that lists nothing for hours, and its candles afterwards."""
    clock = [NOON_US + 10 * MINUTE]
    rests = {Venue.KRAKEN: exchange}
    history = HistoryImport(live(), tables.engine, producer, outbox, rests=rests, clock=lambda: clock[0])
    exchange.empty_answers = 10_000
    for _ in range(60):
        await history.import_missing(rests)
        clock[0] += MINUTE

    assert (history.done, history.total) == (3, 3)
    since = "SELECT coalesce(minutes_since, hours_since) FROM instruments WHERE instrument_id = :id"
    assert await tables.scalar(since, id=following.instrument_id) is None
    assert len(exchange.requests) <= 40  # three intervals, each every ten minutes at last

    exchange.empty_answers = 0
    clock[0] += 10 * MINUTE
    await history.import_missing(rests)

    for interval in (Interval.MINUTE, Interval.HOUR, Interval.DAY):
        candle = await tables.existing(following.instrument_id, NOON_US - interval.us, interval)
        assert candle.source == "venue"
    assert (history.done, history.total) == (3, 3)


async def test_a_page_that_is_missing_between_others_is_asked_for_again_before_it_is_a_quiet_time(
    tables: Tables, following: Instrument, producer: Producer, outbox: Outbox, exchange: HistoryExchange
) -> None:
    """Case 04: Coinbase's minutes of 300 in the middle of those that it lists."""
    clock = [NOON_US + 10 * MINUTE]
    rests = {Venue.KRAKEN: exchange}
    history = HistoryImport(live(), tables.engine, producer, outbox, rests=rests, clock=lambda: clock[0])
    exchange.missing_of[Interval.MINUTE] = range(300, 600)
    since = "SELECT minutes_since FROM instruments WHERE instrument_id = :id"
    for _ in range(4):
        await history.import_missing(rests)
        assert await tables.scalar(since, id=following.instrument_id) is None
        assert (history.done, history.total) == (2, 3)
        clock[0] += 2 * MINUTE

    await history.import_missing(rests)

    assert await tables.scalar(since, id=following.instrument_id) == from_us(NOON_US - 999 * MINUTE)
    assert await tables.candle(following.instrument_id, NOON_US - 450 * MINUTE) is None
    assert (await tables.existing(following.instrument_id, NOON_US - 650 * MINUTE)).source == "venue"
