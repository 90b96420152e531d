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
    "buy crypto with card",
    "buy crypto",
    "auto-invest transaction",
    "eth 2.0 staking withdrawals",
    "token swap - redenomination/rebranding",
}
_DUST: Final = "small assets exchange bnb"
_SINGLE: Final = {
    "deposit": Kind.DEPOSIT,
    "fiat deposit": Kind.DEPOSIT,
    "withdraw": Kind.WITHDRAWAL,
    "fiat withdraw": Kind.WITHDRAWAL,
    "send": Kind.WITHDRAWAL,
    "distribution": Kind.AIRDROP,
    "airdrop assets": Kind.AIRDROP,
    "simple earn flexible airdrop": Kind.AIRDROP,
    "hodler airdrops distribution": Kind.AIRDROP,
    "crypto box": Kind.DEPOSIT,
    "p2p trading": Kind.DEPOSIT,
    "merchant acquiring": Kind.PAYMENT,
    "locked staking rewards": Kind.STAKING,
    "commission fee shared with you": Kind.CASHBACK,
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
    last = max((line.number for line in table.lines), default=0)
    traded.sort(key=lambda one: (*_group(one), one.line))
    for (*_, is_dust), together in groupby(traded, key=_group):
        for changes in _pairs_of_dust(list(together)) if is_dust else [list(together)]:
            _add_trade(changes, found, last)
    return found


def _group(one: _Change) -> tuple[int, str, bool]:
    return one.time_us, one.account, one.operation == _DUST


def _pairs_of_dust(changes: list[_Change]) -> list[list[_Change]]:
    """Each small asset with the BNB that it became, in the file's order; where they are not as many, all together."""
    went = [one for one in changes if one.change < 0]
    came = [one for one in changes if one.change > 0]
    return [[*pair] for pair in zip(went, came, strict=True)] if len(went) == len(came) else [changes]


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


def _add_trade(changes: list[_Change], found: Parsed, last: int) -> None:
    """All fills of one second as one trade; what cannot be one is named by its rows.

    Each fill has a row in and a row out. A file that was cut off (at its line `last`) may lack one of them.
    """
    fees = _sums(one for one in changes if one.operation in _FEES)
    legs = _sums(one for one in changes if one.operation not in _FEES)
    came = [Part(coin, change) for coin, change in legs.items() if change > 0]
    went = [Part(coin, -change) for coin, change in legs.items() if change < 0]
    lines = tuple(one.line for one in changes)
    paid = [Fee(coin, -change) for coin, change in fees.items() if change < 0]
    signs = [one.change > 0 for one in changes if one.operation not in _FEES]
    is_cut = last in lines and signs.count(True) != signs.count(False)
    if len(came) != 1 or len(went) != 1 or is_cut:
        message = f"The rows of this second are no trade: {len(came)} assets came in and {len(went)} went out"
        if len(came) == len(went) == 1:
            message = "The rows of the last second are not complete: the file seems to be cut off"
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
