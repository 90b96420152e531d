"""Kraken, ledgers: one row for each change of a balance; the rows of one `refid` belong together."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final, NamedTuple

from portfolio.imports.drafts import Draft, Parsed, RowError, UnreadableRowError
from portfolio.imports.fields import number, time_us
from portfolio.imports.files import Line, Table
from portfolio.imports.formats.kraken_assets import asset
from portfolio.ledger.transactions import Fee, Kind, Part

NAME: Final = "kraken_ledgers"
HEADERS: Final = (frozenset({"txid", "refid", "time", "type", "subtype", "asset", "amount", "fee", "balance"}),)
_WALLET: Final = "Kraken"
_TRADES: Final = frozenset({"trade", "spend", "receive"})
_INCOME: Final = {
    "staking": Kind.STAKING,
    "dividend": Kind.INTEREST,
    "reward": Kind.STAKING,
    "credit": Kind.AIRDROP,
    "airdrop": Kind.AIRDROP,
    "invite bonus": Kind.CASHBACK,
}


class _Entry(NamedTuple):
    line: int
    txid: str
    refid: str
    time_us: int
    type: str
    subtype: str
    asset: str
    amount: Decimal
    fee: Decimal


def parse(table: Table) -> Parsed:
    found = Parsed([], [], [])
    entries: list[_Entry] = []
    for line in table.lines:
        if not line["txid"]:
            found.ignored.append(line.number)  # not booked: its booked row follows
            continue
        try:
            entries.append(_entry(line))
        except UnreadableRowError as problem:
            found.errors.append(RowError(line.number, str(problem)))
    traded = sorted((one for one in entries if one.type in _TRADES), key=lambda one: (one.refid, one.line))
    for _, together in groupby(traded, key=lambda one: one.refid):
        _add_trade(list(together), found)
    for one in entries:
        if one.type not in _TRADES:
            _add_single(one, found)
    return found


def _entry(line: Line) -> _Entry:
    return _Entry(
        line=line.number,
        txid=line["txid"],
        refid=line["refid"],
        time_us=time_us(line["time"], "time"),
        type=line["type"].lower(),
        subtype=line["subtype"].lower(),
        asset=asset(line["asset"]),
        amount=number(line["amount"], "amount"),
        fee=number(line["fee"] or "0", "fee"),
    )


def _add_trade(entries: Sequence[_Entry], found: Parsed) -> None:
    came = [one for one in entries if one.amount > 0]
    went = [one for one in entries if one.amount < 0]
    if len(came) != 1 or len(went) != 1:
        message = f"refid {entries[0].refid} is no trade: {len(came)} rows came in and {len(went)} went out"
        found.errors.extend(RowError(one.line, message) for one in entries)
        return
    fees = [Fee(one.asset, one.fee) for one in entries if one.fee > 0]
    first, lines = came[0], tuple(one.line for one in entries)
    found.drafts.append(
        Draft(
            kind=Kind.TRADE,
            time_us=min(one.time_us for one in entries),
            wallet=_WALLET,
            lines=lines,
            in_=Part(first.asset, first.amount),
            out=Part(went[0].asset, -went[0].amount),
            fee=fees[0] if fees else None,
            external_id=first.refid,
        )
    )
    for at, fee in enumerate(fees[1:], 1):
        found.drafts.append(
            Draft(
                kind=Kind.FEE,
                time_us=first.time_us,
                wallet=_WALLET,
                lines=lines,
                fee=fee,
                external_id=f"{first.refid}/fee-{at}",
            )
        )


def _add_single(one: _Entry, found: Parsed) -> None:
    try:
        draft = _single(one)
    except UnreadableRowError as problem:
        found.errors.append(RowError(one.line, str(problem)))
        return
    if draft is None:
        found.ignored.append(one.line)
    else:
        found.drafts.append(draft)


def _single(one: _Entry) -> Draft | None:
    kind = _kind(one)
    if kind is None:
        return None
    part, fee = Part(one.asset, abs(one.amount)), Fee(one.asset, one.fee) if one.fee > 0 else None
    is_in = one.amount > 0
    return Draft(
        kind=kind,
        time_us=one.time_us,
        wallet=_WALLET,
        lines=(one.line,),
        in_=part if is_in else None,
        out=None if is_in else part,
        fee=fee,
        external_id=one.txid,
    )


def _kind(one: _Entry) -> Kind | None:
    """None: it moves something within Kraken, or nothing. A reversed deposit goes out, a reversed withdrawal in."""
    if not one.amount:
        return None
    if one.type in ("deposit", "withdrawal"):
        return Kind.DEPOSIT if one.amount > 0 else Kind.WITHDRAWAL
    if one.type == "custodytransfer" or (one.type == "earn" and one.subtype != "reward"):
        return None
    if one.type in _INCOME or one.type == "earn":
        return _INCOME.get(one.type, Kind.STAKING) if one.amount > 0 else Kind.LOST
    if one.type == "transfer":
        if one.subtype:
            return None
        return Kind.AIRDROP if one.amount > 0 else Kind.LOST
    raise UnreadableRowError(f"type: “{one.type}” is not known")
