"""Lots: what was acquired together, when and at which cost; from which a disposal takes. No I/O and no clock."""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal
from enum import StrEnum
from typing import Final

import msgspec

from portfolio.ledger.transactions import ChosenLot, Kind

EXACT: Final = Context(prec=60)
"""Wide enough for the product of any two figures; only a division rounds, and only to `_PLACES`."""
_PLACES: Final = Decimal("1e-18")
_ZERO: Final = Decimal(0)


class LotMethod(StrEnum):
    FIFO = "fifo"
    LIFO = "lifo"
    HIFO = "hifo"
    AVERAGE = "average"
    """All lots of a pool cost the same by unit; the oldest one is taken first."""


class Lot(msgspec.Struct, gc=False):
    """`cost`, in the base currency, is of what remains; None where it is not known.

    `quantity` is what was acquired, or moved here. `acquired_us` stays when a transfer moves it.
    """

    lot_id: str
    asset: str
    wallet: str
    acquired_us: int
    kind: Kind
    transaction_id: str
    quantity: Decimal
    remaining: Decimal
    cost: Decimal | None


class TakenLot(msgspec.Struct, frozen=True, gc=False):
    """A part of a lot that was disposed of or moved; `lot_id` None: nothing is known of where it came from."""

    lot_id: str | None
    acquired_us: int | None
    kind: Kind | None
    quantity: Decimal
    cost: Decimal | None


