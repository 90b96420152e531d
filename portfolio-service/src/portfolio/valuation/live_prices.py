"""The newest price of every coin, in any base currency. Fed by the topic of prices."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from shared.events.prices import PriceReason, PriceV1, aged

from portfolio.ledger.currencies import CURRENCIES, USD
from portfolio.ledger.lots import EXACT
from portfolio.ledger.outcome import UnknownReason
from portfolio.valuation.figures import NO_PRICE, PriceNow

_HUNDRED: Final = Decimal(100)
_PLACES: Final = Decimal("1e-18")
_ONE: Final = PriceNow(Decimal(1), day_ago=Decimal(1))


class LivePrices:
    def __init__(self, stale_after_us: int, clock_us: Callable[[], int]) -> None:
        self._stale_after_us = stale_after_us
        self._clock_us = clock_us
        self._prices: dict[str, PriceV1] = {}

    def put(self, price: PriceV1) -> None:
        self._prices[price.coin_id] = price

    def changed_since(self, seen: dict[str, int]) -> list[str]:
        """The coins with another price than `seen` has, which then has the newest ones."""
        changed = [coin_id for coin_id, price in self._prices.items() if seen.get(coin_id) != price.made_us]
        for coin_id in changed:
            seen[coin_id] = self._prices[coin_id].made_us
        return changed

    def of(self, assets: Iterable[str], base_currency: str) -> dict[str, PriceNow]:
        """The price of each asset in `base_currency`; one that is not known has none, and a reason."""
        base = self._usd(base_currency)
        return {asset: _ONE if asset == base_currency else _in_base(self._usd(asset), base) for asset in assets}

    def _usd(self, asset: str) -> PriceNow:
        if asset == USD:
            return _ONE
        if asset in CURRENCIES:
            return PriceNow(None, reason=UnknownReason.NO_RATE)
        found = self._prices.get(asset)
        if found is None:
            return NO_PRICE
        price = aged(found, self._clock_us(), self._stale_after_us)
        return PriceNow(
            price=price.price,
            as_of_us=price.as_of_us,
            stale=price.stale,
            reason=price.reason if price.price is not None else price.reason or PriceReason.NO_DATA,
            day_ago=_before(price.price, price.change_24h_percent),
        )


def _before(price: Decimal | None, change_percent: Decimal | None) -> Decimal | None:
    """What the price was before it changed by so many per cent."""
    if price is None or change_percent is None or change_percent <= -_HUNDRED:
        return None
    return EXACT.divide(EXACT.multiply(price, _HUNDRED), _HUNDRED + change_percent).quantize(_PLACES, context=EXACT)


def _in_base(price: PriceNow, base: PriceNow) -> PriceNow:
    if base is _ONE or price.price is None:
        return price
    if not base.price:
        return PriceNow(None, reason=UnknownReason.NO_RATE)
    return PriceNow(
        price=_divided(price.price, base.price),
        as_of_us=min((at for at in (price.as_of_us, base.as_of_us) if at is not None), default=None),
        stale=price.stale or base.stale,
        reason=price.reason or base.reason,
        day_ago=_divided(price.day_ago, base.day_ago) if price.day_ago is not None and base.day_ago else None,
    )


def _divided(price: Decimal, base: Decimal) -> Decimal:
    return EXACT.divide(price, base).quantize(_PLACES, context=EXACT)
