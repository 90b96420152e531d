"""The catalogue gives an instrument another coin, while trades come and rows of it are stored."""

import msgspec
import pytest
from market_data.domain.catalogue import Catalogue, CatalogueCoin
from market_data.live.sql_coins import fetch_coins
from market_data.recorder.catalogue_rows import store_catalogue
from market_data.recorder.coin_changes import move_stored_rows
from shared.events import GapKind, GapState, TradeV1
from shared.events.values import CandleStatus, Interval, Mode, Venue
from sqlalchemy import text
from stack.testing import eventually

from .rig import RecorderRig
from .tables import NOON_US, OwnCoin, Tables

MINUTE = Interval.MINUTE.us


def catalogue(coin: OwnCoin, coin_id: str) -> Catalogue:
    name = CatalogueCoin(coin_id=coin_id, symbol=coin.symbol, name=coin.symbol, instruments=(coin.at(Venue.KRAKEN),))
    return Catalogue(coins=(name,))


def of(coin_id: str, trade: TradeV1) -> TradeV1:
    return msgspec.structs.replace(trade, coin_id=coin_id)


@pytest.fixture
async def names(tables: Tables, coin: OwnCoin) -> tuple[str, str]:
    """Give the coin's old id, under which it is in the catalogue and has a trade, and its new one."""
    old, new = f"{coin.coin_id}-old", f"{coin.coin_id}-new"
    await store_catalogue(tables.engine, catalogue(coin, old), Mode.SIMULATED)
    await tables.record([of(old, coin.trade(NOON_US))])
    return old, new


async def coins_of(tables: Tables, table: str, coin: OwnCoin) -> set[str]:
    statement = f"SELECT array_agg(DISTINCT coin_id) FROM {table} WHERE instrument_id LIKE :ids"  # noqa: S608 - ours
    return set(await tables.scalar(statement, ids=f"{coin.symbol}-%") or ())


@pytest.mark.parametrize("recorder_first", [True, False])
async def test_trades_of_a_renamed_coin_are_stored_whoever_reads_the_new_catalogue_first(
    tables: Tables, coin: OwnCoin, rig: RecorderRig, names: tuple[str, str], recorder_first: bool
) -> None:
    old, new = names
    if recorder_first:
        await store_catalogue(tables.engine, catalogue(coin, new), Mode.SIMULATED)
    async with rig.recording():
        for name in (old, new, old):
            await rig.send(of(name, coin.trade(NOON_US + 1)))
        await eventually(lambda: tables.has_trades(f"{coin.symbol}-%", 4), timeout=30)

    await store_catalogue(tables.engine, catalogue(coin, new), Mode.SIMULATED)
    await move_stored_rows(tables.engine)

    assert (await tables.existing(coin.composite)).trade_count == 4
    assert (await tables.existing(coin.composite, NOON_US, Interval.DAY)).coin_id == new
    for table in ("prices", "candles", "instruments"):
        assert await coins_of(tables, table, coin) == {new}


async def test_the_ledger_of_a_renamed_coin_goes_on(tables: Tables, coin: OwnCoin, names: tuple[str, str]) -> None:
    old, new = names
    await tables.follow(coin, NOON_US - Interval.HOUR.us)
    hole = coin.gap(GapKind.HOLE, NOON_US + MINUTE, end_us=NOON_US + 2 * MINUTE - 1, state=GapState.OPEN)
    await tables.record_gaps(msgspec.structs.replace(hole, coin_id=old))

    await store_catalogue(tables.engine, catalogue(coin, new), Mode.SIMULATED)
    await tables.record([of(new, coin.trade(NOON_US + n * MINUTE)) for n in range(3)])

    found = [(await tables.existing(coin.composite, NOON_US + n * MINUTE)).status for n in range(3)]
    assert found == [CandleStatus.COMPLETE, CandleStatus.PARTIAL, CandleStatus.COMPLETE]
    assert await coins_of(tables, "market_gaps", coin) == {new}


async def test_the_old_name_names_no_coin_any_more(tables: Tables, coin: OwnCoin, names: tuple[str, str]) -> None:
    old, new = names

    await store_catalogue(tables.engine, catalogue(coin, new), Mode.SIMULATED)

    async with tables.engine.connect() as conn:
        known = {one.coin_id for one in await fetch_coins(conn)}
        seen_by_others = set(await conn.scalars(text("SELECT coin_id FROM market_api.coins")))
    for found in (known, seen_by_others):
        assert new in found
        assert old not in found


async def test_a_coin_that_left_the_catalogue_is_called_by_its_asset(
    tables: Tables, coin: OwnCoin, names: tuple[str, str]
) -> None:
    other = OwnCoin(f"{coin.symbol}O")

    await store_catalogue(tables.engine, catalogue(other, other.coin_id), Mode.SIMULATED)
    await move_stored_rows(tables.engine)

    assert await coins_of(tables, "prices", coin) == {coin.coin_id}
    assert names[0] != coin.coin_id


async def test_rows_of_a_coin_that_was_renamed_twice_follow_to_the_last_name(
    tables: Tables, coin: OwnCoin, names: tuple[str, str]
) -> None:
    _, new = names
    await store_catalogue(tables.engine, catalogue(coin, f"{new}er"), Mode.SIMULATED)
    await tables.record([coin.trade(NOON_US + MINUTE)])

    await store_catalogue(tables.engine, catalogue(coin, new), Mode.SIMULATED)
    await move_stored_rows(tables.engine)

    assert await coins_of(tables, "prices", coin) == {new}
    left = "SELECT count(*) FROM coin_changes WHERE instrument_id LIKE :ids"
    assert await tables.scalar(left, ids=f"{coin.symbol}-%") == 0
