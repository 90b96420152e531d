"""What a file says, before it is in a ledger: drafts of transactions, and each row's fate. No I/O."""

from decimal import Decimal
from typing import NamedTuple

import msgspec

from portfolio.ledger.transactions import ChosenLot, Fee, Kind, Money, Part


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A transaction as a file says it. `lines`: of the file, the first one is 1.

    `external_id` is the venue's own; without one a row is known by its content and its occurrence. `lots` name drafts
    of the same file by their `exported_id`.
    """

    kind: Kind
    time_us: int
    wallet: str
    lines: tuple[int, ...]
    in_: Part | None = None
    out: Part | None = None
    fee: Fee | None = None
    value: Money | None = None
    to_wallet: str | None = None
    note: str | None = None
    external_id: str | None = None
    lots: tuple[ChosenLot, ...] = ()
    exported_id: str | None = None


class RowError(NamedTuple):
    line: int
    message: str


class Parsed(NamedTuple):
    """`ignored`: lines that say nothing about what is owned, such as moves within one exchange."""

    drafts: list[Draft]
    ignored: list[int]
    errors: list[RowError]


class UnreadableRowError(Exception):
    """A row cannot be read: the message says which field is wrong, and what would be right."""


def key_of(draft: Draft, format_name: str) -> str:
    """What makes two rows the same: the id that we or their venue gave them, else all that they say."""
    if draft.exported_id is not None:
        return f"exported {draft.exported_id}"
    if draft.external_id is not None:
        return f"{format_name} {draft.external_id}"
    fee = draft.fee
    said = (
        draft.kind.value,
        str(draft.time_us),
        draft.wallet,
        draft.to_wallet or "",
        *(f"{name} {_part(part)}" for name, part in (("in", draft.in_), ("out", draft.out), ("fee", fee)) if part),
        *(f"worth {_money(value)}" for value in (draft.value, fee and fee.value) if value),
    )
    return " ".join(said)


def _part(part: Part | Fee) -> str:
    return f"{_plain(part.quantity)} {part.asset}"


def _money(money: Money) -> str:
    return f"{_plain(money.amount)} {money.currency}"


def _plain(quantity: Decimal) -> str:
    """Equal quantities are written alike, however many zeros their file has."""
    text = f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
