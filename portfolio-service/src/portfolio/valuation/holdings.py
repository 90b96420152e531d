"""What a ledger says of each asset, whatever it is worth: quantity, cost, and what it earned so far. No I/O."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from portfolio.ledger.lots import EXACT, Pool
from portfolio.ledger.outcome import AssetSums, Outcome, UnknownReason

ZERO: Final = Decimal(0)
_UNIT: Final = Decimal("1e-18")


class Holding(NamedTuple):
    """`cost_basis` is of what is held. `earned`: realised gains and income. `acquired`: the cost of all that ever came.

    `cost_basis` and `average_cost` are None where the cost of a lot is not known; `acquired` where any ever was.
    `reason`: why a figure of it is not known, though its price is.
    """

    asset: str
    quantity: Decimal
    cost_basis: Decimal | None
    average_cost: Decimal | None
    realized: Decimal
    income: Decimal
    fees: Decimal
    earned: Decimal
    acquired: Decimal | None
    reason: UnknownReason | None = None


class Holdings(NamedTuple):
    """`assets`: what is held, and what is held no longer but earned something. The sums are over all there ever was."""

    assets: tuple[Holding, ...]
    cost_basis: Decimal
    realized: Decimal
    income: Decimal
    fees: Decimal

    @property
    def names(self) -> list[str]:
        """What is to be priced."""
        return [one.asset for one in self.assets]


def holdings_of(outcome: Outcome) -> Holdings:
    """By pool, not by lot: of a ledger with a hundred thousand lots as fast as of one with ten."""
    pools = outcome.pools_by_asset()
    lacking = {one.asset for one in outcome.missing}
    assets = tuple(
        _holding(name, pools.get(name, ()), outcome.of(name), is_lacking=name in lacking)
        for name in sorted({*pools, *outcome.sums})
        if name in pools or _earned(outcome.of(name))
    )
    return Holdings(
        assets=assets,
        cost_basis=total(one.cost_basis for one in assets),
        realized=total(one.realized for one in assets),
        income=total(one.income for one in assets),
        fees=total(one.fees for one in outcome.sums.values()),
    )


def _holding(name: str, pools: Sequence[Pool], sums: AssetSums, *, is_lacking: bool) -> Holding:
    quantity = total(pool.quantity for pool in pools)
    cost = total(pool.cost for pool in pools) if all(pool.cost is not None for pool in pools) else None
    return Holding(
        asset=name,
        quantity=quantity,
        cost_basis=cost,
        average_cost=EXACT.divide(cost, quantity).quantize(_UNIT, context=EXACT)
        if cost is not None and quantity
        else None,
        realized=sums.realized,
        income=sums.income,
        fees=sums.fees,
        earned=EXACT.add(sums.realized, sums.income),
        acquired=None if sums.unknown else sums.acquired,
        reason=_reason(sums, cost, is_lacking=is_lacking),
    )


def _reason(sums: AssetSums, cost: Decimal | None, *, is_lacking: bool) -> UnknownReason | None:
    if is_lacking:
        return UnknownReason.MISSING_ACQUISITION
    return UnknownReason.UNKNOWN_COST if cost is None or sums.unknown else None


def _earned(sums: AssetSums) -> bool:
    return bool(sums.realized or sums.income or sums.unknown)


def total(figures: Iterable[Decimal | None]) -> Decimal:
    """The sum of those that are known."""
    found = ZERO
    for one in figures:
        if one is not None:
            found = EXACT.add(found, one)
    return found
