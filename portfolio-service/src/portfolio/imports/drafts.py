"""What a file says, before it is in a ledger: drafts of transactions, and each row's fate. No I/O."""

from decimal import Decimal
from typing import NamedTuple

import msgspec

from portfolio.ledger.transactions import Fee, Kind, Money, Part


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A transaction as a file says it. `lines`: of the file, the first one is 1.

    `external_id` is the venue's own; without one a row is known by its content and its occurrence.
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


class RowError(NamedTuple):
    line: int
    message: str


class Parsed(NamedTuple):
    """`ignored`: lines that say nothing about what is owned, such as moves within one exchange."""

    drafts: list[Draft]
    ignored: list[int]
    errors: list[RowError]


class RowProblem(Exception):
    """A row cannot be read: the message says which field is wrong, and what would be right."""


def content_key(draft: Draft) -> str:
    """What makes two rows without an id of their own the same: everything but where in the file they stand."""
    shown = msgspec.structs.replace(draft, lines=(), note=None)
    return msgspec.json.encode(_plain(shown), decimal_format="string").decode()


def _plain(draft: Draft) -> dict[str, object]:
    def normal(found: object) -> object:
        return found.normalize() if isinstance(found, Decimal) else found

    return {
        name: {key: normal(one) for key, one in value.items()} if isinstance(value, dict) else value
        for name, value in msgspec.to_builtins(draft, builtin_types=(Decimal,)).items()
        if value is not None
    }
