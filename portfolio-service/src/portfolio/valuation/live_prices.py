"""The newest price of every coin, in any base currency. Fed by the topics of prices and of currencies' rates."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Final

from shared.events.prices import PriceReason, PriceV1, aged
from shared.events.trades import RateV1

from portfolio.ledger.currencies import CURRENCIES, USD
from portfolio.ledger.lots import EXACT
from portfolio.ledger.outcome import UnknownReason
from portfolio.valuation.figures import NO_PRICE, PriceNow

_RATE_STALE_AFTER_US: Final = 60_000_000
"""A rate is said anew every few seconds while a book younger than that has one."""
_HUNDRED: Final = Decimal(100)
_PLACES: Final = Decimal("1e-18")
_ONE: Final = PriceNow(Decimal(1), day_ago=Decimal(1))


class LivePrices:
    def __init__(self, stale_after_us: int, clock_us: Callable[[], int]) -> None:
        self._stale_after_us = stale_after_us
        self._clock_us = clock_us
        self._prices: dict[str, PriceV1] = {}
        self._rates: dict[str, RateV1] = {}
        self._rates_changed_us: dict[str, int] = {}
        self._rates_day_ago: Mapping[str, Decimal] = {}

    def put(self, price: PriceV1) -> None:
        self._prices[price.coin_id] = price

    def put_rate(self, rate: RateV1) -> None:
        known = self._rates.get(rate.quote)
        if known is None or known.quote_usd != rate.quote_usd:
            self._rates_changed_us[rate.quote] = rate.holds_us
        self._rates[rate.quote] = rate

    def put_rates_day_ago(self, rates: Mapping[str, Decimal]) -> None:
        """What a unit of each currency was worth in USD 24 hours ago."""
        self._rates_day_ago = rates

    def changed_since(self, seen: dict[str, int]) -> list[str]:
        """The coins and currencies with another price than `seen` has, which then has the newest ones."""
        newest = self._rates_changed_us | {coin_id: price.made_us for coin_id, price in self._prices.items()}
        changed = [asset for asset, made_us in newest.items() if seen.get(asset) != made_us]
        seen.update(newest)
        return changed

    def of(self, assets: Iterable[str], base_currency: str) -> dict[str, PriceNow]:
        """The price of each asset in `base_currency`; one that is not known has none, and a reason."""
        base = self._usd(base_currency)
        return {asset: _ONE if asset == base_currency else _in_base(self._usd(asset), base) for asset in assets}

    def _usd(self, asset: str) -> PriceNow:
        if asset == USD:
            return _ONE
        if asset in CURRENCIES:
            return self._rate(asset)
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

    def _rate(self, currency: str) -> PriceNow:
        rate = self._rates.get(currency)
        if rate is None:
            return PriceNow(None, reason=UnknownReason.NO_RATE)
        stale = self._clock_us() - rate.holds_us > _RATE_STALE_AFTER_US
        return PriceNow(
            price=rate.quote_usd,
            as_of_us=rate.as_of_us,
            stale=stale,
            reason=PriceReason.VENUE_STALE if stale else rate.reason,
            day_ago=self._rates_day_ago.get(currency),
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
