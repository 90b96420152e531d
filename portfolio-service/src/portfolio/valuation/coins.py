"""The coins and currencies that have a price here, what callers and files call them, and whose candles price them."""

import difflib
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from shared.data.database import Database
from shared.errors import InvalidFieldError, UnavailableError
from shared.events.values import ASSET_ALIASES, composite_id
from sqlalchemy import text

from portfolio.ledger.currencies import CURRENCIES

_COINS = text("SELECT coin_id, symbol, name FROM market_api.coins ORDER BY market_cap_rank NULLS LAST, coin_id")

# The markets that say what money is worth.
_RATES = text("""
SELECT DISTINCT ON (base) base, instrument_id FROM market_api.instruments
WHERE base = ANY(:currencies) AND quote = 'USD' AND venue <> 'composite'
ORDER BY base, "position" NULLS LAST, instrument_id
""")

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
        self._rates: dict[str, str] = {}

    async def refresh(self, database: Database) -> None:
        """Read them all.

        Raises:
            UnavailableError: the database does not answer, or has no coin yet, as just after its first start.
        """
        async with database.begin() as conn:
            rows = [Coin(*row) for row in await conn.execute(_COINS)]
            found = await conn.execute(_RATES, {"currencies": sorted(CURRENCIES)})
            rates = {row.base: row.instrument_id for row in found}
        if not rows:
            raise UnavailableError(_NO_COINS)
        self.put(rows, rates)

    def put(self, coins: list[Coin], rates: Mapping[str, str] | None = None) -> None:
        """The best-known coin first: it goes before others of its symbol. `rates`: a currency's market in USD."""
        coins = [coin for coin in coins if coin.symbol not in CURRENCIES]
        self._rates = dict(rates or {})
        self._by_id = {coin.coin_id: coin for coin in coins}
        self._by_name = {}
        for coin in coins:
            self._by_name.setdefault(coin.symbol.upper(), coin.coin_id)

    def symbol_of(self, coin_id: str) -> str | None:
        coin = self._by_id.get(coin_id)
        return None if coin is None else coin.symbol

    @property
    def rates(self) -> Collection[str]:
        """The currencies that have a rate, without USD."""
        return self._rates.keys()

    @property
    def priced(self) -> Collection[str]:
        """All that has candles which say what it is worth."""
        return [*self._by_id, *self._rates]

    def series_of(self, asset: str) -> str | None:
        """The instrument whose candles say what a coin or a currency is worth in USD."""
        symbol = self.symbol_of(asset)
        return self._rates.get(asset) if symbol is None else composite_id(symbol)

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
