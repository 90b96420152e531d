"""Days of trades are made before they begin and dropped after the retention."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import msgspec
import pytest
from market_data.api.pipeline_state import count_trades
from market_data.live.completeness import fetch_completeness
from market_data.recorder.retention import Kept, Retention
from market_data.recorder.sql.days import (
    delete_minutes,
    delete_old_gaps,
    drop_days,
    note_minutes_since,
    save_start_ids,
)
from market_data.recorder.sql.gap_statuses import record_gaps
from market_data.recorder.sql.instruments import fetch_start_id
from market_data.recorder.sql.recording import record
from shared.data.engine import sqlstate
from shared.events import GapKind, GapState, GapV1
from shared.events.values import Mode, Venue
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from .tables import OwnCoin, Tables

NOW = datetime.now(UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
KEPT = Kept(90 * DAY, 90 * DAY, 365 * DAY, 14 * DAY)


@pytest.fixture
async def live(database_url: str) -> AsyncIterator[AsyncConnection]:
    """A transaction, never committed, in which the data are live."""
    engine = create_async_engine(database_url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.connect() as conn:
        await conn.execute(text("UPDATE deployment SET mode = 'live'"))
        await conn.execute(text("SET LOCAL ROLE market_data"))
        yield conn
        await conn.rollback()
    await engine.dispose()


def name(day: date) -> str:
    return f"prices_{day:%Y_%m_%d}"


async def test_the_days_to_come_are_made_ahead(tables: Tables) -> None:
    await Retention(tables.engine, Mode.SIMULATED, KEPT).upkeep(NOW)

    for n in range(4):
        assert await tables.scalar("SELECT to_regclass(:name)", name=name(TODAY + n * DAY)) is not None


async def test_only_the_days_before_the_retention_go_and_each_instrument_keeps_its_place(
    live: AsyncConnection, coin: OwnCoin
) -> None:
    ages = {Venue.KRAKEN: 100, Venue.COINBASE: 20}
    at_us = {venue: int((NOW - age * DAY).timestamp() * 1e6) for venue, age in ages.items()}
    gone, kept = (coin.trade(at, venue=venue) for venue, at in at_us.items())
    await record(live, [gone, kept])

    await save_start_ids(live, TODAY - 90 * DAY)
    dropped = await drop_days(live, TODAY - 90 * DAY)

    assert TODAY - 100 * DAY in dropped
    assert max(dropped) < TODAY - 90 * DAY
    left = await live.scalars(text("SELECT trade_id FROM prices WHERE coin_id = :coin"), {"coin": coin.coin_id})
    assert left.all() == [kept.trade_id]
    assert await fetch_start_id(live, gone.instrument_id) == gone.number
    assert await fetch_start_id(live, kept.instrument_id) is None
    assert await count_trades(live) == await live.scalar(text("SELECT count(*) FROM prices"))


async def test_old_gaps_go_once_they_are_closed(live: AsyncConnection, coin: OwnCoin) -> None:
    def gap(age: int, state: GapState) -> GapV1:
        at_us = int((NOW - age * DAY).timestamp() * 1e6)
        return coin.gap(GapKind.HOLE, at_us, end_us=at_us + 1, state=state, gap_id=f"{coin.coin_id} {age} {state}")

    await record_gaps(live, [gap(age, state) for age in (100, 80) for state in GapState])

    while await delete_old_gaps(live, TODAY - 90 * DAY, 1):
        pass

    left = await live.scalars(text("SELECT gap_id FROM market_gaps WHERE coin_id = :coin"), {"coin": coin.coin_id})
    names = {id_.removeprefix(f"{coin.coin_id} ") for id_ in left}
    assert names == {"100 open", "100 unfillable", "80 open", "80 unfillable", "80 closed"}


async def test_old_gaps_that_cannot_be_filled_go_where_completeness_is_the_same_without_them(
    live: AsyncConnection, coin: OwnCoin
) -> None:
    """Of two holes one lies between trades of neighbouring minutes, the other has minutes without a trade."""
    noon_us = int(datetime.combine(TODAY - 100 * DAY, time(12), UTC).timestamp() * 1e6)
    minute_us = 60_000_000
    await record_gaps(live, [coin.gap(GapKind.FOLLOWED, noon_us - minute_us)])
    await record(live, [coin.trade(noon_us + n * minute_us) for n in (1, 2, 5, 9)])
    holes = {"short": (1, 2), "long": (5, 9)}
    await record_gaps(
        live,
        [
            coin.gap(
                GapKind.HOLE,
                noon_us + first * minute_us,
                end_us=noon_us + last * minute_us,
                state=GapState.UNFILLABLE,
                gap_id=f"{coin.coin_id} {name}",
            )
            for name, (first, last) in holes.items()
        ],
    )
    ids = [coin.at(Venue.KRAKEN), coin.composite]
    before = await fetch_completeness(live, dict.fromkeys(ids, ()), noon_us, noon_us + 10 * minute_us)
    assert {one.percent for one in before.values()} == {Decimal(30)}

    while await delete_old_gaps(live, TODAY - 90 * DAY, 1):
        pass

    left = await live.scalars(text("SELECT gap_id FROM market_gaps WHERE coin_id = :coin"), {"coin": coin.coin_id})
    assert left.all() == [f"{coin.coin_id} long"]
    assert await fetch_completeness(live, dict.fromkeys(ids, ()), noon_us, noon_us + 10 * minute_us) == before


async def test_a_day_for_which_trades_may_still_come_is_not_dropped(live: AsyncConnection) -> None:
    with pytest.raises(DBAPIError) as refused:
        await drop_days(live, TODAY - 13 * DAY)

    assert sqlstate(refused.value) == "22008"


async def test_simulated_data_are_kept_for_ever(tables: Tables, coin: OwnCoin) -> None:
    old = coin.trade(int((NOW - 100 * DAY).timestamp() * 1e6))
    await tables.record([old])

    await Retention(tables.engine, Mode.SIMULATED, KEPT).upkeep(NOW)
    with pytest.raises(DBAPIError) as refused:
        await Retention(tables.engine, Mode.LIVE, KEPT).upkeep(NOW)

    assert sqlstate(refused.value) == "55000"
    assert await tables.count(coin) == 1


async def test_old_minutes_go_and_what_is_folded_from_them_and_completeness_stay(
    live: AsyncConnection, coin: OwnCoin
) -> None:
    """Also where a hole touches them, and when a late entry of the ledger has their candles made again."""
    noon = datetime.combine(TODAY - 100 * DAY, time(12), UTC)
    noon_us, minute_us, id_ = int(noon.timestamp()) * 1_000_000, 60_000_000, coin.at(Venue.KRAKEN)
    await record_gaps(live, [coin.gap(GapKind.FOLLOWED, noon_us - minute_us)])
    await record(live, [coin.trade(noon_us + n * minute_us) for n in range(10)])
    hole = coin.gap(
        GapKind.HOLE, noon_us + 2 * minute_us, end_us=noon_us + 3 * minute_us, state=GapState.UNFILLABLE, gap_id=id_
    )
    await record_gaps(live, [hole])
    await live.execute(text("UPDATE candles SET is_closed = true WHERE coin_id = :coin"), {"coin": coin.coin_id})
    higher = text("""
        SELECT "interval", volume, trade_count, status FROM candles
        WHERE instrument_id = :id AND "interval" <> '1m' ORDER BY "interval", open_time
    """)
    before = (await live.execute(higher, {"id": id_})).all()
    complete = await fetch_completeness(live, {id_: ()}, noon_us, noon_us + 10 * minute_us)

    until = datetime.combine(TODAY - 90 * DAY, time(), UTC)
    await note_minutes_since(live, until)
    assert await delete_minutes(live, id_, until, 100) == 8
    await record_gaps(live, [msgspec.structs.replace(hole, last_id=5)])

    minutes = text("""SELECT count(*) FROM candles WHERE instrument_id = :id AND "interval" = '1m'""")
    assert await live.scalar(minutes, {"id": id_}) == 2
    assert (await live.execute(higher, {"id": id_})).all() == before
    assert await fetch_completeness(live, {id_: ()}, noon_us, noon_us + 10 * minute_us) == complete
