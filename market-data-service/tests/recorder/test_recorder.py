import asyncio
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from market_data.recorder import consumer
from shared.events.values import Interval, Venue
from shared.http.health import Health
from stack.test_servers.own_postgres import OwnPostgres
from stack.testing import eventually

from .rig import RecorderRig
from .tables import NOON_US, OwnCoin, Tables


async def test_a_trade_in_the_topic_becomes_a_row_and_its_candles_are_published(
    tables: Tables, coin: OwnCoin, rig: RecorderRig
) -> None:
    await rig.send(coin.trade(price="0.00000019", size="250"))

    async with rig.recording():
        published = await rig.published(coin.coin_id, 2 * len(Interval))

    assert {candle.interval for candle in published} == set(Interval)
    statement = "SELECT ROW(price, volume, side, timestamp, backfilled, day)::text FROM prices WHERE coin_id = :coin"
    row = await tables.scalar(statement, coin=coin.coin_id)
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
    tables: Tables, coin: OwnCoin, rig: RecorderRig, fields: dict[str, object]
) -> None:
    wrong = msgspec.structs.replace(coin.trade(), **fields)
    await rig.send(coin.trade(), wrong, coin.trade(), key=coin.coin_id)

    async with rig.recording():
        parked = await rig.parked(wrong)
        await eventually(lambda: has_rows(tables, coin, 2))

    assert "reason" in dict(parked.headers)


async def test_what_only_the_database_refuses_is_found_and_parked(
    tables: Tables, coin: OwnCoin, rig: RecorderRig
) -> None:
    await as_owner(tables, f"ALTER TABLE prices ADD CHECK (coin_id <> '{coin.coin_id}' OR price <> 13)")
    trades = [coin.trade(price=str(price)) for price in range(10, 30)]
    await rig.send(*trades)

    async with rig.recording():
        await rig.parked(trades[3])
        await eventually(lambda: has_rows(tables, coin, 19), timeout=20)


async def has_rows(tables: Tables, coin: OwnCoin, count: int) -> bool:
    return await tables.count(coin) == count


async def as_owner(tables: Tables, statement: str) -> None:
    async with tables.engine.begin() as conn:
        await conn.exec_driver_sql("SET ROLE NONE")
        await conn.exec_driver_sql(statement)
        await conn.exec_driver_sql("SET ROLE market_data")


async def test_members_come_and_go_and_each_trade_counts_once(tables: Tables, coin: OwnCoin, rig: RecorderRig) -> None:
    coins = [OwnCoin(f"{coin.symbol}M{n}") for n in range(24)]
    sent = 0

    async def send_some() -> None:
        nonlocal sent
        for _ in range(20):
            await rig.send(*(one.trade(NOON_US + sent) for one in coins))
            sent += 1

    async def all_stored() -> bool:
        return all([await tables.count(one) == sent for one in coins])

    async with rig.recording() as first:
        await send_some()
        async with rig.recording() as second:
            sending = asyncio.create_task(send_some())
            await eventually(lambda: bool(second.partitions and first.partitions), timeout=30)
            assert not first.partitions & second.partitions
            await sending
        await send_some()
        await eventually(all_stored, timeout=30)

    for one in coins:
        candle = await tables.candle(one.composite, NOON_US, Interval.DAY)
        assert candle is not None
        assert candle.trade_count == sent


async def test_a_killed_database_is_waited_for_and_nothing_is_lost_or_doubled(
    coin: OwnCoin, rig: RecorderRig, tmp_path_factory: pytest.TempPathFactory
) -> None:
    health = Health("database")
    health.up("database")
    folder: Path = tmp_path_factory.mktemp("postgres")
    with OwnPostgres(folder) as database:
        async with rig.recording(url=database.url, health=health) as recorder:
            tables = Tables(recorder._engine)
            await rig.send(*(coin.trade(NOON_US + n) for n in range(50)))
            await eventually(lambda: has_rows(tables, coin, 50), timeout=30)

            database.kill()
            await rig.send(*(coin.trade(NOON_US + 50 + n) for n in range(50)))
            await eventually(lambda: not health.ready, timeout=20)
            database.start()
            await eventually(lambda: health.ready, timeout=30)
            # The test's own reading must not meet a connection to the server that was killed.
            await recorder._engine.dispose()

            await eventually(lambda: has_rows(tables, coin, 100), timeout=30)
            candle = await tables.candle(coin.at(Venue.KRAKEN))
    assert candle is not None
    assert candle.trade_count == 100


async def test_it_is_behind_from_a_full_round_on_until_a_while_after_it(
    tables: Tables, coin: OwnCoin, rig: RecorderRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "_FULL_ROUND", 20)
    monkeypatch.setattr(consumer, "_BEHIND_SECONDS", 2)
    await rig.send(*(coin.trade(NOON_US + n) for n in range(100)))

    async with rig.recording() as recorder:
        assert not recorder.is_behind
        await eventually(lambda: recorder.is_behind, timeout=30)
        await eventually(lambda: has_rows(tables, coin, 100), timeout=30)
        await eventually(lambda: not recorder.is_behind, timeout=30)
