"""`disposals.csv`: each disposal, a line for each lot that it came from. No I/O."""

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from shared.clock import rfc3339
from shared.events.decimals import plain

from portfolio.imports.formats.tidemark import safe
from portfolio.ledger.lots import EXACT, TakenLot, share
from portfolio.ledger.outcome import Disposal

COLUMNS: Final = (
    "sold_at",
    "asset",
    "kind",
    "quantity",
    "acquired_at",
    "holding_days",
    "proceeds",
    "cost_basis",
    "gain",
    "currency",
    "reason",
    "lot_id",
    "transaction_id",
)
_DAY_US: Final = 86_400_000_000


def disposals_csv(disposals: Iterable[Disposal], currency: str) -> str:
    """`currency` is that of proceeds, cost and gain. What is not known is empty, with its reason."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in disposals:
        for cells in _lines(one, currency):
            writer.writerow([safe(cell) for cell in cells])
    return out.getvalue()


def _lines(one: Disposal, currency: str) -> Iterator[list[str]]:
    """Proceeds are shared by quantity; the last lot takes the rest, so that the lines add up."""
    left = one.proceeds
    for at, taken in enumerate(one.lots):
        is_last = at == len(one.lots) - 1
        proceeds = left if is_last or one.proceeds is None else share(one.proceeds, taken.quantity, one.quantity)
        if left is not None and proceeds is not None:
            left = EXACT.subtract(left, proceeds)
        yield _cells(one, taken, proceeds, currency)


def _cells(one: Disposal, taken: TakenLot, proceeds: Decimal | None, currency: str) -> list[str]:
    at = taken.acquired_us
    gain = None if proceeds is None or taken.cost is None else EXACT.subtract(proceeds, taken.cost)
    return [
        rfc3339(one.time_us),
        one.asset,
        one.kind.value,
        _figure(taken.quantity),
        "" if at is None else rfc3339(at),
        "" if at is None else str((one.time_us - at) // _DAY_US),
        _figure(proceeds),
        _figure(taken.cost),
        _figure(gain),
        currency,
        one.reason or "",
        taken.lot_id or "",
        one.transaction_id,
    ]


def _figure(value: Decimal | None) -> str:
    return "" if value is None else plain(EXACT.normalize(value))
