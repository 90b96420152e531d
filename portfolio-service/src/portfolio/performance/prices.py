"""Prices of coins at chosen times of the past, and now, in a portfolio's base currency."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from shared.clock import now_us

from portfolio.injection import Dependencies
from portfolio.ledger.currencies import USD
from portfolio.ledger.lots import EXACT
from portfolio.performance.history import Closes
from portfolio.valuation.past_prices import fetch_past_prices

_ONE: Final = Decimal(1)
_PLACES: Final = Decimal("1e-18")
_RECENT_US: Final = 60_000_000
"""What is not older has the price of now."""


class Prices:
    """Prices at chosen times, in the base currency."""

    def __init__(self, base_currency: str) -> None:
        self._base = base_currency
        self._prices: dict[tuple[str, int], Decimal] = {}

    async def load(self, deps: Dependencies, assets: Sequence[str], times_us: Sequence[int]) -> None:
        recent = now_us() - _RECENT_US
        past = [at for at in times_us if at < recent]
        named = {*assets, self._base}
        async with deps.database.begin() as conn:
            found = await fetch_past_prices(conn, deps.coins, [(asset, at) for asset in named for at in past])
        usd = {at: price.price for at, price in found.items()}
        for (asset, at), price in usd.items():
            rate = _ONE if self._base == USD else usd.get((self._base, at))
            if rate:
                self._prices[asset, at] = EXACT.divide(price, rate).quantize(_PLACES, context=EXACT)
        now = deps.prices.of(assets, self._base)
        for at in times_us:
            if at >= recent:
                self._prices |= {(asset, at): one.price for asset, one in now.items() if one.price is not None}

    def put(self, closes: Closes) -> None:
        """At a day's end its close counts, whatever else is known of that instant."""
        self._prices |= {(asset, at): price for asset, by_time in closes.items() for at, price in by_time.items()}

    def at(self, asset: str, time_us: int) -> Decimal | None:
        return _ONE if asset == self._base else self._prices.get((asset, time_us))
