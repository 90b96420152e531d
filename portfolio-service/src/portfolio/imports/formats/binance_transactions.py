"""Binance, “Export Transaction Records”: one row for each change of a balance; the rows of one second are one trade.

Two headers: `User_ID,UTC_Time,Account,Operation,Coin,Change,Remark`, and since 2026 `User ID,Time,…`, whose zone is in
the file's name.
"""

from collections.abc import Iterable
from datetime import timezone
from decimal import Decimal
from itertools import groupby
from typing import Final, NamedTuple

from portfolio.imports.drafts import Draft, Parsed, RowError, UnreadableRowError
from portfolio.imports.fields import number, time_us, zone_of
from portfolio.imports.files import Line, Table
from portfolio.ledger.transactions import Fee, Kind, Part

NAME: Final = "binance_transactions"
HEADERS: Final = (
    frozenset({"User_ID", "UTC_Time", "Account", "Operation", "Coin", "Change"}),
    frozenset({"User ID", "Time", "Account", "Operation", "Coin", "Change"}),
)
_WALLET: Final = "Binance"
_FEES: Final = frozenset({"fee", "transaction fee", "commission history"})
_TRADES: Final = _FEES | {
    "buy",
    "sell",
    "transaction related",
    "transaction buy",
    "transaction spend",
    "transaction sold",
    "transaction revenue",
    "binance convert",
    "large otc trading",
    "small assets exchange bnb",
    "stablecoins auto-conversion",
    "eth 2.0 staking",
    "leverage token redemption",
    "buy crypto with fiat",
    "buy crypto",
}
_SINGLE: Final = {
    "deposit": Kind.DEPOSIT,
    "fiat deposit": Kind.DEPOSIT,
    "withdraw": Kind.WITHDRAWAL,
    "fiat withdraw": Kind.WITHDRAWAL,
    "send": Kind.WITHDRAWAL,
    "distribution": Kind.AIRDROP,
    "airdrop assets": Kind.AIRDROP,
    "token swap - distribution": Kind.FORK,
    "simple earn flexible interest": Kind.INTEREST,
    "savings interest": Kind.INTEREST,
    "savings distribution": Kind.INTEREST,
    "launchpool interest": Kind.INTEREST,
    "staking rewards": Kind.STAKING,
    "eth 2.0 staking rewards": Kind.STAKING,
    "simple earn locked rewards": Kind.STAKING,
    "pos savings interest": Kind.STAKING,
    "bnb vault rewards": Kind.STAKING,
    "pool distribution": Kind.MINING,
    "cash voucher distribution": Kind.CASHBACK,
    "commission rebate": Kind.CASHBACK,
    "referral kickback": Kind.CASHBACK,
    "referrer rebates": Kind.CASHBACK,
    "card cashback": Kind.CASHBACK,
    "binance card spending": Kind.PAYMENT,
}
_MOVES: Final = (
    "transfer",
    "subscri",
    "redemption",
    "savings purchase",
    "staking purchase",
    "main and funding account",
)
"""Words of operations that move something within Binance."""


class _Change(NamedTuple):
    line: int
    time_us: int
    account: str
    operation: str
    coin: str
    change: Decimal
    note: str | None


def parse(table: Table) -> Parsed:
    found = Parsed([], [], [])
    changes: list[_Change] = []
    zone = zone_of(table.filename) if "Time" in table.header else None
    for line in table.lines:
        try:
            changes.append(_change(line, zone))
        except UnreadableRowError as problem:
            found.errors.append(RowError(line.number, str(problem)))
    traded = [one for one in changes if one.operation in _TRADES]
    for one in changes:
        if one.operation not in _TRADES:
            _add_single(one, found)
    traded.sort(key=lambda one: (one.time_us, one.account, one.line))
    for _, together in groupby(traded, key=lambda one: (one.time_us, one.account)):
        _add_trade(list(together), found)
    return found


def _change(line: Line, zone: timezone | None) -> _Change:
    at = time_us(line["UTC_Time"], "UTC_Time") if zone is None else time_us(line["Time"], "Time", zone)
    change = number(line["Change"], "Change")
    return _Change(
        line.number,
        at,
        line["Account"],
        line["Operation"].lower(),
        line["Coin"].upper(),
        change,
        line["Remark"] or None,
    )


def _add_single(one: _Change, found: Parsed) -> None:
    kind = _SINGLE.get(one.operation)
    if kind is None:
        if any(word in one.operation for word in _MOVES) or not one.change:
            found.ignored.append(one.line)
        else:
            found.errors.append(RowError(one.line, f"Operation: “{one.operation}” is not known"))
        return
    part, is_in = Part(one.coin, abs(one.change)), one.change > 0
    if is_in is (kind in (Kind.WITHDRAWAL, Kind.PAYMENT)):
        found.errors.append(RowError(one.line, f"Change: {one.change} has the wrong sign for “{one.operation}”"))
        return
    found.drafts.append(
        Draft(
            kind=kind,
            time_us=one.time_us,
            wallet=_WALLET,
            lines=(one.line,),
            in_=part if is_in else None,
            out=None if is_in else part,
            note=one.note,
        )
    )


def _add_trade(changes: list[_Change], found: Parsed) -> None:
    """All fills of one second as one trade; what cannot be one is named by its rows."""
    fees = _sums(one for one in changes if one.operation in _FEES)
    legs = _sums(one for one in changes if one.operation not in _FEES)
    came = [Part(coin, change) for coin, change in legs.items() if change > 0]
    went = [Part(coin, -change) for coin, change in legs.items() if change < 0]
    lines = tuple(one.line for one in changes)
    paid = [Fee(coin, -change) for coin, change in fees.items() if change < 0]
    if len(came) != 1 or len(went) != 1:
        message = f"The rows of this second are no trade: {len(came)} assets came in and {len(went)} went out"
        found.errors.extend(RowError(line, message) for line in lines)
        return
    at = changes[0].time_us
    found.drafts.append(
        Draft(
            kind=Kind.TRADE,
            time_us=at,
            wallet=_WALLET,
            lines=lines,
            in_=came[0],
            out=went[0],
            fee=paid[0] if paid else None,
        )
    )
    for fee in paid[1:]:
        found.drafts.append(Draft(kind=Kind.FEE, time_us=at, wallet=_WALLET, lines=lines, fee=fee))


def _sums(changes: Iterable[_Change]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for one in changes:
        sums[one.coin] = sums.get(one.coin, Decimal(0)) + one.change
    return sums
