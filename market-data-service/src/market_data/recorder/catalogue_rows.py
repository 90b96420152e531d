"""Write the operator's catalogue to the tables of coins and instruments."""

from typing import Final

from shared.data.database_watch import WrongDatabaseError
from shared.events.values import Mode, Venue, split_instrument_id
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from market_data.domain.catalogue import Catalogue
from market_data.domain.coin_registry import follows_catalogue
from market_data.recorder.sql import instruments as store
from market_data.tables import deployment

_SEPARATORS: Final = {Venue.BINANCE: "", Venue.COINBASE: "-", Venue.KRAKEN: "/", Venue.COMPOSITE: "-"}


async def store_catalogue(engine: AsyncEngine, catalogue: Catalogue, mode: Mode) -> None:
    """Write the catalogue's coins and instruments; writing them again changes nothing.

    Raises:
        WrongDatabaseError: the data in the database are of another mode.
    """
    async with engine.begin() as conn:
        found = await conn.scalar(select(deployment.c.mode))
        if found is not None and found != mode.value:
            raise WrongDatabaseError(found, mode)
        await store.upsert_catalogue(conn, _coins(catalogue), _listings(catalogue, mode))


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
