import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from market_data.recorder.history.importer import HistoryImport
from market_data.recorder.outbox import Outbox
from market_data.recorder.sql.instruments import CoinRow, Listing, upsert_catalogue
from market_data.venues.types import CandlePage
from shared.clock import from_us
from shared.events import CandleV1, GapKind, GapState, decoder
from shared.events.values import CandleStatus, Instrument, Interval, Mode, Venue
from shared.kafka import Producer
from shared.kafka.topics import CANDLES
from shared.settings import ServiceSettings
from stack.testing import eventually

from ..history_exchange import MINUTE, SHORT, HistoryExchange, follow_too, live
from ..rig import RecorderRig
from ..tables import NOON_US, OwnCoin, Tables, running

BACKFILLED, PARTIAL = CandleStatus.BACKFILLED, CandleStatus.PARTIAL


@pytest.fixture
def history(tables: Tables, producer: Producer, outbox: Outbox, exchange: HistoryExchange) -> HistoryImport:
    rests = {Venue.KRAKEN: exchange}
    return HistoryImport(
        live(), tables.engine, producer, outbox, SHORT, rests=rests, clock=lambda: NOON_US + 10 * MINUTE
    )


async def test_the_venues_candles_stand_before_following_began_and_are_folded(
    tables: Tables, coin: OwnCoin, following: Instrument, history: HistoryImport, exchange: HistoryExchange
) -> None:
    await history.import_missing({Venue.KRAKEN: exchange})

    for id_ in (following.instrument_id, coin.composite):
        before = await tables.existing(id_, NOON_US - MINUTE, Interval.MINUTE)
        assert (before.source, before.status, before.open, before.usd_volume) == (
            "venue",
            BACKFILLED,
            Decimal(10),
            Decimal("10.333333333333"),
        )
        five = await tables.existing(id_, NOON_US - MINUTE, Interval.FIVE_MINUTES)
        assert (five.status, five.volume) == (BACKFILLED, Decimal(5))
        assert (await tables.existing(id_, NOON_US - Interval.HOUR.us * 900, Interval.HOUR)).status is BACKFILLED
        assert (await tables.existing(id_, NOON_US - Interval.DAY.us * 55, Interval.DAY)).status is BACKFILLED
        assert (await tables.existing(id_, NOON_US - Interval.DAY.us * 55, Interval.DAY)).source == "venue"
    assert history.done == history.total > 1_200


@pytest.mark.parametrize(("share", "bought"), [(None, None), (Decimal("0.5"), Decimal("2.5"))])
async def test_what_takers_bought_is_known_where_the_venue_says_it(
    tables: Tables,
    coin: OwnCoin,
    following: Instrument,
    history: HistoryImport,
    exchange: HistoryExchange,
    share: Decimal | None,
    bought: Decimal | None,
) -> None:
    exchange.taker_share = share

    await history.import_missing({Venue.KRAKEN: exchange})

    for id_ in (following.instrument_id, coin.composite):
        assert (await tables.existing(id_, NOON_US - MINUTE, Interval.FIVE_MINUTES)).taker_buy_volume == bought


async def test_what_trades_made_gives_way_only_when_it_is_closed_and_partial(
    tables: Tables, coin: OwnCoin, following: Instrument, history: HistoryImport, exchange: HistoryExchange
) -> None:
    await history.import_missing({Venue.KRAKEN: exchange})
    first = await tables.existing(following.instrument_id, NOON_US, Interval.MINUTE)
    assert (first.source, first.status, first.open) == ("trades", PARTIAL, Decimal(50))

    await tables.scalar("UPDATE candles SET is_closed = true WHERE coin_id = :coin RETURNING 1", coin=coin.coin_id)
    await history.import_missing({Venue.KRAKEN: exchange})

    first = await tables.existing(following.instrument_id, NOON_US, Interval.MINUTE)
    assert (first.source, first.status, first.open) == ("venue", BACKFILLED, Decimal(10))
    assert (await tables.existing(coin.composite, NOON_US, Interval.FIVE_MINUTES)).status is BACKFILLED


async def test_a_minute_that_may_still_get_trades_does_not_give_way(
    tables: Tables, coin: OwnCoin, following: Instrument, producer: Producer, outbox: Outbox, exchange: HistoryExchange
) -> None:
    """A minute after its end, with a collector or a recorder that was killed in it and is coming back."""
    rests = {Venue.KRAKEN: exchange}
    history = HistoryImport(
        live(), tables.engine, producer, outbox, SHORT, rests=rests, clock=lambda: NOON_US + 2 * MINUTE
    )
    await history.import_missing(rests)
    await tables.scalar("UPDATE candles SET is_closed = true WHERE coin_id = :coin RETURNING 1", coin=coin.coin_id)

    await history.import_missing(rests)

    first = await tables.existing(following.instrument_id, NOON_US, Interval.MINUTE)
    assert (first.source, first.open) == ("trades", Decimal(50))


