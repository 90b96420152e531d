"""The fold of a ledger: each row in its order takes lots out, puts lots in, and adds to the sums. No I/O and no clock.

The rules of `design/contract-services.md`, "Portfolio": lots move with date and cost; a fee is added to the cost of
what came in, else taken from the proceeds, else spent, and is itself a disposal.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from portfolio.ledger.lots import EXACT, Lot, LotMethod, Pool, TakenLot, negative, spread
from portfolio.ledger.outcome import AssetSums, Missing, Outcome, Valued, disposal_of
from portfolio.ledger.transactions import INCOME, Kind, Part, Transaction, in_order

_ZERO: Final = Decimal(0)


class PoolOf(StrEnum):
    """From which lots a disposal takes: those of its wallet, or all."""

    WALLET = "wallet"
    PORTFOLIO = "portfolio"


@dataclass(frozen=True, slots=True)
class Rules:
    """How a ledger is counted. `currencies` are money: held only if `track_cash`, else from and to outside.

    `pools`: (from when, which), rising; the first one holds before it, too.
    """

    method: LotMethod = LotMethod.FIFO
    pools: tuple[tuple[int, PoolOf], ...] = ((0, PoolOf.PORTFOLIO),)
    track_cash: bool = False
    currencies: frozenset[str] = frozenset()

    def pool_at(self, time_us: int) -> PoolOf:
        if len(self.pools) == 1:
            return self.pools[0][1]
        at = bisect_right([since for since, _ in self.pools], time_us)
        return self.pools[max(at - 1, 0)][1]

    def is_held(self, asset: str) -> bool:
        return self.track_cash or asset not in self.currencies


def outcome_of(ledger: Iterable[Valued], rules: Rules) -> Outcome:
    """What follows from all rows, in whatever order they come."""
    fold = Fold(rules)
    for one in ordered(ledger, rules.currencies):
        fold.add(one)
    return fold.outcome


def ordered(ledger: Iterable[Valued], currencies: Collection[str]) -> list[Valued]:
    return sorted(ledger, key=lambda one: in_order(one.transaction, currencies))


@dataclass(slots=True)
class Fold:
    """The state after the rows so far: rows are added in order."""

    rules: Rules
    outcome: Outcome = field(default_factory=Outcome)
    _pool_of: PoolOf | None = None
    _contributed: Decimal = _ZERO

    def add(self, valued: Valued) -> None:
        one = valued.transaction
        self._use_pools(self.rules.pool_at(one.time_us))
        if one.kind is Kind.TRANSFER:
            self._move(one)
        elif one.out is not None:
            self._give(valued, one.out)
        if one.in_ is not None:
            self._receive(valued, one.in_)
        if one.fee is not None:
            self._pay_fee(valued)
        self._note(one)

    def _note(self, one: Transaction) -> None:
        """Keep what is held after it, and what had been put in."""
        for part in (one.in_, one.out, one.fee):
            if part is not None and self.rules.is_held(part.asset):
                self.outcome.quantities[part.asset].add(one.time_us, self._quantity(part.asset))
        self.outcome.contributions.add(one.time_us, self._contributed)

    def _quantity(self, asset: str) -> Decimal:
        if self._pool_of is PoolOf.PORTFOLIO:
            return self._pool(asset, "").quantity
        return self.outcome.quantity(asset)

    def _contribute(self, sums: AssetSums, amount: Decimal | None) -> None:
        """What is not known is counted elsewhere, as `unknown`."""
        if amount:
            sums.contributed = EXACT.add(sums.contributed, amount)
            self._contributed = EXACT.add(self._contributed, amount)

    def _give(self, valued: Valued, out: Part) -> None:
        one = valued.transaction
        sums = self.outcome.of(out.asset)
        if not self.rules.is_held(out.asset):
            # From outside: a purchase brings it in, a withdrawal of it only passes by.
            if one.kind is Kind.TRADE:
                self._contribute(sums, valued.value)
            return
        taken = self._take(one, out)
        if one.kind is Kind.WITHDRAWAL:
            cost = _known_cost(taken)
            self._contribute(sums, negative(cost))
            sums.unknown += cost is None
            return
        disposal = disposal_of(valued, out.asset, taken, self._proceeds(valued))
        self.outcome.disposals.append(disposal)
        sums.realized = EXACT.add(sums.realized, disposal.gain or _ZERO)
        sums.unknown += disposal.gain is None
        if one.kind is Kind.PAYMENT:
            sums.spent = EXACT.add(sums.spent, disposal.proceeds or _ZERO)

    def _proceeds(self, valued: Valued) -> Decimal | None:
        """Less the fee where nothing that is held came in, whose cost would carry it."""
        one = valued.transaction
        if one.kind is Kind.LOST:
            return _ZERO
        if one.kind is not Kind.TRADE or one.fee is None or self._fee_is_in_cost(one):
            return valued.value
        if valued.value is None or valued.fee_value is None:
            return None
        return EXACT.subtract(valued.value, valued.fee_value)

    def _fee_is_in_cost(self, one: Transaction) -> bool:
        """Of coins: money costs what it is worth, whether it is tracked or not."""
        is_taken = one.kind in (Kind.TRADE, Kind.DEPOSIT)
        return is_taken and one.in_ is not None and one.in_.asset not in self.rules.currencies

    def _receive(self, valued: Valued, into: Part) -> None:
        one = valued.transaction
        sums = self.outcome.of(into.asset)
        if one.kind in INCOME:
            sums.income = EXACT.add(sums.income, valued.value or _ZERO)
        if not self.rules.is_held(into.asset):
            # To outside: what a sale brought in, and income. A deposit of it only passes by.
            if one.kind is not Kind.DEPOSIT:
                self._contribute(sums, negative(valued.value))
            return
        cost = valued.value
        if one.fee is not None and self._fee_is_in_cost(one):
            cost = None if cost is None or valued.fee_value is None else EXACT.add(cost, valued.fee_value)
        sums.unknown += cost is None
        sums.acquired = EXACT.add(sums.acquired, cost or _ZERO)
        if one.kind is Kind.DEPOSIT:
            self._contribute(sums, valued.value)
        lot = Lot(
            lot_id=one.transaction_id,
            asset=into.asset,
            wallet=one.wallet,
            acquired_us=one.time_us,
            kind=one.kind,
            transaction_id=one.transaction_id,
            quantity=into.quantity,
            remaining=into.quantity,
            cost=cost,
        )
        self._put(lot)

    def _pay_fee(self, valued: Valued) -> None:
        one = valued.transaction
        assert one.fee is not None  # noqa: S101 - whoever calls this has looked
        sums = self.outcome.of(one.fee.asset)
        sums.fees = EXACT.add(sums.fees, valued.fee_value or _ZERO)
        is_spent = one.kind is not Kind.TRADE and not self._fee_is_in_cost(one)
        if is_spent:
            sums.spent = EXACT.add(sums.spent, valued.fee_value or _ZERO)
        if not self.rules.is_held(one.fee.asset):
            self._contribute(sums, valued.fee_value)
            return
        taken = self._take(one, Part(one.fee.asset, one.fee.quantity), may_choose=False)
        disposal = disposal_of(valued, one.fee.asset, taken, valued.fee_value)
        self.outcome.disposals.append(disposal)
        sums.realized = EXACT.add(sums.realized, disposal.gain or _ZERO)
        sums.unknown += disposal.gain is None

    def _move(self, one: Transaction) -> None:
        """Move lots to another wallet; where there is one pool for all, only their place changes."""
        assert one.out is not None  # noqa: S101 - `check` refuses a transfer without
        assert one.to_wallet is not None  # noqa: S101 - likewise
        if not self.rules.is_held(one.out.asset):
            return
        if self._pool_of is PoolOf.PORTFOLIO:
            self.outcome.shift(one.out.asset, one.wallet, one.out.quantity.copy_negate())
            self.outcome.shift(one.out.asset, one.to_wallet, one.out.quantity)
            return
        for at, part in enumerate(self._take(one, one.out)):
            self._put(_moved(one, part, at))

    def _take(self, one: Transaction, part: Part, *, may_choose: bool = True) -> list[TakenLot]:
        taken = self._pool(part.asset, one.wallet).take(part.quantity, one.lots if may_choose else ())
        for piece in taken:
            if piece.lot_id is None:
                self.outcome.missing.append(Missing(one.transaction_id, part.asset, one.wallet, piece.quantity))
            else:
                self.outcome.shift(part.asset, one.wallet, piece.quantity.copy_negate())
        return taken

    def _put(self, lot: Lot) -> None:
        self._pool(lot.asset, lot.wallet).put(lot)
        self.outcome.shift(lot.asset, lot.wallet, lot.remaining)

    def _pool(self, asset: str, wallet: str) -> Pool:
        key = (asset, wallet if self._pool_of is PoolOf.WALLET else None)
        pool = self.outcome.pools.get(key)
        if pool is None:
            pool = self.outcome.pools[key] = Pool(self.rules.method)
        return pool

    def _use_pools(self, of: PoolOf) -> None:
        """From a change of rules on, the lots that remain lie where the new rule looks for them."""
        if of is self._pool_of:
            return
        lots, balances, self._pool_of = self.outcome.lots(), self.outcome.balances, of
        self.outcome.pools, self.outcome.balances = {}, {}
        for lot in spread(lots, balances):
            self._put(lot)


def _moved(one: Transaction, part: TakenLot, at: int) -> Lot:
    assert one.out is not None  # noqa: S101 - whoever calls this has looked
    return Lot(
        lot_id=f"{one.transaction_id}/{at}",
        asset=one.out.asset,
        wallet=one.to_wallet or one.wallet,
        acquired_us=one.time_us if part.acquired_us is None else part.acquired_us,
        kind=part.kind or one.kind,
        transaction_id=one.transaction_id,
        quantity=part.quantity,
        remaining=part.quantity,
        cost=part.cost,
    )


def _known_cost(taken: Sequence[TakenLot]) -> Decimal | None:
    total = _ZERO
    for part in taken:
        if part.cost is None:
            return None
        total = EXACT.add(total, part.cost)
    return total
