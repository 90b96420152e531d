"""Which coin and which of its instruments a caller means. Reads the views of `market_api`."""

import msgspec
from shared.errors import UnknownCoinError, UnknownInstrumentError
from shared.events.values import ASSET_ALIASES, Venue, composite_id
from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.engine.sql.market_views import coins, instruments


class ChosenInstrument(msgspec.Struct, frozen=True):
    """One instrument of one coin."""

    coin_id: str
    symbol: str
    instrument_id: str
    venue: Venue
    quote: str


async def resolve_instrument(
    conn: AsyncConnection, coin: str, venue: Venue = Venue.COMPOSITE, instrument_id: str | None = None
) -> ChosenInstrument:
    """The instrument that is named, else the coin's first one of `venue` in the catalogue's order.

    The composite is resolved even if it has no candle.

    Raises:
        UnknownCoinError: neither a coin_id nor a symbol, in any case.
        UnknownInstrumentError: not an instrument of that coin, or the coin has none at that venue.
    """
    coin_id, symbol = await _resolve_coin(conn, coin)
    composite = ChosenInstrument(coin_id, symbol, composite_id(symbol), Venue.COMPOSITE, "USD")
    if instrument_id == composite.instrument_id or (instrument_id is None and venue is Venue.COMPOSITE):
        return composite
    columns = instruments.c
    which = columns.instrument_id == instrument_id if instrument_id is not None else columns.venue == venue.value
    found = await conn.execute(
        select(columns.instrument_id, columns.venue, columns.quote)
        .where(columns.coin_id == coin_id, which)
        .order_by(columns.position.asc().nulls_last(), columns.instrument_id)
        .limit(1)
    )
    row = found.one_or_none()
    if row is not None:
        return ChosenInstrument(coin_id, symbol, row.instrument_id, Venue(row.venue), row.quote)
    raise UnknownInstrumentError(coin_id, instrument_id or f"at {venue}")


async def _resolve_coin(conn: AsyncConnection, coin: str) -> tuple[str, str]:
    """A coin_id goes before a symbol, that before an alias (`XBT`), that before a coin_id in another case (`Bitcoin`).

    A ranked coin goes before others of the same symbol.
    """
    columns, symbol = coins.c, func.upper(coins.c.symbol)
    names = {coin.upper(), ASSET_ALIASES.get(coin.upper(), coin.upper())}
    found = await conn.execute(
        select(columns.coin_id, columns.symbol)
        .where(or_(columns.coin_id.in_({coin, coin.lower()}), symbol.in_(names)))
        .order_by(
            (columns.coin_id == coin).desc(),
            (symbol == coin.upper()).desc(),
            symbol.in_(names).desc(),
            columns.market_cap_rank.asc().nulls_last(),
            columns.coin_id,
        )
        .limit(1)
    )
    row = found.one_or_none()
    if row is None:
        raise UnknownCoinError(coin)
    return row.coin_id, row.symbol
