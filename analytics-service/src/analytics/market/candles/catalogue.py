"""All coins by every name they may be called, read in one statement. Reads the views of `market_api`."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from shared.errors import UnknownCoinError
from shared.events.values import ASSET_ALIASES, composite_id
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_COINS = text("SELECT coin_id, symbol, name, market_cap_rank FROM market_api.coins")
_VENUES = text("""
SELECT instrument_id, coin_id, venue FROM market_api.instruments
WHERE venue <> 'composite' ORDER BY position NULLS LAST, instrument_id
""")


class ListedCoin(NamedTuple):
    coin_id: str
    symbol: str
    name: str
    market_cap_rank: int | None

    @property
    def composite(self) -> str:
        """The id of its composite instrument, in USD over all venues."""
        return composite_id(self.symbol)

    @property
    def order(self) -> tuple[bool, int, str]:
        """Ranked coins first, by rank."""
        return self.market_cap_rank is None, self.market_cap_rank or 0, self.coin_id


class Catalogue:
    """Finds coins as `engine.sql.instruments` does: by coin_id, symbol, alias, then coin_id in another case."""

    def __init__(self, coins: Iterable[ListedCoin]) -> None:
        self.coins = tuple(sorted(coins, key=lambda coin: coin.order))
        self._by_id = {coin.coin_id: coin for coin in self.coins}
        self._by_symbol: dict[str, ListedCoin] = {}
        for coin in self.coins:
            self._by_symbol.setdefault(coin.symbol.upper(), coin)

    def find(self, name: str) -> ListedCoin:
        """Raises `UnknownCoinError`."""
        upper = name.upper()
        found = (
            self._by_id.get(name)
            or self._by_symbol.get(upper)
            or self._by_symbol.get(ASSET_ALIASES.get(upper, upper))
            or self._by_id.get(name.lower())
        )
        if found is None:
            raise UnknownCoinError(name)
        return found

    def find_all(self, names: Sequence[str]) -> list[ListedCoin]:
        """Each once, in the order of the names. Raises `UnknownCoinError`."""
        return list(dict.fromkeys(self.find(name) for name in names))


async def fetch_catalogue(conn: AsyncConnection) -> Catalogue:
    return Catalogue(ListedCoin(*row) for row in await conn.execute(_COINS))


class VenueInstrument(NamedTuple):
    instrument_id: str
    coin_id: str
    venue: str


async def fetch_venue_instruments(conn: AsyncConnection) -> list[VenueInstrument]:
    """All instruments at venues, each coin's in the catalogue's order."""
    return [VenueInstrument(*row) for row in await conn.execute(_VENUES)]
