"""Coins and instruments: what the catalogue lists, what trades brought, and where following each one began."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from shared.events import NotFollowed
from shared.events.values import Instrument, Venue, composite_id, split_instrument_id
from sqlalchemy import (
    ARRAY,
    CollectionAggregate,
    Numeric,
    Text,
    any_,
    bindparam,
    func,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.tables import coins, instruments


class Steps(NamedTuple):
    """The steps of an instrument's prices and of its sizes; None where the venue does not say."""

    tick: Decimal | None
    lot: Decimal | None


@dataclass(frozen=True, slots=True)
class CoinRow:
    coin_id: str
    symbol: str
    name: str
    market_cap_rank: int | None = None
    description: str | None = None
    tick: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """An instrument's place in the catalogue: `position` orders a coin's instruments, the first one leads."""

    instrument: Instrument
    position: int
    is_rate: bool = False


async def upsert_catalogue(conn: AsyncConnection, listed: Sequence[CoinRow], listings: Sequence[Listing]) -> None:
    """Make coins, instruments and composites what the catalogue says; what is not in it any more loses its position.

    Instruments whose coin the catalogue has changed have got it by `change_coins` before.
    """
    await upsert_coins(conn, listed)
    rows = [_listing_row(listing) for listing in listings]
    rows += [_composite_row(coin.coin_id, coin.symbol) for coin in listed]
    ids = [row["instrument_id"] for row in rows]
    await conn.execute(update(instruments).where(instruments.c.instrument_id.not_in(ids)).values(position=None))
    if not rows:
        return
    statement = insert(instruments)
    changed = {name: statement.excluded[name] for name in rows[0] if name != "instrument_id"}
    await conn.execute(
        statement.on_conflict_do_update(index_elements=[instruments.c.instrument_id], set_=changed),
        sorted(rows, key=lambda row: str(row["instrument_id"])),
    )


async def upsert_coins(conn: AsyncConnection, listed: Sequence[CoinRow]) -> None:
    """Make these coins what is said of them."""
    if not listed:
        return
    statement = insert(coins)
    names = ("symbol", "name", "market_cap_rank", "description", "tick")
    await conn.execute(
        statement.on_conflict_do_update(
            index_elements=[coins.c.id], set_={name: statement.excluded[name] for name in names}
        ),
        [
            {"id": coin.coin_id, **{name: getattr(coin, name) for name in names}}
            for coin in sorted(listed, key=lambda coin: coin.coin_id)
        ],
    )


def _listing_row(listing: Listing) -> dict[str, object]:
    instrument = listing.instrument
    return {
        "instrument_id": instrument.instrument_id,
        "coin_id": instrument.coin_id,
        "venue": instrument.venue.value,
        "base": instrument.base,
        "quote": instrument.quote,
        "native": instrument.native,
        "position": listing.position,
        "is_rate": listing.is_rate,
    }


def _composite_row(coin_id: str, symbol: str) -> dict[str, object]:
    return {
        "instrument_id": composite_id(symbol),
        "coin_id": coin_id,
        "venue": Venue.COMPOSITE.value,
        "base": symbol.upper(),
        "quote": "USD",
        "native": None,
        "position": None,
        "is_rate": False,
    }


def any_of(texts: Collection[str]) -> CollectionAggregate[bool]:
    """One parameter however many there are, so that it stays one prepared statement."""
    return any_(literal(list(texts), ARRAY(Text)))


async def fetch_coins_of(conn: AsyncConnection, ids: Collection[str]) -> dict[str, str]:
    """The coin of each of these instruments that is in the table."""
    found = select(instruments.c.instrument_id, instruments.c.coin_id).where(instruments.c.instrument_id == any_of(ids))
    return {row.instrument_id: row.coin_id for row in await conn.execute(found)}


async def register(conn: AsyncConnection, seen: Mapping[str, str]) -> dict[str, str]:
    """Add the coins and instruments (instrument id to coin id) that are in no table yet, and their composites.

    Returns the coin of each instrument as the table has it. It may be another than the one in `seen`, which an ingester
    with another catalogue has named; an instrument's rows all belong to the coin in the table.
    """
    known = await fetch_coins_of(conn, seen)
    new = {id_: seen[id_] for id_ in sorted(seen) if id_ not in known}
    if new:
        await _insert(conn, new)
        known |= await fetch_coins_of(conn, new)
    return known


