"""The figures of a portfolio now, of each asset and in total: its ledger times prices. No I/O and no clock.

A sum never silently leaves something out: what is not known is named in `excluded`, with its reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, NamedTuple

from shared.events.prices import PriceReason

from portfolio.ledger.lots import EXACT, Lot
from portfolio.ledger.outcome import AssetSums, Outcome, UnknownReason

_ZERO: Final = Decimal(0)
_HUNDRED: Final = Decimal(100)
_PERCENT: Final = Decimal("0.0001")
_UNIT: Final = Decimal("1e-18")


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


@dataclass(frozen=True, slots=True)
class AssetFigures:
    """`cost_basis` is of what is held; `roi_percent` is of everything that was ever acquired. None: not known."""

    asset: str
    quantity: Decimal
    price: PriceNow
    value: Decimal | None
    value_change_24h: Decimal | None
    cost_basis: Decimal | None
    average_cost: Decimal | None
    unrealized: Decimal | None
    realized: Decimal
    income: Decimal
    fees: Decimal
    roi_percent: Decimal | None
    share_percent: Decimal | None


@dataclass(frozen=True, slots=True)
class PortfolioFigures:
    """Sums over the assets whose figure is known; `excluded` names the others."""

    value: Decimal
    value_change_24h: Decimal
    cost_basis: Decimal
    unrealized: Decimal
    realized: Decimal
    income: Decimal
    fees: Decimal
    roi_percent: Decimal | None
    as_of_us: int | None
    stale: bool
    assets: tuple[AssetFigures, ...]
    excluded: tuple[Excluded, ...]


def figures_of(outcome: Outcome, prices: Mapping[str, PriceNow]) -> PortfolioFigures:
    """The dearest asset first; assets that are held no longer stay for what they earned, last."""
    lots: dict[str, list[Lot]] = {}
    for lot in outcome.lots():
        lots.setdefault(lot.asset, []).append(lot)
    assets = [
        _asset(name, lots.get(name, ()), outcome.of(name), prices.get(name, NO_PRICE))
        for name in sorted({*lots, *outcome.sums})
        if name in lots or _earned(outcome.of(name))
    ]
    value = _sum(one.value for one in assets)
    shared = [_with_share(one, value) for one in assets]
    held = [one for one in assets if one.quantity]
    as_of = [one.price.as_of_us for one in held if one.value is not None and one.price.as_of_us is not None]
    return PortfolioFigures(
        value=value,
        value_change_24h=_sum(one.value_change_24h for one in assets),
        cost_basis=_sum(one.cost_basis for one in assets),
        unrealized=_sum(one.unrealized for one in assets),
        realized=_sum(one.realized for one in assets),
        income=_sum(one.income for one in assets),
        fees=_sum(one.fees for one in outcome.sums.values()),
        roi_percent=_roi(
            _sum(one.unrealized for one in assets), _total(outcome, "realized"), _total(outcome, "income"), outcome
        ),
        as_of_us=min(as_of, default=None),
        stale=any(one.price.stale for one in held if one.value is not None),
        assets=tuple(sorted(shared, key=lambda one: (-(one.value or _ZERO), one.asset))),
        excluded=tuple(_excluded(held)),
    )


def _asset(name: str, lots: Sequence[Lot], sums: AssetSums, price: PriceNow) -> AssetFigures:
    quantity = _sum(lot.remaining for lot in lots)
    known = all(lot.cost is not None for lot in lots)
    cost = _sum(lot.cost for lot in lots) if known else None
    value = _worth(quantity, price.price)
    unrealized = None if value is None or cost is None else EXACT.subtract(value, cost)
    before = _worth(quantity, price.day_ago)
    earned = None if unrealized is None else _sum((unrealized, sums.realized, sums.income))
    return AssetFigures(
        asset=name,
        quantity=quantity,
        price=price,
        value=value,
        value_change_24h=None if value is None or before is None else EXACT.subtract(value, before),
        cost_basis=cost,
        average_cost=EXACT.divide(cost, quantity).quantize(_UNIT, context=EXACT)
        if cost is not None and quantity
        else None,
        unrealized=unrealized,
        realized=sums.realized,
        income=sums.income,
        fees=sums.fees,
        roi_percent=_percent(earned, sums.acquired) if not sums.unknown else None,
        share_percent=None,
    )


def _worth(quantity: Decimal, price: Decimal | None) -> Decimal | None:
    """Nothing is worth nothing, whatever its price is."""
    if not quantity:
        return _ZERO
    return None if price is None else EXACT.multiply(quantity, price)


def _with_share(one: AssetFigures, total: Decimal) -> AssetFigures:
    return replace(one, share_percent=None if one.value is None else _percent(one.value, total))


def _excluded(held: Sequence[AssetFigures]) -> list[Excluded]:
    found: list[Excluded] = []
    for one in held:
        if one.value is None:
            found.append(Excluded(one.asset, one.price.reason or UnknownReason.NO_PRICE))
        elif one.cost_basis is None:
            found.append(Excluded(one.asset, UnknownReason.UNKNOWN_COST))
    return found


def _roi(unrealized: Decimal, realized: Decimal, income: Decimal, outcome: Outcome) -> Decimal | None:
    return _percent(_sum((unrealized, realized, income)), _total(outcome, "acquired"))


def _total(outcome: Outcome, field: str) -> Decimal:
    return _sum(getattr(sums, field) for sums in outcome.sums.values())


def _earned(sums: AssetSums) -> bool:
    return bool(sums.realized or sums.income or sums.unknown)


def _percent(part: Decimal | None, whole: Decimal) -> Decimal | None:
    if part is None or not whole:
        return None
    return EXACT.divide(EXACT.multiply(part, _HUNDRED), whole).quantize(_PERCENT, context=EXACT)


def _sum(figures: Iterable[Decimal | None]) -> Decimal:
    total = _ZERO
    for one in figures:
        if one is not None:
            total = EXACT.add(total, one)
    return total
