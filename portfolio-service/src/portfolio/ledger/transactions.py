"""What an owner says happened: the rows of a ledger, their order, and what makes a row wrong. No I/O and no clock."""

from collections.abc import Collection
from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec


class Kind(StrEnum):
    TRADE = "trade"
    """Buying is out of a currency, selling is into one, converting is neither."""
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    TRANSFER = "transfer"
    """From `wallet` to `to_wallet`: the lots keep date and cost."""
    STAKING = "staking"
    INTEREST = "interest"
    AIRDROP = "airdrop"
    MINING = "mining"
    CASHBACK = "cashback"
    FORK = "fork"
    PAYMENT = "payment"
    LOST = "lost"
    """A disposal at zero."""
    FEE = "fee"


INCOME: Final = frozenset({Kind.STAKING, Kind.INTEREST, Kind.AIRDROP, Kind.MINING, Kind.CASHBACK, Kind.FORK})
_TAKES_IN: Final = INCOME | {Kind.TRADE, Kind.DEPOSIT}
_GIVES_OUT: Final = frozenset({Kind.TRADE, Kind.WITHDRAWAL, Kind.TRANSFER, Kind.PAYMENT, Kind.LOST})


class Part(msgspec.Struct, frozen=True, gc=False):
    """`asset`: a coin's id or a currency (`USD`)."""

    asset: str
    quantity: Decimal


class Money(msgspec.Struct, frozen=True, gc=False):
    amount: Decimal
    currency: str


class Fee(msgspec.Struct, frozen=True, gc=False):
    asset: str
    quantity: Decimal
    value: Money | None = None


class ChosenLot(msgspec.Struct, frozen=True, gc=False):
    lot_id: str
    quantity: Decimal


class Transaction(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """`entered`: rises with each row that is entered; of rows of one instant the one entered first comes first."""

    transaction_id: str
    kind: Kind
    time_us: int
    entered: int
    wallet: str
    in_: Part | None = None
    out: Part | None = None
    fee: Fee | None = None
    value: Money | None = None
    to_wallet: str | None = None
    lots: tuple[ChosenLot, ...] = ()
    note: str | None = None
    external_id: str | None = None


class InvalidTransactionError(Exception):
    """`field` is what is wrong, the message says why and what would be right."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


def check(one: Transaction) -> None:
    """Raises `InvalidTransactionError` for a row that says too little, too much, or what cannot be."""
    _check_sides(one)
    if one.kind is Kind.FEE and one.fee is None:
        raise InvalidTransactionError("fee", "a transaction of kind fee needs one")
    for field, part in (("in", one.in_), ("out", one.out), ("fee", one.fee)):
        if part is not None and part.quantity <= 0:
            raise InvalidTransactionError(f"{field}.quantity", "must be more than 0")
    if one.value is not None and one.value.amount < 0:
        raise InvalidTransactionError("value.amount", "must not be less than 0")
    if one.in_ and one.out and one.in_.asset == one.out.asset:
        raise InvalidTransactionError("in.asset", "a trade is of two assets; between wallets it is a transfer")
    _check_lots(one)


def _check_sides(one: Transaction) -> None:
    for field, part, kinds in (("in", one.in_, _TAKES_IN), ("out", one.out, _GIVES_OUT)):
        if part is None and one.kind in kinds:
            raise InvalidTransactionError(field, f"a transaction of kind {one.kind} needs it")
        if part is not None and one.kind not in kinds:
            raise InvalidTransactionError(field, f"a transaction of kind {one.kind} has none")
    if (one.to_wallet is not None) != (one.kind is Kind.TRANSFER):
        raise InvalidTransactionError("to_wallet", "a transfer names it, and nothing else does")
    if one.to_wallet is not None and one.to_wallet == one.wallet:
        raise InvalidTransactionError("to_wallet", "is the wallet that it comes from")


def _check_lots(one: Transaction) -> None:
    if not one.lots:
        return
    if one.out is None:
        raise InvalidTransactionError("lots", "are chosen for what goes out")
    if any(lot.quantity <= 0 for lot in one.lots):
        raise InvalidTransactionError("lots.quantity", "must be more than 0")
    if len({lot.lot_id for lot in one.lots}) < len(one.lots):
        raise InvalidTransactionError("lots.lot_id", "names a lot twice")
    if sum((lot.quantity for lot in one.lots), Decimal(0)) > one.out.quantity:
        raise InvalidTransactionError("lots.quantity", "are together more than what goes out")


def in_order(one: Transaction, currencies: Collection[str]) -> tuple[int, int, int]:
    """The key of the order in which rows count: of one instant, coins come in before coins go out.

    What is paid or received in one of `currencies` decides nothing beside a coin: a purchase comes in, a sale goes
    out. By itself money comes in before everything else, and goes out after it.
    """
    return one.time_us, _rank(one, currencies), one.entered


def _rank(one: Transaction, currencies: Collection[str]) -> int:
    out = one.fee if one.kind is Kind.FEE else one.out
    gives = out is not None and out.asset not in currencies
    takes = (one.in_ is not None and one.in_.asset not in currencies) or (gives and one.kind is Kind.TRANSFER)
    if gives or takes:
        return 3 if takes and gives else 2 if takes else 4
    if out is None:
        return 0
    return 1 if one.in_ is not None or one.kind is Kind.TRANSFER else 5
