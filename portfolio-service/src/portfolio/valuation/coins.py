"""The coins that are followed, and what callers and files call them."""

import difflib
from typing import Final, NamedTuple

from shared.data.database import Database
from shared.errors import InvalidFieldError, UnavailableError
from shared.events.values import ASSET_ALIASES
from sqlalchemy import text

from portfolio.ledger.currencies import CURRENCIES

_COINS = text("SELECT coin_id, symbol, name FROM market_api.coins ORDER BY market_cap_rank NULLS LAST, coin_id")

_NO_COINS: Final = "The coins are not known yet. Try again shortly."


class Coin(NamedTuple):
    coin_id: str
    symbol: str
    name: str


class Coins:
    """Read from the database by `refresh`; nothing is known before."""

    def __init__(self) -> None:
        self._by_id: dict[str, Coin] = {}
        self._by_name: dict[str, str] = {}

    async def refresh(self, database: Database) -> None:
        """Read them all.

        Raises:
            UnavailableError: the database does not answer, or has no coin yet, as just after its first start.
        """
        async with database.begin() as conn:
            rows = [Coin(*row) for row in await conn.execute(_COINS)]
        if not rows:
            raise UnavailableError(_NO_COINS)
        self.put(rows)

    def put(self, coins: list[Coin]) -> None:
        """The best-known coin first: it goes before others of its symbol."""
        self._by_id = {coin.coin_id: coin for coin in coins}
        self._by_name = {}
        for coin in coins:
            self._by_name.setdefault(coin.symbol.upper(), coin.coin_id)

    def symbol_of(self, coin_id: str) -> str | None:
        coin = self._by_id.get(coin_id)
        return None if coin is None else coin.symbol

    def name_of(self, coin_id: str) -> str:
        """The id itself where it is no coin that is followed."""
        coin = self._by_id.get(coin_id)
        return coin_id if coin is None else coin.name

    def asset_of(self, name: str) -> str | None:
        """A coin_id, a symbol in any case, an alias, or a currency: what the ledger calls it; None: not known."""
        if name in self._by_id:
            return name
        upper = name.strip().upper()
        found = self._by_name.get(upper) or self._by_name.get(ASSET_ALIASES.get(upper, ""))
        if found is not None:
            return found
        if upper in CURRENCIES:
            return upper
        return name.lower() if name.lower() in self._by_id else None

    def resolve(self, name: str, field: str) -> str:
        """Raises `InvalidFieldError` with the nearest known name."""
        found = self.asset_of(name)
        if found is not None:
            return found
        known = [*self._by_id, *(name.lower() for name in self._by_name)]
        nearest = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.7)
        hint = f"; did you mean {nearest[0]!r}?" if nearest else ""
        raise InvalidFieldError(field, f"{name[:40]!r} is neither a coin that is followed nor a currency{hint}")