async def test_five_minutes_of_the_venue_and_of_trades_are_folded_from_both(
    tables: Tables, coin: OwnCoin, producer: Producer, outbox: Outbox, exchange: HistoryExchange
) -> None:
    """The venue's four minutes are there first; the fifth, in which following began, comes from trades."""
    began_us = NOON_US + 4 * MINUTE
    instrument = Instrument(venue=Venue.KRAKEN, base=coin.symbol, quote="USD", coin_id=coin.coin_id, native="X/USD")
    async with tables.engine.begin() as conn:
        await upsert_catalogue(conn, [CoinRow(coin.coin_id, coin.symbol, "X")], [Listing(instrument, 0)])
    await tables.follow(coin, began_us + MINUTE + MINUTE // 2)
    exchange.newest_us = began_us
    rests = {Venue.KRAKEN: exchange}
    history = HistoryImport(
        live(), tables.engine, producer, outbox, SHORT, rests=rests, clock=lambda: NOON_US + 10 * MINUTE
    )
    await history.import_missing(rests)
    assert (await tables.existing(instrument.instrument_id, NOON_US, Interval.FIVE_MINUTES)).volume == Decimal(4)

    await tables.record([coin.trade(began_us + MINUTE // 2 + 1, "50", "3")])

    for id_ in (instrument.instrument_id, coin.composite):
        five = await tables.existing(id_, NOON_US, Interval.FIVE_MINUTES)
        assert (five.volume, five.high, five.status, five.source) == (Decimal(7), Decimal(50), PARTIAL, "trades")


async def test_a_hole_that_rest_cannot_fill_is_filled_by_the_venues_candles(
    tables: Tables, coin: OwnCoin, following: Instrument, history: HistoryImport, exchange: HistoryExchange
) -> None:
    """Two minutes before noon: in one the venue has traded more than is known, in the other just what is known."""
    more_us, same_us = NOON_US - 2 * MINUTE, NOON_US - MINUTE
    await tables.follow(coin, NOON_US - Interval.HOUR.us)
    await tables.record([coin.trade(more_us)])
    await tables.record([coin.trade(same_us + n, price, "0.25") for n, price in enumerate(("10", "12", "8", "11"))])
    gap = coin.gap(GapKind.HOLE, more_us, end_us=same_us + 1, state=GapState.UNFILLABLE)
    await tables.record_gaps(gap)
    await tables.scalar("UPDATE candles SET is_closed = true WHERE coin_id = :coin RETURNING 1", coin=coin.coin_id)
    id_ = following.instrument_id
    assert (await tables.existing(id_, more_us)).status is PARTIAL
    assert (await tables.existing(id_, same_us)).status is PARTIAL

    await history.import_missing({Venue.KRAKEN: exchange})
    await history.import_missing({Venue.KRAKEN: exchange})

    more, same = await tables.existing(id_, more_us), await tables.existing(id_, same_us)
    assert (more.source, more.status, more.high) == ("venue", BACKFILLED, Decimal(12))
    assert (same.source, same.status, same.trade_count) == ("trades", BACKFILLED, 4)
    five = await tables.existing(coin.composite, NOON_US - 1, Interval.FIVE_MINUTES)
    assert (five.status, five.volume) == (BACKFILLED, Decimal(2))
    assert await tables.record_gaps(gap) == []  # told again, it stays closed


async def test_what_is_there_is_not_fetched_again(
    following: Instrument, history: HistoryImport, exchange: HistoryExchange
) -> None:
    await history.import_missing({Venue.KRAKEN: exchange})
    await history.import_missing({Venue.KRAKEN: exchange})

    mine = [interval for id_, interval in exchange.requests if id_ == following.instrument_id]
    assert mine == [Interval.HOUR, Interval.DAY, *[Interval.MINUTE] * 2, Interval.HOUR, Interval.MINUTE]


async def test_the_hours_of_all_instruments_come_before_any_minute(
    tables: Tables, coin: OwnCoin, following: Instrument, history: HistoryImport, exchange: HistoryExchange
) -> None:
    other = Instrument(venue=Venue.KRAKEN, base=coin.symbol, quote="EUR", coin_id=coin.coin_id, native="X/EUR")
    await follow_too(tables, coin, following, other)

    await history.import_missing({Venue.KRAKEN: exchange})

    mine = [interval for id_, interval in exchange.requests if id_ in {following.instrument_id, other.instrument_id}]
    assert mine[:8] == [*[Interval.HOUR] * 2, *[Interval.DAY] * 2, *[Interval.MINUTE] * 4]


async def test_an_import_that_was_cut_short_goes_on_where_it_was(
    tables: Tables, following: Instrument, producer: Producer, outbox: Outbox, exchange: HistoryExchange
) -> None:
    """The process ends after two pages; another one has the rest to do, and nothing twice."""
    rests, clock = {Venue.KRAKEN: exchange}, NOON_US + 10 * MINUTE
    first = HistoryImport(live(), tables.engine, producer, outbox, SHORT, rests=rests, clock=lambda: clock)
    until = asyncio.Event()
    fetch = exchange.fetch_candles

    async def two_pages(instrument: Instrument, interval: Interval, start_us: int, end_us: int) -> CandlePage:
        if instrument == following and len(exchange.spans) >= 2:
            until.set()
            await asyncio.Event().wait()
        return await fetch(instrument, interval, start_us, end_us)

    exchange.fetch_candles = two_pages  # type: ignore[method-assign]  # the exchange answers no more
    task = asyncio.create_task(first.import_missing(rests))
    await asyncio.wait_for(until.wait(), 30)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    exchange.fetch_candles = fetch  # type: ignore[method-assign]
    exchange.requests.clear()

    second = HistoryImport(live(), tables.engine, producer, outbox, SHORT, rests=rests, clock=lambda: clock)
    await second.import_missing(rests)

    mine = [interval for id_, interval in exchange.requests if id_ == following.instrument_id]
    assert mine[0] is not Interval.HOUR
    found = "SELECT count(*) FROM candles WHERE instrument_id = :id AND \"interval\" = '1h' AND source = 'venue'"
    assert await tables.scalar(found, id=following.instrument_id) == 50 * 24 + 12
    assert second.done == second.total


async def test_where_the_venue_lists_no_more_the_import_is_done(
    tables: Tables, following: Instrument, history: HistoryImport, exchange: HistoryExchange
) -> None:
    exchange.lists_most = 720

    await history.import_missing({Venue.KRAKEN: exchange})

    assert history.done == history.total
    since = "SELECT minutes_since FROM instruments WHERE instrument_id = :id"
    assert await tables.scalar(since, id=following.instrument_id) == from_us(NOON_US - 719 * MINUTE)


async def test_a_deeper_setting_goes_on_below_what_is_there(
    tables: Tables, following: Instrument, producer: Producer, outbox: Outbox, exchange: HistoryExchange
) -> None:
    rests, clock = {Venue.KRAKEN: exchange}, NOON_US + 10 * MINUTE
    await HistoryImport(
        live(), tables.engine, producer, outbox, SHORT, rests=rests, clock=lambda: clock
    ).import_missing(rests)
    exchange.requests.clear()
    deeper = replace(SHORT, depths=replace(SHORT.depths, hours=timedelta(days=58)))

    await HistoryImport(
        live(), tables.engine, producer, outbox, deeper, rests=rests, clock=lambda: clock
    ).import_missing(rests)

    assert [one for one in exchange.requests if one[0] == following.instrument_id] == [
        (following.instrument_id, Interval.HOUR)
    ]
    assert (await tables.existing(following.instrument_id, NOON_US - 57 * Interval.DAY.us, Interval.HOUR)).volume == 60


@pytest.mark.usefixtures("following")
async def test_of_a_deep_import_only_the_oldest_candles_are_published(
    rig: RecorderRig, coin: OwnCoin, history: HistoryImport, exchange: HistoryExchange
) -> None:
    await history.import_missing({Venue.KRAKEN: exchange})

    oldest = Interval.DAY.floor(NOON_US - 50 * Interval.DAY.us)
    published: set[int] = set()
    async with rig.reading(CANDLES) as reader:

        async def has_oldest() -> bool:
            for records in (await reader.poll()).values():
                own = [record.value or b"" for record in records if record.key == coin.coin_id.encode()]
                hours = [one for one in map(decoder(CandleV1).decode, own) if one.interval is Interval.HOUR]
                published.update(one.open_time_us for one in hours)
            return oldest in published

        await eventually(has_oldest, timeout=30)
    assert not [at for at in published if oldest < at < NOON_US - 400 * Interval.HOUR.us]


async def test_a_replay_fetches_nothing(
    tables: Tables, producer: Producer, outbox: Outbox, exchange: HistoryExchange
) -> None:
    settings = ServiceSettings(mode=Mode.REPLAY, simulator_url="http://127.0.0.1:1")
    history = HistoryImport(settings, tables.engine, producer, outbox, SHORT, rests={Venue.KRAKEN: exchange})

    async with running("history", history.run()):
        await asyncio.sleep(0)

    assert (exchange.requests, history.total) == ([], 0)
