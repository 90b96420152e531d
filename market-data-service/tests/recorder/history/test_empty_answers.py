"""Answers about history that lack something, without reason or because there is nothing."""

import pytest
from market_data.recorder.history.importer import HistoryImport
from market_data.recorder.outbox import Outbox
from shared.clock import from_us
from shared.events import GapKind, GapState
from shared.events.values import Instrument, Interval, Venue
from shared.kafka import Producer

from ..history_exchange import MINUTE, SHORT, HistoryExchange, live
from ..tables import NOON_US, OwnCoin, Tables


async def test_a_hole_is_not_closed_by_answers_without_candles(
    tables: Tables,
    coin: OwnCoin,
    following: Instrument,
    producer: Producer,
    outbox: Outbox,
    exchange: HistoryExchange,
) -> None:
    """Case 04: trades are missing in a minute, and the exchange lists none of its candles for a while."""
    clock = [NOON_US + 10 * MINUTE]
    rests = {Venue.KRAKEN: exchange}
    history = HistoryImport(live(), tables.engine, producer, outbox, SHORT, rests=rests, clock=lambda: clock[0])
    await history.import_missing(rests)
    hole_us = NOON_US - 2 * MINUTE
    await tables.record([coin.trade(hole_us)])
    await tables.record_gaps(coin.gap(GapKind.HOLE, hole_us, end_us=hole_us + 1, state=GapState.UNFILLABLE))
    await tables.scalar("UPDATE candles SET is_closed = true WHERE coin_id = :coin RETURNING 1", coin=coin.coin_id)
    state = "SELECT state FROM market_gaps WHERE instrument_id = :id"
    exchange.empty_answers = 1
    for _ in range(3):
        await history.import_missing(rests)
    assert exchange.empty_answers == 0
    assert await tables.scalar(state, id=following.instrument_id) == "unfillable"

    clock[0] += MINUTE
    await history.import_missing(rests)

    assert await tables.scalar(state, id=following.instrument_id) == "closed"


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
    history = HistoryImport(live(), tables.engine, producer, outbox, SHORT, rests=rests, clock=lambda: clock[0])
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
    history = HistoryImport(live(), tables.engine, producer, outbox, SHORT, rests=rests, clock=lambda: clock[0])
    exchange.empty_answers = 10_000
    for _ in range(60):
        await history.import_missing(rests)
        clock[0] += MINUTE

    assert history.done == history.total > 0
    since = "SELECT coalesce(minutes_since, hours_since) FROM instruments WHERE instrument_id = :id"
    assert await tables.scalar(since, id=following.instrument_id) is None
    mine = [one for one in exchange.requests if one[0] == following.instrument_id]
    assert len(mine) <= 60  # three intervals, each every ten minutes at last; of days a page more

    exchange.empty_answers = 0
    clock[0] += 10 * MINUTE
    await history.import_missing(rests)

    for interval in (Interval.MINUTE, Interval.HOUR, Interval.DAY):
        candle = await tables.existing(following.instrument_id, NOON_US - interval.us, interval)
        assert candle.source == "venue"
    assert history.done == history.total


async def test_a_page_that_is_empty_between_others_is_asked_for_again_before_it_is_a_quiet_time(
    tables: Tables, following: Instrument, producer: Producer, outbox: Outbox, exchange: HistoryExchange
) -> None:
    """Case 04: minutes of a whole page in the middle of those that are listed, of hours in which there was trade."""
    clock = [NOON_US + 10 * MINUTE]
    rests = {Venue.KRAKEN: exchange}
    history = HistoryImport(live(), tables.engine, producer, outbox, SHORT, rests=rests, clock=lambda: clock[0])
    exchange.page = 300
    exchange.silent_us[Interval.MINUTE] = (NOON_US - 720 * MINUTE, NOON_US - 240 * MINUTE)
    oldest = "SELECT min(open_time) FROM candles WHERE instrument_id = :id AND \"interval\" = '1m'"
    for _ in range(4):
        await history.import_missing(rests)
        assert await tables.scalar(oldest, id=following.instrument_id) == from_us(NOON_US - 240 * MINUTE)
        assert history.done < history.total
        clock[0] += 3 * MINUTE

    for _ in range(6):
        await history.import_missing(rests)
        clock[0] += 3 * MINUTE

    assert await tables.candle(following.instrument_id, NOON_US - 450 * MINUTE) is None
    assert (await tables.existing(following.instrument_id, NOON_US - 730 * MINUTE)).source == "venue"


async def test_a_page_without_minutes_is_believed_at_once_where_the_hours_lack_its_time_too(
    tables: Tables, following: Instrument, producer: Producer, outbox: Outbox, exchange: HistoryExchange
) -> None:
    rests, quiet = {Venue.KRAKEN: exchange}, (NOON_US - 720 * MINUTE, NOON_US - 180 * MINUTE)
    clock = NOON_US + 10 * MINUTE
    history = HistoryImport(live(), tables.engine, producer, outbox, SHORT, rests=rests, clock=lambda: clock)
    exchange.page = 300
    exchange.silent_us = {Interval.MINUTE: quiet, Interval.HOUR: quiet}

    await history.import_missing(rests)

    assert history.done == history.total
    assert (await tables.existing(following.instrument_id, NOON_US - 730 * MINUTE)).source == "venue"
