"""Read the coins and their instruments."""

from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from shared.events import NotFollowed
from shared.events.values import Venue
from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.domain.coin_registry import Coin, RegisteredInstrument
from market_data.tables import coins, instruments


async def fetch_coins(conn: AsyncConnection) -> list[Coin]:
    """Every coin with its instruments in the catalogue's order, then those it does not know by name.

    A coin without any instrument, even a composite, is one that the catalogue calls by another name now.
    """
    listed = await conn.execute(
        select(
            instruments.c.coin_id,
            instruments.c.instrument_id,
            instruments.c.venue,
            instruments.c.is_rate,
            instruments.c.disabled_reason,
            instruments.c.tick,
            instruments.c.lot,
        )
        .where(instruments.c.venue != Venue.COMPOSITE.value)
        .order_by(instruments.c.coin_id, instruments.c.position.nulls_last(), instruments.c.instrument_id)
    )
    of_coin = {
        coin_id: tuple(_instrument(*row[1:]) for row in rows)
        for coin_id, rows in groupby(listed, key=lambda row: row[0])
    }
    found = await conn.execute(
        select(
            coins.c.id, coins.c.symbol, coins.c.name, coins.c.market_cap_rank, coins.c.description, coins.c.tick
        ).where(exists().where(instruments.c.coin_id == coins.c.id))
    )
    return [_with_tick(Coin(*row, instruments=of_coin.get(row[0], ()))) for row in found]


def _instrument(
    instrument_id: str, venue: str, is_rate: bool, disabled: str | None, tick: Decimal | None, lot: Decimal | None
) -> RegisteredInstrument:
    return RegisteredInstrument(
        instrument_id, Venue(venue), is_rate, NotFollowed(disabled) if disabled else None, tick, lot
    )


def _with_tick(coin: Coin) -> Coin:
    """`coin` with the finest step of its instruments, those in USD before others, unless the catalogue says one."""
    ticks = [(not listed.instrument_id.partition(".")[0].endswith("-USD"), listed.tick) for listed in coin.instruments]
    known = [(is_other, tick) for is_other, tick in ticks if tick is not None]
    return coin if coin.tick is not None or not known else replace(coin, tick=min(known)[1])