def share(amount: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    """The part of `amount` that `part` is of `whole`, to 18 decimals; all of it for the whole: so parts add up."""
    if part == whole:
        return amount
    return EXACT.divide(EXACT.multiply(amount, part), whole).quantize(_PLACES, context=EXACT)


def negative(amount: Decimal | None) -> Decimal | None:
    """Exact: a minus sign alone rounds to 28 digits."""
    return None if amount is None else amount.copy_negate()


@dataclass(slots=True)
class Pool:
    """The lots of one asset that a disposal may take from, in the order of `method`."""

    method: LotMethod
    quantity: Decimal = _ZERO
    _queue: list[tuple[tuple[Decimal | int, ...], Lot]] = field(default_factory=list)
    _by_id: dict[str, Lot] = field(default_factory=dict)
    _sequence: int = 0
    _known_quantity: Decimal = _ZERO
    _known_cost: Decimal = _ZERO

    def __len__(self) -> int:
        """How many lots remain."""
        return len(self._by_id)

    @property
    def cost(self) -> Decimal | None:
        """Of all lots that remain, to which those of `lots` add up; None where one of them is not known."""
        return self._known_cost if self._known_quantity == self.quantity else None

    def lots(self) -> Iterator[Lot]:
        """What remains, oldest first; by average cost each with its share of the pool's cost."""
        found = sorted(self._by_id.values(), key=lambda one: (one.acquired_us, one.lot_id))
        return iter(found if self.method is not LotMethod.AVERAGE else self._averaged(found))

    def put(self, lot: Lot) -> None:
        self._sequence += 1
        heapq.heappush(self._queue, (self._key(lot), lot))
        self._by_id[lot.lot_id] = lot
        self.quantity = EXACT.add(self.quantity, lot.remaining)
        if lot.cost is not None:
            self._known_quantity = EXACT.add(self._known_quantity, lot.remaining)
            self._known_cost = EXACT.add(self._known_cost, lot.cost)

    def take(self, quantity: Decimal, chosen: tuple[ChosenLot, ...] = ()) -> list[TakenLot]:
        """Take `quantity`, of `chosen` lots first; the last part has no lot where there is too little."""
        taken: list[TakenLot] = []
        for choice in chosen:
            lot = self._by_id.get(choice.lot_id)
            if lot is not None:
                taken.append(self._take_of(lot, min(choice.quantity, lot.remaining, quantity)))
                quantity = EXACT.subtract(quantity, taken[-1].quantity)
        while quantity > 0 and self._queue:
            lot = self._queue[0][1]
            if lot.remaining:
                taken.append(self._take_of(lot, min(lot.remaining, quantity)))
                quantity = EXACT.subtract(quantity, taken[-1].quantity)
            if not lot.remaining:
                heapq.heappop(self._queue)
        if quantity > 0:
            taken.append(TakenLot(None, None, None, quantity, None))
        return taken

    def _take_of(self, lot: Lot, part: Decimal) -> TakenLot:
        cost = None
        if lot.cost is not None:
            own = share(lot.cost, part, lot.remaining)
            is_averaged = self.method is LotMethod.AVERAGE
            cost = share(self._known_cost, part, self._known_quantity) if is_averaged else own
            lot.cost = EXACT.subtract(lot.cost, own)
            self._known_quantity = EXACT.subtract(self._known_quantity, part)
            self._known_cost = EXACT.subtract(self._known_cost, cost)
        lot.remaining = EXACT.subtract(lot.remaining, part)
        self.quantity = EXACT.subtract(self.quantity, part)
        if not lot.remaining:
            del self._by_id[lot.lot_id]
        return TakenLot(lot.lot_id, lot.acquired_us, lot.kind, part, cost)

    def _averaged(self, lots: Iterable[Lot]) -> Iterator[Lot]:
        """Each takes its share of what the ones before left, so that the costs add up to the pool's."""
        quantity, cost = self._known_quantity, self._known_cost
        for lot in lots:
            if lot.cost is None:
                yield lot
                continue
            own = share(cost, lot.remaining, quantity)
            quantity, cost = EXACT.subtract(quantity, lot.remaining), EXACT.subtract(cost, own)
            yield msgspec.structs.replace(lot, cost=own)

    def _key(self, lot: Lot) -> tuple[Decimal | int, ...]:
        """Least is taken first; of equals the one that was put first, by LIFO the one that was put last."""
        match self.method:
            case LotMethod.LIFO:
                return -lot.acquired_us, -self._sequence
            case LotMethod.HIFO:
                unit = _ZERO if lot.cost is None else EXACT.divide(lot.cost, lot.remaining).copy_negate()
                return int(lot.cost is None), unit, lot.acquired_us, self._sequence
            case _:
                return lot.acquired_us, self._sequence


def spread(lots: Sequence[Lot], balances: Mapping[str, Mapping[str, Decimal]]) -> Iterator[Lot]:
    """`lots` (oldest first) as they lie in wallets that hold `balances`, by asset and wallet.

    A lot stays where it was acquired as far as that wallet holds so much; the rest goes to the other wallets, the
    oldest first, in the order of their names.
    """
    room = {asset: {name: held for name, held in sorted(of.items()) if held > 0} for asset, of in balances.items()}
    elsewhere: list[Lot] = []
    for lot in lots:
        left = room.get(lot.asset, {})
        stays = min(lot.remaining, left.get(lot.wallet, _ZERO))
        if stays:
            left[lot.wallet] = EXACT.subtract(left[lot.wallet], stays)
            yield _split(lot, stays, lot.wallet, lot.lot_id)
        if lot.remaining:
            elsewhere.append(lot)
    for lot in elsewhere:
        for at, (wallet, free) in enumerate(room.get(lot.asset, {}).items(), 1):
            if part := min(lot.remaining, free):
                room[lot.asset][wallet] = EXACT.subtract(free, part)
                yield _split(lot, part, wallet, f"{lot.lot_id}/{at}")


def _split(lot: Lot, part: Decimal, wallet: str, lot_id: str) -> Lot:
    """The part that goes to a wallet; `lot` keeps the rest."""
    cost = None if lot.cost is None else share(lot.cost, part, lot.remaining)
    lot.cost = None if lot.cost is None or cost is None else EXACT.subtract(lot.cost, cost)
    lot.remaining = EXACT.subtract(lot.remaining, part)
    return msgspec.structs.replace(
        lot, lot_id=lot_id, wallet=wallet, quantity=part if lot.remaining else lot.quantity, remaining=part, cost=cost
    )
