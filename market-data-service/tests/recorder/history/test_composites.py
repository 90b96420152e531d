"""Composites of imported candles, where one exchange lists less than another."""

from datetime import timedelta
from decimal import Decimal

from market_data.recorder.history.importer import HistoryImport
from market_data.recorder.outbox import Outbox
from shared.events.values import Instrument, Interval, Venue
from shared.kafka import Producer

from ..history_exchange import MINUTE, SHORT, HistoryExchange, follow_too, live
from ..tables import NOON_US, OwnCoin, Tables

HOUR, DAY = Interval.HOUR, Interval.DAY


async def test_an_hour_and_a_day_hold_what_both_exchanges_traded_although_one_lists_few_minutes(
    tables: Tables, coin: OwnCoin, following: Instrument, producer: Producer, outbox: Outbox
) -> None:
    other = Instrument(venue=Venue.COINBASE, base=coin.symbol, quote="USD", coin_id=coin.coin_id, native="X-USD")
    await follow_too(tables, coin, following, other)
    # The quote volumes of its hours are not the sums of its minutes': the fold of the minutes says what counts.
    few, all_of_them = HistoryExchange(), HistoryExchange(price=20, quote_volume=Decimal(21))
    few.lists_most = 720
    rests = {Venue.KRAKEN: few, Venue.COINBASE: all_of_them}
    history = HistoryImport(
        live(), tables.engine, producer, outbox, SHORT, rests=rests, clock=lambda: NOON_US + 10 * MINUTE
    )

    for venue, rest in rests.items():
        await history.import_missing({venue: rest})

    before_its_minutes = NOON_US - timedelta(hours=20) // timedelta(microseconds=1)
    minute = await tables.existing(coin.composite, before_its_minutes, Interval.MINUTE)
    hour = await tables.existing(coin.composite, before_its_minutes, HOUR)
    day = await tables.existing(coin.composite, NOON_US - DAY.us, DAY)
    assert (minute.volume, minute.close) == (Decimal(1), Decimal(21))
    assert (hour.volume, hour.close) == (Decimal(120), Decimal(16))
    assert (day.volume, day.close) == (Decimal(2 * 1_440), Decimal(16))
    for composite in (hour, day):
        place = (composite.open_time_us, composite.interval)
        parts = [await tables.existing(one.instrument_id, *place) for one in (following, other)]
        assert composite.usd_volume == sum(part.usd_volume for part in parts if part.usd_volume is not None)
    assert (await tables.existing(other.instrument_id, hour.open_time_us, HOUR)).usd_volume == Decimal(60 * 21)
