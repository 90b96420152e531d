"""Coinbase, transaction history of 2025: some lines about the account before the header, signs, `$`."""

from decimal import Decimal
from typing import Final

from portfolio.imports.drafts import Draft, Parsed, RowError, UnreadableRowError
from portfolio.imports.fields import amount, number, time_us
from portfolio.imports.files import Line, Table
from portfolio.ledger.transactions import Fee, Kind, Money, Part

NAME: Final = "coinbase"
HEADERS: Final = (
    frozenset({"Timestamp", "Transaction Type", "Asset", "Quantity Transacted", "Subtotal", "Fees and/or Spread"}),
)
_WALLET: Final = "Coinbase"
_BUYS: Final = frozenset({"buy", "advanced trade buy", "advance trade buy"})
_SELLS: Final = frozenset({"sell", "advanced trade sell", "advance trade sell"})
_INCOME: Final = {
    "staking income": Kind.STAKING,
    "rewards income": Kind.INTEREST,
    "reward income": Kind.INTEREST,
    "inflation reward": Kind.STAKING,
    "interest payout": Kind.INTEREST,
    "learning reward": Kind.AIRDROP,
    "coinbase earn": Kind.AIRDROP,
    "card buy back": Kind.CASHBACK,
    "incentives rewards payout": Kind.CASHBACK,
    "subscription rebate": Kind.CASHBACK,
    "subscription rebates (24 hours)": Kind.CASHBACK,
}
_BY_SIGN: Final = frozenset({"send", "receive", "deposit", "withdrawal", "exchange deposit", "exchange withdrawal"})
_PRO: Final = frozenset({"pro deposit", "pro withdrawal"})
_MOVES: Final = frozenset(
    {"retail staking transfer", "retail unstaking transfer", "staking transfer", "retail eth2 deprecation"}
)
_CONVERTED: Final = " to "


def parse(table: Table) -> Parsed:
    found = Parsed([], [], [])
    for line in table.lines:
        try:
            draft = _draft(line)
        except UnreadableRowError as problem:
            found.errors.append(RowError(line.number, str(problem)))
            continue
        if draft is None:
            found.ignored.append(line.number)
        else:
            found.drafts.append(draft)
    return found


def _draft(line: Line) -> Draft | None:
    operation = line["Transaction Type"].lower()
    signed = number(line["Quantity Transacted"], "Quantity Transacted")
    part = Part(line["Asset"].upper(), abs(signed))
    if operation in _MOVES or not signed:
        return None
    if operation in _BUYS | _SELLS:
        return _trade(line, part, is_buy=operation in _BUYS)
    if operation == "convert":
        return _converted(line, part)
    if operation in _INCOME:
        return _row(line, _INCOME[operation], in_=part, value=_subtotal(line))
    if operation in _BY_SIGN | _PRO:
        # Older files have no signs: there the kind says the direction.
        is_out = signed < 0 or operation in ("send", "withdrawal", "exchange deposit", "pro deposit")
        return _row(line, Kind.WITHDRAWAL, out=part) if is_out else _row(line, Kind.DEPOSIT, in_=part)
    raise UnreadableRowError(f"Transaction Type: “{line['Transaction Type']}” is not known")


def _trade(line: Line, part: Part, *, is_buy: bool) -> Draft:
    currency = _currency(line)
    money = Part(currency, amount(line["Subtotal"], "Subtotal"))
    fee = amount(line["Fees and/or Spread"], "Fees and/or Spread")
    return _row(
        line,
        Kind.TRADE,
        in_=part if is_buy else money,
        out=money if is_buy else part,
        fee=Fee(currency, fee) if fee else None,
    )


def _converted(line: Line, part: Part) -> Draft:
    """What came in stands only in the note: `Converted 0.5 ETH to 0.02 BTC`."""
    words = line["Notes"].partition(_CONVERTED)[2].split()
    if len(words) < 2:  # noqa: PLR2004 - a quantity and its asset
        raise UnreadableRowError(f"Notes: “{line['Notes']}” does not say into what was converted")
    into = Part(words[1].upper(), number(words[0], "Notes"))
    fee = amount(line["Fees and/or Spread"], "Fees and/or Spread")
    return _row(
        line,
        Kind.TRADE,
        in_=into,
        out=part,
        value=_subtotal(line),
        fee=Fee(_currency(line), fee) if fee else None,
    )


def _row(
    line: Line,
    kind: Kind,
    *,
    in_: Part | None = None,
    out: Part | None = None,
    fee: Fee | None = None,
    value: Money | None = None,
) -> Draft:
    return Draft(
        kind=kind,
        time_us=time_us(line["Timestamp"], "Timestamp"),
        wallet=_WALLET,
        lines=(line.number,),
        in_=in_,
        out=out,
        fee=fee,
        value=value,
        note=line["Notes"] or None,
        external_id=line["ID"] or None,
    )


def _subtotal(line: Line) -> Money | None:
    found = amount(line["Subtotal"], "Subtotal")
    return Money(found, _currency(line)) if found != Decimal(0) else None


def _currency(line: Line) -> str:
    return (line["Price Currency"] or line["Spot Price Currency"] or "USD").upper()