async def _insert(conn: AsyncConnection, new: Mapping[str, str]) -> None:
    symbols = {coin_id: split_instrument_id(id_)[0] for id_, coin_id in new.items()}
    await conn.execute(
        insert(coins).on_conflict_do_nothing(),
        [{"id": coin_id, "symbol": symbols[coin_id], "name": symbols[coin_id]} for coin_id in sorted(symbols)],
    )
    rows = [_unknown_row(id_, coin_id) for id_, coin_id in new.items()]
    has_composite = set(
        await conn.scalars(
            select(instruments.c.coin_id).where(
                instruments.c.venue == Venue.COMPOSITE.value, instruments.c.coin_id.in_(symbols)
            )
        )
    )
    rows += [_composite_row(coin_id, symbols[coin_id]) for coin_id in sorted(symbols) if coin_id not in has_composite]
    await conn.execute(insert(instruments).on_conflict_do_nothing(), rows)


def _unknown_row(id_: str, coin_id: str) -> dict[str, object]:
    base, quote, venue = split_instrument_id(id_)
    instrument = Instrument(venue=venue, base=base, quote=quote, coin_id=coin_id, native="")
    row = _listing_row(Listing(instrument, position=0))
    return {**row, "native": None, "position": None}


async def fetch_start_id(conn: AsyncConnection, id_: str) -> int | None:
    """The newest trade id that REST listed before the first subscription ever; None before that."""
    return await conn.scalar(select(instruments.c.start_id).where(instruments.c.instrument_id == id_))


async def save_start_id(conn: AsyncConnection, instrument: Instrument, start_id: int) -> int:
    """Keep `start_id` unless there is one already; returns the one that holds."""
    await register(conn, {instrument.instrument_id: instrument.coin_id})
    of_it = instruments.c.instrument_id == instrument.instrument_id
    keep = update(instruments).where(of_it).values(start_id=func.coalesce(instruments.c.start_id, start_id))
    return int(await conn.scalar(keep.returning(instruments.c.start_id)) or 0)


# Day by day, the newest first, until two have been found: a trade within a second of midnight may stand on either.
_LAST_TRADE: Final = text("""
    SELECT newest.number, newest."timestamp"
    FROM (
        SELECT to_date(right(relname, 10), 'YYYY_MM_DD') AS day
        FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = 'prices'::regclass
        ORDER BY day DESC
    ) AS days
    CROSS JOIN LATERAL (
        SELECT ltrim(trade_id, 'a')::numeric AS number, "timestamp" FROM prices
        WHERE prices.day = days.day AND instrument_id = CAST(:id AS text)
            AND (left(trade_id, 1) = 'a') = CAST(:aggregated AS boolean)
        ORDER BY number DESC LIMIT 1
    ) AS newest
    LIMIT 2
""")


async def fetch_last_trade(conn: AsyncConnection, id_: str, *, aggregated: bool = False) -> tuple[int, datetime] | None:
    """The numerically greatest stored trade id of an instrument and its event time; None if there is none.

    `aggregated`: of the series with an `a` before it. Looks at the newest days that have one: ids never go back.
    """
    rows = await conn.execute(_LAST_TRADE, {"id": id_, "aggregated": aggregated})
    return max(((int(number), at) for number, at in rows), default=None)


async def set_steps(conn: AsyncConnection, listed: Mapping[Instrument, Steps]) -> None:
    """Note the steps of prices and sizes that a venue lists; what it does not say stays as it was."""
    await register(conn, {one.instrument_id: one.coin_id for one in listed})
    new = (
        func.coalesce(bindparam("new_tick", type_=Numeric), instruments.c.tick),
        func.coalesce(bindparam("new_lot", type_=Numeric), instruments.c.lot),
    )
    news = or_(instruments.c.tick.is_distinct_from(new[0]), instruments.c.lot.is_distinct_from(new[1]))
    await conn.execute(
        update(instruments).where(instruments.c.instrument_id == bindparam("id"), news).values(tick=new[0], lot=new[1]),
        # One lock order for everybody.
        [
            {"id": one.instrument_id, "new_tick": listed[one].tick, "new_lot": listed[one].lot}
            for one in sorted(listed, key=lambda one: one.instrument_id)
        ],
    )


async def set_disabled(conn: AsyncConnection, reasons: Mapping[str, NotFollowed | None]) -> None:
    """Note why instruments are not followed (`not_listed`), or that they are again (None)."""
    for id_ in sorted(reasons):
        await conn.execute(
            update(instruments).where(instruments.c.instrument_id == id_).values(disabled_reason=reasons[id_])
        )
