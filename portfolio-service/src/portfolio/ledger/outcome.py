"""What follows from a ledger: disposals, income, sums of each asset, and what only the owner can answer. No I/O."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

import msgspec

from portfolio.ledger.lots import EXACT, Lot, Pool, TakenLot
from portfolio.ledger.steps import Steps
from portfolio.ledger.transactions import Kind, Transaction

_ZERO: Final = Decimal(0)


class UnknownReason(StrEnum):
    """Why a figure of the ledger is not known."""

    MISSING_ACQUISITION = "missing_acquisition"
    """More went out than came in."""
    UNKNOWN_COST = "unknown_cost"
    """What the lots cost is not known."""
    NO_PRICE = "no_price"
    """No price of that time is known."""
    NO_RATE = "no_rate"
    """No rate of the currency at that time is known."""


class Valued(msgspec.Struct, frozen=True, gc=False):
    """A transaction with what it was worth at its time, in the base currency.

    `value` is of what came in, what went out, or both sides of a trade; `fee_value` of the fee. None: not known, and
    `reason` (`fee_reason`) says why.
    """

    transaction: Transaction
    value: Decimal | None = None
    reason: UnknownReason | None = None
    fee_value: Decimal | None = None
    fee_reason: UnknownReason | None = None


class StoredTransaction(NamedTuple):
    """`value_source` and `fee_value_source` say where its worth comes from: `given`, or a candle."""

    valued: Valued
    value_source: str | None = None
    fee_value_source: str | None = None
    created_us: int = 0
    updated_us: int = 0
    is_joined: bool = False
    """A transfer that was made of a withdrawal and a deposit."""


class Disposal(msgspec.Struct, frozen=True, gc=False):
    """What went out of the pool by one row, or as its fee: `gain` = `proceeds` - `cost`, None while one is unknown."""

    transaction_id: str
    kind: Kind
    time_us: int
    asset: str
    quantity: Decimal
    proceeds: Decimal | None
    cost: Decimal | None
    gain: Decimal | None
    reason: UnknownReason | None
    lots: tuple[TakenLot, ...]


class Missing(msgspec.Struct, frozen=True):
    """More went out by a row than there was: `quantity` of it came from nowhere."""

    transaction_id: str
    asset: str
    wallet: str
    quantity: Decimal


@dataclass(slots=True)
class AssetSums:
    """Of one asset, in the base currency. What is unknown is counted in `unknown`, not added.

    `acquired` is the cost of everything that ever came in. `spent`: payments, and fees that are in no cost.
    `contributed`: what was brought in, less the cost of what was taken out.
    """

    realized: Decimal = _ZERO
    income: Decimal = _ZERO
    fees: Decimal = _ZERO
    spent: Decimal = _ZERO
    acquired: Decimal = _ZERO
    contributed: Decimal = _ZERO
    unknown: int = 0


@dataclass(slots=True)
class Outcome:
    """Everything that follows from a ledger up to its last row."""

    pools: dict[tuple[str, str | None], Pool] = field(default_factory=dict)
    disposals: list[Disposal] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    sums: dict[str, AssetSums] = field(default_factory=dict)
    balances: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    """What each wallet holds, by asset. Less than 0: more went out of it than came in, and other wallets had it."""
    quantities: defaultdict[str, Steps] = field(default_factory=lambda: defaultdict(Steps))
    """What was held over time, of each asset that ever was."""
    contributions: Steps = field(default_factory=Steps)
    """What had been put in over time, less the cost of what had been taken out: the `contributed` of all assets."""

    def of(self, asset: str) -> AssetSums:
        sums = self.sums.get(asset)
        if sums is None:
            sums = self.sums[asset] = AssetSums()
        return sums

    def pools_by_asset(self) -> dict[str, list[Pool]]:
        """Those in which something remains, by asset."""
        found: dict[str, list[Pool]] = {}
        for (asset, _), pool in self.pools.items():
            if pool:
                found.setdefault(asset, []).append(pool)
        return found

    def lots(self) -> list[Lot]:
        """What remains of every lot, oldest first."""
        found = [lot for pool in self.pools.values() for lot in pool.lots()]
        return sorted(found, key=lambda lot: (lot.acquired_us, lot.lot_id))

    def shift(self, asset: str, wallet: str, quantity: Decimal) -> None:
        """`quantity` came into a wallet; less than 0: it went out."""
        balances = self.balances.setdefault(asset, {})
        balances[wallet] = EXACT.add(balances.get(wallet, _ZERO), quantity)

    def quantity(self, asset: str) -> Decimal:
        return _sum([pool.quantity for (of, _), pool in self.pools.items() if of == asset])


def disposal_of(valued: Valued, asset: str, taken: list[TakenLot], proceeds: Decimal | None) -> Disposal:
    one = valued.transaction
    costs = [part.cost for part in taken]
    known = [cost for cost in costs if cost is not None]
    cost = _sum(known) if len(known) == len(costs) else None
    return Disposal(
        transaction_id=one.transaction_id,
        kind=one.kind,
        time_us=one.time_us,
        asset=asset,
        quantity=_sum([part.quantity for part in taken]),
        proceeds=proceeds,
        cost=cost,
        gain=None if proceeds is None or cost is None else EXACT.subtract(proceeds, cost),
        reason=_why_unknown(valued, taken, proceeds),
        lots=tuple(taken),
    )


def _why_unknown(valued: Valued, taken: list[TakenLot], proceeds: Decimal | None) -> UnknownReason | None:
    if any(part.lot_id is None for part in taken):
        return UnknownReason.MISSING_ACQUISITION
    if any(part.cost is None for part in taken):
        return UnknownReason.UNKNOWN_COST
    if proceeds is None:
        return valued.reason or valued.fee_reason or UnknownReason.NO_PRICE
    return None


def _sum(figures: list[Decimal]) -> Decimal:
    total = _ZERO
    for one in figures:
        total = EXACT.add(total, one)
    return total
