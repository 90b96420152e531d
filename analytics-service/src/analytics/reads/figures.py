"""Figures on request: from the cache while nothing changed, else computed from PostgreSQL."""

from shared.values import Venue
from sqlalchemy.ext.asyncio import AsyncEngine

from analytics.pages import Page
from analytics.reads.connect import snapshot
from analytics.reads.pages import Wanted, read_page
from analytics.store.coins import resolve_market


class Figures:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def page(self, coin: str, venue: Venue, instrument_id: str | None, wanted: Wanted) -> Page:
        async with snapshot(self._engine) as conn:
            return await read_page(conn, await resolve_market(conn, coin, venue, instrument_id), wanted)
