"""A transaction as bodies and answers have it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field
from shared.clock import from_us, to_us
from shared.errors import FieldError, ValidationProblem
from shared.http.parameters import Time

from portfolio.ledger.outcome import StoredTransaction, UnknownReason
from portfolio.ledger.routes.fields import (
    Body,
    ChosenLotBody,
    ChosenLotItem,
    ExactText,
    FeeBody,
    FeeItem,
    MoneyBody,
    MoneyItem,
    Name,
    Note,
    PartBody,
    PartItem,
)
from portfolio.ledger.transactions import (
    ChosenLot,
    Fee,
    InvalidTransactionError,
    Kind,
    Money,
    Part,
    Transaction,
    check,
)
from portfolio.valuation.coins import Coins

_MOST_AT_ONCE: Final = 1_000
_EXAMPLE: Final[Mapping[str, Any]] = {
    "kind": "trade",
    "time": "2026-01-31T12:00:00Z",
    "wallet": "Kraken",
    "in": {"asset": "BTC", "quantity": "0.015"},
    "out": {"asset": "USD", "quantity": "1200"},
    "fee": {"asset": "USD", "quantity": "1.92"},
}


class TransactionBody(Body):
    """Which of the parts a transaction has depends on its kind."""

    model_config = ConfigDict(json_schema_extra={"examples": [dict(_EXAMPLE)]})

    kind: Kind
    time: Annotated[Time, Field(description="When it happened, RFC 3339", examples=["2026-01-31T12:00:00Z"])]
    wallet: Name = "Main"
    in_: Annotated[PartBody | None, Field(alias="in", description="What came in")] = None
    out: Annotated[PartBody | None, Field(description="What went out")] = None
    fee: FeeBody | None = None
    value: Annotated[
        MoneyBody | None, Field(description="What it was worth then; left out: the price of that time")
    ] = None
    to_wallet: Name | None = None
    lots: Annotated[list[ChosenLotBody], Field(max_length=100, description="Taken before others", default_factory=list)]
    note: Note | None = None
    external_id: Name | None = None


class TransactionsBody(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [dict(_EXAMPLE)]}]})

    items: Annotated[list[TransactionBody], Field(min_length=1, max_length=_MOST_AT_ONCE)]


class TransactionItem(BaseModel):
    transaction_id: str
    kind: Kind
    time: datetime
    wallet: str
    in_: Annotated[PartItem | None, Field(serialization_alias="in")]
    out: PartItem | None
    fee: FeeItem | None
    value: MoneyItem | None
    to_wallet: str | None
    lots: list[ChosenLotItem]
    note: str | None
    external_id: str | None
    worth: ExactText | None
    """In the base currency, at the transaction's time."""
    value_source: str | None
    """`given`, or the candles that it was looked up in."""
    reason: UnknownReason | None
    """Why `worth` is not known."""
    fee_worth: ExactText | None
    fee_value_source: str | None
    fee_reason: UnknownReason | None
    joined: bool
    """A transfer made of a withdrawal and a deposit: when it is deleted, both count again."""
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: StoredTransaction) -> "TransactionItem":
        valued, one = row.valued, row.valued.transaction
        return cls(
            transaction_id=one.transaction_id,
            kind=one.kind,
            time=from_us(one.time_us),
            wallet=one.wallet,
            in_=one.in_ and PartItem(asset=one.in_.asset, quantity=one.in_.quantity),
            out=one.out and PartItem(asset=one.out.asset, quantity=one.out.quantity),
            fee=one.fee and FeeItem(asset=one.fee.asset, quantity=one.fee.quantity, value=_money_item(one.fee.value)),
            value=_money_item(one.value),
            to_wallet=one.to_wallet,
            lots=[ChosenLotItem(lot_id=lot.lot_id, quantity=lot.quantity) for lot in one.lots],
            note=one.note,
            external_id=one.external_id,
            worth=valued.value,
            value_source=row.value_source,
            reason=valued.reason,
            fee_worth=valued.fee_value,
            fee_value_source=row.fee_value_source,
            fee_reason=valued.fee_reason,
            joined=row.is_joined,
            created_at=from_us(row.created_us),
            updated_at=from_us(row.updated_us),
        )


def _money_item(money: Money | None) -> MoneyItem | None:
    return None if money is None else MoneyItem(amount=money.amount, currency=money.currency)


def transaction_of(body: TransactionBody, transaction_id: str, coins: Coins, field: str = "") -> Transaction:
    """The row of the ledger. `field` is where the body stands in the request, such as `items.3.`.

    Raises:
        ValidationProblem: an asset is not known, or the row says too little, too much, or what cannot be.
    """

    def part(given: PartBody | None, name: str) -> Part | None:
        return None if given is None else Part(coins.resolve(given.asset, f"{field}{name}.asset"), given.quantity)

    def money(given: MoneyBody | None, name: str) -> Money | None:
        return None if given is None else Money(given.amount, coins.resolve(given.currency, f"{field}{name}.currency"))

    def fee(given: FeeBody | None) -> Fee | None:
        if given is None:
            return None
        asset = coins.resolve(given.asset, f"{field}fee.asset")
        return Fee(asset, given.quantity, money(given.value, "fee.value"))

    row = Transaction(
        transaction_id=transaction_id,
        kind=body.kind,
        time_us=to_us(body.time),
        entered=0,
        wallet=body.wallet,
        in_=part(body.in_, "in"),
        out=part(body.out, "out"),
        fee=fee(body.fee),
        value=money(body.value, "value"),
        to_wallet=body.to_wallet,
        lots=tuple(ChosenLot(lot.lot_id, lot.quantity) for lot in body.lots),
        note=body.note,
        external_id=body.external_id,
    )
    _check(row, field)
    return row


def _check(row: Transaction, field: str) -> None:
    try:
        check(row)
    except InvalidTransactionError as error:
        where = f"{field}{error.field}"
        raise ValidationProblem(
            f"{where}: {error.message}", errors=[FieldError(field=where, message=error.message)]
        ) from None
