"""The views of schema `market_api` that this service reads; market-data owns them and their columns."""

from sqlalchemy import TableClause, column, select, table
from sqlalchemy.ext.asyncio import AsyncConnection

from sentiment.texts.coin_tags import CoinName


def _view(name: str, *columns: str) -> TableClause:
    return table(name, *map(column, columns), schema="market_api")


coins = _view("coins", "coin_id", "symbol", "name", "market_cap_rank")


async def fetch_coins(conn: AsyncConnection) -> tuple[CoinName, ...]:
    """Those that the platform follows, by rank."""
    rows = await conn.execute(select(coins).order_by(coins.c.market_cap_rank.nulls_last(), coins.c.coin_id))
    return tuple(CoinName(row.coin_id, row.symbol, row.name) for row in rows)
