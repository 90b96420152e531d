"""Any other table, by a mapping of our fields to its columns: `{"time": "Date", "in_quantity": "Bought", …}`."""

from collections.abc import Mapping
from typing import Final

from portfolio.imports.drafts import Parsed, RowError
from portfolio.imports.files import Line, Table, UnreadableFileError
from portfolio.imports.formats import tidemark
from portfolio.ledger.transactions import Kind

NAME: Final = "mapped"
_NEEDED: Final = ("time",)
_KINDS: Final = {
    "buy": Kind.TRADE,
    "sell": Kind.TRADE,
    "convert": Kind.TRADE,
    "reward": Kind.STAKING,
    **{kind.value: kind for kind in Kind},
}


def header_of(mapping: Mapping[str, str]) -> frozenset[str]:
    """The columns that the file must have.

    Raises:
        UnreadableFileError: the mapping names a field that there is not, or lacks one that is needed.
    """
    if unknown := sorted(set(mapping) - set(tidemark.COLUMNS)):
        raise UnreadableFileError(
            f"mapping: there is no field {', '.join(unknown)}; there are {', '.join(tidemark.COLUMNS)}"
        )
    if missing := [name for name in _NEEDED if name not in mapping]:
        raise UnreadableFileError(f"mapping: {', '.join(missing)} is needed")
    return frozenset(mapping.values())


def parse(table: Table, mapping: Mapping[str, str], wallet: str) -> Parsed:
    """`wallet` is where the file has no column for it."""
    found = Parsed([], [], [])
    lines: list[Line] = []
    for line in table.lines:
        fields = {ours: line[theirs] for ours, theirs in mapping.items()}
        fields["wallet"] = fields.get("wallet") or wallet
        kind = _kind(fields)
        if kind is None:
            found.errors.append(RowError(line.number, f"kind: “{fields.get('kind', '')}” is not known"))
            continue
        lines.append(Line(line.number, fields | {"kind": kind}))
    read = tidemark.parse(Table(table.filename, tidemark.COLUMNS, lines))
    return Parsed(read.drafts, read.ignored, sorted([*found.errors, *read.errors]))


def _kind(fields: Mapping[str, str]) -> Kind | None:
    """As it is said; where there is no such column, by what comes in and goes out."""
    if said := fields.get("kind", "").strip().lower():
        return _KINDS.get(said)
    has_in, has_out = bool(fields.get("in_quantity", "").strip()), bool(fields.get("out_quantity", "").strip())
    if has_in and has_out:
        return Kind.TRADE
    if has_in or has_out:
        return Kind.DEPOSIT if has_in else Kind.WITHDRAWAL
    return Kind.FEE if fields.get("fee_quantity", "").strip() else None
