"""Our own format: what `export.csv` writes, and reads back as the same ledger."""

import re
from decimal import Decimal
from typing import Final

from portfolio.imports.drafts import Draft, Parsed, RowError, UnreadableRowError
from portfolio.imports.fields import number, time_us
from portfolio.imports.files import Line, Table
from portfolio.ledger.transactions import ChosenLot, Fee, Kind, Money, Part

NAME: Final = "tidemark"
COLUMNS: Final = (
    "transaction_id",
    "time",
    "kind",
    "wallet",
    "to_wallet",
    "in_quantity",
    "in_asset",
    "out_quantity",
    "out_asset",
    "fee_quantity",
    "fee_asset",
    "fee_value",
    "fee_currency",
    "value",
    "currency",
    "lots",
    "note",
    "external_id",
)
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?%?")
_FORMULA: Final = re.compile(r"\s*[=+\-@'\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""Also full-width, as East Asian spreadsheets take them."""
HEADERS: Final = (frozenset({"time", "kind", "wallet", "in_quantity", "in_asset", "out_quantity", "out_asset"}),)


def safe(text: str) -> str:
    """`text` so that no spreadsheet runs it as a formula; a number stays one."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def unsafe(text: str) -> str:
    """What `safe` was given."""
    return text[1:] if text.startswith("'") and safe(text[1:]) == text else text


def parse(table: Table) -> Parsed:
    found = Parsed([], [], [])
    for line in table.lines:
        try:
            found.drafts.append(_draft(line))
        except UnreadableRowError as problem:
            found.errors.append(RowError(line.number, str(problem)))
    return found


def _draft(line: Line) -> Draft:
    kinds = [kind.value for kind in Kind]
    if line["kind"] not in kinds:
        raise UnreadableRowError(f"kind: “{line['kind']}” is none of {', '.join(kinds)}")
    return Draft(
        kind=Kind(line["kind"]),
        time_us=time_us(line["time"], "time"),
        wallet=_text(line, "wallet") or "",
        to_wallet=_text(line, "to_wallet"),
        lines=(line.number,),
        in_=_part(line, "in"),
        out=_part(line, "out"),
        fee=_fee(line),
        value=_money(line, "value", "currency"),
        lots=_lots(line),
        note=_text(line, "note"),
        external_id=_text(line, "external_id"),
        exported_id=line["transaction_id"] or None,
    )


def _part(line: Line, side: str) -> Part | None:
    quantity, asset = line[f"{side}_quantity"], unsafe(line[f"{side}_asset"])
    if bool(quantity) != bool(asset):
        raise UnreadableRowError(f"{side}_quantity and {side}_asset: there are both or none")
    return Part(asset, number(quantity, f"{side}_quantity")) if quantity else None


def _money(line: Line, amount: str, currency: str) -> Money | None:
    if bool(line[amount]) != bool(line[currency]):
        raise UnreadableRowError(f"{amount} and {currency}: there are both or none")
    return Money(number(line[amount], amount), unsafe(line[currency])) if line[amount] else None


def _fee(line: Line) -> Fee | None:
    part, value = _part(line, "fee"), _money(line, "fee_value", "fee_currency")
    if part is None and value is not None:
        raise UnreadableRowError("fee_value: there is no fee")
    return None if part is None else Fee(part.asset, part.quantity, value)


def _lots(line: Line) -> tuple[ChosenLot, ...]:
    """`id:quantity`, with a space between two."""
    found: list[ChosenLot] = []
    for piece in line["lots"].split():
        lot_id, colon, quantity = piece.rpartition(":")
        if not colon:
            raise UnreadableRowError(f"lots: “{piece}” is no id with a quantity, such as 0198…:0.5")
        found.append(ChosenLot(lot_id, Decimal(number(quantity, "lots"))))
    return tuple(found)


def _text(line: Line, name: str) -> str | None:
    """As it was written, blanks at its ends included."""
    return unsafe(line.fields.get(name, "")) or None
