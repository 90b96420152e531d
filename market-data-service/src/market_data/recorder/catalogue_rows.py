"""Write the operator's catalogue to the tables of coins and instruments."""

from collections.abc import Sequence
from typing import Final

from shared.data.database_watch import WrongDatabaseError
from shared.events.values import Mode, Venue, split_instrument_id
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from market_data.domain.catalogue import Catalogue
from market_data.domain.coin_registry import follows_catalogue
from market_data.recorder.sql import instruments as store
from market_data.recorder.sql.coin_changes import change_coins, fetch_bases
from market_data.recorder.sql.recording import lock_all_partitions
from market_data.tables import deployment

_SEPARATORS: Final = {Venue.BINANCE: "", Venue.COINBASE: "-", Venue.KRAKEN: "/", Venue.COMPOSITE: "-"}


async def store_catalogue(engine: AsyncEngine, catalogue: Catalogue, mode: Mode) -> None:
    """Write the catalogue's coins and instruments; writing them again changes nothing.

    An instrument whose coin has changed is another coin's from here on; `coin_changes` moves what is stored of it.

    Raises:
        WrongDatabaseError: the data in the database are of another mode.
    """
    async with engine.begin() as conn:
        found = await conn.scalar(select(deployment.c.mode))
        if found is not None and found != mode.value:
            raise WrongDatabaseError(found, mode)
        coins = _coins(catalogue)
        await _change_coins(conn, catalogue, coins)
        await store.upsert_catalogue(conn, coins, _listings(catalogue, mode))


async def _change_coins(conn: AsyncConnection, catalogue: Catalogue, coins: Sequence[store.CoinRow]) -> None:
    """Give each known instrument the coin that the catalogue says its base asset stands for."""
    wanted = {
        id_: (coin_id, base)
        for id_, base, stored in await fetch_bases(conn)
        if (coin_id := catalogue.coin_of(base)) != stored
    }
    if not wanted:
        return
    await lock_all_partitions(conn)
    listed = {coin.coin_id for coin in coins}
    unlisted = dict(pair for pair in wanted.values() if pair[0] not in listed)
    await store.upsert_coins(
        conn, [*coins, *(store.CoinRow(coin_id, base, base) for coin_id, base in unlisted.items())]
    )
    await change_coins(conn, {id_: coin_id for id_, (coin_id, _) in wanted.items()})


def _coins(catalogue: Catalogue) -> list[store.CoinRow]:
    coins = [
        store.CoinRow(coin.coin_id, coin.symbol, coin.name, coin.market_cap_rank, coin.description, coin.tick)
        for coin in catalogue.coins
    ]
    # An instrument that is followed only for its rate needs a row for its coin as well.
    known = {coin.symbol for coin in catalogue.coins}
    quotes = sorted({split_instrument_id(id_)[0] for id_ in catalogue.rate_ids} - known)
    return coins + [store.CoinRow(catalogue.coin_of(quote), quote, quote) for quote in quotes]


def _listings(catalogue: Catalogue, mode: Mode) -> list[store.Listing]:
    if not follows_catalogue(mode):
        return []
    places = {id_: at for coin in catalogue.coins for at, id_ in enumerate(coin.instruments)}
    return [
        store.Listing(catalogue.instrument(id_, native(id_)), places.get(id_, at), is_rate=id_ in catalogue.rate_ids)
        for at, id_ in enumerate(catalogue.instrument_ids())
    ]


def native(id_: str) -> str:
    """The venue's own name of an instrument, as in its trades: `BTCUSDT`, `BTC-USD`, `BTC/USD`."""
    base, quote, venue = split_instrument_id(id_)
    return f"{base}{_SEPARATORS[venue]}{quote}"
