"""The figures of a portfolio now, of each asset and in total: its holdings times prices. No I/O and no clock.

A sum never silently leaves something out: what is not known is named in `excluded`, with its reason.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Final, NamedTuple

import msgspec
from shared.events.prices import PriceReason

from portfolio.ledger.lots import EXACT
from portfolio.ledger.outcome import Outcome, UnknownReason
from portfolio.valuation.holdings import ZERO, Holding, Holdings, holdings_of

_HUNDRED: Final = Decimal(100)
_PERCENT: Final = Decimal("0.0001")


FigureReason = PriceReason | UnknownReason
"""Why a figure is not known, or is doubtful: what is said of the price, or of the ledger."""


class PriceNow(NamedTuple):
    """A price in the base currency. `day_ago`: 24 hours before; None where it is not known."""

    price: Decimal | None
    as_of_us: int | None = None
    stale: bool = False
    reason: FigureReason | None = None
    day_ago: Decimal | None = None


NO_PRICE: Final = PriceNow(None, reason=UnknownReason.NO_PRICE)


class Excluded(NamedTuple):
    asset: str
    reason: FigureReason


class AssetFigures(msgspec.Struct, frozen=True, gc=False):
    """`roi_percent` is of everything that was ever acquired. None: not known."""

    holding: Holding
    price: PriceNow
    value: Decimal | None
    value_change_24h: Decimal | None
    unrealized: Decimal | None
    roi_percent: Decimal | None
    share_percent: Decimal | None

    @property
    def asset(self) -> str:
        return self.holding.asset

    @property
    def quantity(self) -> Decimal:
        return self.holding.quantity

    @property
    def cost_basis(self) -> Decimal | None:
        return self.holding.cost_basis

    @property
    def average_cost(self) -> Decimal | None:
        return self.holding.average_cost

    @property
    def realized(self) -> Decimal:
        return self.holding.realized

    @property
    def income(self) -> Decimal:
        return self.holding.income

    @property
    def fees(self) -> Decimal:
        return self.holding.fees


class PortfolioFigures(NamedTuple):
    """Sums over the assets whose figure is known; `excluded` names the others."""

    holdings: Holdings
    value: Decimal
    value_change_24h: Decimal
    unrealized: Decimal
    roi_percent: Decimal | None
    as_of_us: int | None
    stale: bool
    assets: tuple[AssetFigures, ...]
    excluded: tuple[Excluded, ...]

    @property
    def cost_basis(self) -> Decimal:
        return self.holdings.cost_basis

    @property
    def realized(self) -> Decimal:
        return self.holdings.realized

    @property
    def income(self) -> Decimal:
        return self.holdings.income

    @property
    def fees(self) -> Decimal:
        return self.holdings.fees

    @property
    def reason(self) -> FigureReason | None:
        """Why the sums are not whole: the first of what they leave out."""
        return self.excluded[0].reason if self.excluded else None


def figures_of(outcome: Outcome, prices: Mapping[str, PriceNow]) -> PortfolioFigures:
    return valued(holdings_of(outcome), prices)


def valued(holdings: Holdings, prices: Mapping[str, PriceNow]) -> PortfolioFigures:
    """The dearest asset first; assets that are held no longer stay for what they earned, last."""
    with localcontext(EXACT):
        priced = [(one, prices.get(one.asset, NO_PRICE)) for one in holdings.assets]
        values = [_worth(one.quantity, price.price) for one, price in priced]
        value = sum([each for each in values if each is not None], ZERO)
        assets = [_asset(one, price, own, value) for (one, price), own in zip(priced, values, strict=True)]
        held = [(price, own) for (one, price), own in zip(priced, values, strict=True) if one.quantity]
        as_of = [price.as_of_us for price, own in held if own is not None and price.as_of_us is not None]
        return PortfolioFigures(
            holdings=holdings,
            value=value,
            value_change_24h=sum([one.value_change_24h for one in assets if one.value_change_24h is not None], ZERO),
            unrealized=sum([one.unrealized for one in assets if one.unrealized is not None], ZERO),
            roi_percent=_roi(assets),
            as_of_us=min(as_of, default=None),
            stale=any(price.stale for price, own in held if own is not None),
            assets=tuple(sorted(assets, key=_dearest_first)),
            excluded=tuple(_excluded(assets)),
        )


def _asset(one: Holding, price: PriceNow, value: Decimal | None, whole: Decimal) -> AssetFigures:
    """`value` is its share of the `whole` portfolio."""
    before = _worth(one.quantity, price.day_ago)
    unrealized = None if value is None or one.cost_basis is None else value - one.cost_basis
    return AssetFigures(
        one,
        price,
        value,
        None if value is None or before is None else value - before,
        unrealized,
        None if unrealized is None else _percent(unrealized + one.earned, one.acquired),
        _percent(value, whole),
    )


def _worth(quantity: Decimal, price: Decimal | None) -> Decimal | None:
    """Nothing is worth nothing, whatever its price is."""
    if not quantity:
        return ZERO
    return None if price is None else quantity * price


def _dearest_first(one: AssetFigures) -> tuple[Decimal, str]:
    return -(one.value or ZERO), one.holding.asset


def _excluded(assets: Sequence[AssetFigures]) -> list[Excluded]:
    """What lacks in a sum: a value, a cost, or the gain of something that was sold."""
    found: list[Excluded] = []
    for one in assets:
        if one.value is None:
            found.append(Excluded(one.asset, one.price.reason or UnknownReason.NO_PRICE))
        elif one.holding.reason is not None:
            found.append(Excluded(one.asset, one.holding.reason))
    return found


def _roi(assets: Sequence[AssetFigures]) -> Decimal | None:
    """Of the assets of which everything is known; `excluded` names the others."""
    earned = acquired = ZERO
    for one in assets:
        if one.unrealized is not None and one.holding.acquired is not None:
            earned += one.unrealized + one.holding.earned
            acquired += one.holding.acquired
    return _percent(earned, acquired)


def _percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    if part is None or not whole:
        return None
    return (part * _HUNDRED / whole).quantize(_PERCENT)
