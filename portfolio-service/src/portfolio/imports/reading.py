"""The formats that are known, and how a file is read as one of them. No I/O."""

from collections.abc import Mapping
from types import ModuleType
from typing import Final, NamedTuple

from portfolio.imports.drafts import Draft, Parsed, RowError
from portfolio.imports.files import Table, table_of
from portfolio.imports.formats import (
    binance_trades,
    binance_transactions,
    coinbase,
    kraken_ledgers,
    kraken_trades,
    mapped,
    tidemark,
)
from portfolio.ledger.transactions import InvalidTransactionError, Transaction, check

FORMATS: Final[tuple[ModuleType, ...]] = (
    tidemark,
    binance_transactions,
    binance_trades,
    coinbase,
    kraken_ledgers,
    kraken_trades,
)


_AMBIGUOUS: Final = "a number such as 1,500 may be 1500 or 1.5: write it without a comma"
_LONGEST: Final = {"wallet": 64, "to_wallet": 64, "external_id": 200, "note": 500}
_LONGEST_ASSET: Final = 64


class ReadFile(NamedTuple):
    format_name: str
    rows: int
    parsed: Parsed


def read_file(
    data: bytes, filename: str, mapping: Mapping[str, str] | None = None, wallet: str = "Imported"
) -> ReadFile:
    """Every row's fate: a draft, ignored, or an error.

    Raises:
        UnreadableFileError: the file is no table, of no known format, or not in UTF-8 or UTF-16.
    """
    if mapping is not None:
        table = table_of(data, filename, [mapped.header_of(mapping)], detect=True)
        return _checked(mapped.NAME, table, mapped.parse(table, mapping, wallet))
    table = table_of(data, filename, [header for one in FORMATS for header in one.HEADERS])
    found = next(one for one in FORMATS if any(header <= set(table.header) for header in one.HEADERS))
    return _checked(found.NAME, table, found.parse(table))


def _checked(name: str, table: Table, parsed: Parsed) -> ReadFile:
    """Drafts that no ledger takes become errors of their rows."""
    good, errors = [], [*parsed.errors]
    errors += [RowError(line, "has not as many fields as the header, or is cut off") for line in table.damaged]
    errors += [RowError(line, _AMBIGUOUS) for line in table.ambiguous]
    for draft in parsed.drafts:
        one = Transaction(
            transaction_id="",
            kind=draft.kind,
            time_us=draft.time_us,
            entered=0,
            wallet=draft.wallet,
            in_=draft.in_,
            out=draft.out,
            fee=draft.fee,
            value=draft.value,
            to_wallet=draft.to_wallet,
            lots=draft.lots,
        )
        try:
            check(one)
            _check_texts(draft)
        except InvalidTransactionError as error:
            errors += [RowError(line, str(error)) for line in draft.lines]
        else:
            good.append(draft)
    rows = len(table.lines) + len(table.damaged) + len(table.ambiguous)
    return ReadFile(name, rows, Parsed(good, parsed.ignored, sorted(errors)))


def _check_texts(draft: Draft) -> None:
    """Raises `InvalidTransactionError` for a name that the API would not take."""
    for field, most in _LONGEST.items():
        if len(getattr(draft, field) or "") > most:
            raise InvalidTransactionError(field, f"has more than {most} characters")
    if not draft.wallet:
        raise InvalidTransactionError("wallet", "is empty")
    for part in (draft.in_, draft.out, draft.fee):
        if part is not None and not 0 < len(part.asset) <= _LONGEST_ASSET:
            raise InvalidTransactionError("asset", f"has no name, or one of more than {_LONGEST_ASSET} characters")
