"""`export.csv`: every transaction in our own format, which `imports.tidemark` reads back as the same ledger. No I/O."""

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from portfolio.imports.formats.tidemark import COLUMNS, safe
from portfolio.ledger.transactions import Fee, Money, Part, Transaction

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def ledger_csv(transactions: Iterable[Transaction]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in transactions:
        writer.writerow([safe(cell) for cell in _cells(one)])
    return out.getvalue()


def _cells(one: Transaction) -> list[str]:
    fee = one.fee
    return [
        one.transaction_id,
        (_EPOCH + timedelta(microseconds=one.time_us)).isoformat(),
        one.kind.value,
        one.wallet,
        one.to_wallet or "",
        *_part(one.in_),
        *_part(one.out),
        *_part(fee),
        *_money(fee.value if fee else None),
        *_money(one.value),
        " ".join(f"{lot.lot_id}:{_plain(lot.quantity)}" for lot in one.lots),
        one.note or "",
        one.external_id or "",
    ]


def _part(part: Part | Fee | None) -> tuple[str, str]:
    return ("", "") if part is None else (_plain(part.quantity), part.asset)


def _money(money: Money | None) -> tuple[str, str]:
    return ("", "") if money is None else (_plain(money.amount), money.currency)


def _plain(figure: Decimal) -> str:
    return f"{figure:f}"
