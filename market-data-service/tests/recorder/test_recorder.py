import asyncio
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from shared.events.values import Interval, Venue
from shared.http.health import Health
from stack.testing import eventually

from .books import NOON_US, Books, Coin
from .line import Line
from .own_postgres import OwnPostgres


async def test_a_trade_in_the_topic_becomes_a_row_and_its_candles_are_published(
    books: Books, coin: Coin, line: Line
) -> None:
    await line.send(coin.trade(price="0.00000019", size="250"))

    async with line.recording():
        told = await line.published(coin.coin_id, 2 * len(Interval))

    assert {candle.interval for candle in told} == set(Interval)
    statement = "SELECT ROW(price, volume, side, timestamp, backfilled, day)::text FROM prices WHERE coin_id = :coin"
    row = await books.scalar(statement, coin=coin.coin_id)
    assert row == '(0.00000019,250,buy,"2026-09-21 12:00:00+00",f,2026-09-21)'


@pytest.mark.parametrize(
    "fields",
    [
        {"trade_id": "seven"},
        {"trade_id": "9" * 19 + "9"},
        {"ts_event_us": 253_402_300_800_000_000},
        {"price": Decimal("NaN")},
        {"price": Decimal(-1)},
        {"size": Decimal("1e40")},
        {"coin_id": "nul\0"},
        {"instrument_id": "X\\N-USD.KRAKEN"},
        {"instrument_id": "BTC-USD.COMPOSITE"},
    ],
)
async def test_a_record_that_cannot_be_stored_is_parked_alone(
    books: Books, coin: Coin, line: Line, fields: dict[str, object]
) -> None:
    await line.send(coin.trade(), msgspec.structs.replace(coin.trade(), **fields), coin.trade(), key=coin.coin_id)

    async with line.recording() as recorder:
        parked = await line.parked()
        await eventually(lambda: recorder.stored + recorder.duplicates >= 2)
        await eventually(lambda: books.count(coin))

    assert await books.count(coin) == 2
    assert "reason" in dict(parked.headers)


async def test_what_only_the_database_refuses_is_found_and_parked(books: Books, coin: Coin, line: Line) -> None:
    await as_owner(books, f"ALTER TABLE prices ADD CHECK (coin_id <> '{coin.coin_id}' OR price <> 13)")
    await line.send(*(coin.trade(price=str(price)) for price in range(10, 30)))

    async with line.recording():
        parked = await line.parked()

        await eventually(lambda: has_rows(books, coin, 19), timeout=20)
    assert b'"price":"13"' in (parked.value or b"")


async def has_rows(books: Books, coin: Coin, count: int) -> bool:
    return await books.count(coin) == count


async def as_owner(books: Books, statement: str) -> None:
    async with books.engine.begin() as conn:
        await conn.exec_driver_sql("SET ROLE NONE")
        await conn.exec_driver_sql(statement)
        await conn.exec_driver_sql("SET ROLE market_data")


async def test_members_come_and_go_and_each_trade_counts_once(books: Books, coin: Coin, line: Line) -> None:
    coins = [Coin(f"{coin.symbol}M{n}") for n in range(24)]
    sent = 0

    async def send_some() -> None:
        nonlocal sent
        for _ in range(20):
            await line.send(*(one.trade(NOON_US + sent) for one in coins))
            sent += 1

    async def all_stored() -> bool:
        return all([await books.count(one) == sent for one in coins])

    async with line.recording() as first:
        await send_some()
        async with line.recording() as second:
            sending = asyncio.create_task(send_some())
            await eventually(lambda: bool(second.partitions and first.partitions), timeout=30)
            assert not first.partitions & second.partitions
            await sending
        await send_some()
        await eventually(all_stored, timeout=30)

    for one in coins:
        candle = await books.candle(one.composite, NOON_US, Interval.DAY)
        assert candle is not None
        assert candle.trade_count == sent


async def test_a_killed_database_is_waited_for_and_nothing_is_lost_or_doubled(
    coin: Coin, line: Line, tmp_path_factory: pytest.TempPathFactory
) -> None:
    health = Health("database")
    health.up("database")
    folder: Path = tmp_path_factory.mktemp("postgres")
    with OwnPostgres(folder) as database:
        async with line.recording(url=database.url, health=health) as recorder:
            books = Books(recorder._engine)
            await line.send(*(coin.trade(NOON_US + n) for n in range(50)))
            await eventually(lambda: has_rows(books, coin, 50), timeout=30)

            database.kill()
            await line.send(*(coin.trade(NOON_US + 50 + n) for n in range(50)))
            await eventually(lambda: not health.ready, timeout=20)
            database.start()
            await eventually(lambda: health.ready, timeout=30)
            # The test's own reading must not meet a connection to the server that was killed.
            await recorder._engine.dispose()

            await eventually(lambda: has_rows(books, coin, 100), timeout=30)
            candle = await books.candle(coin.at(Venue.KRAKEN))
    assert candle is not None
    assert candle.trade_count == 100
