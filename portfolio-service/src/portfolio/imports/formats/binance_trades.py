"""Binance, trade history: one row a fill, with units glued to the numbers (`0.5BTC`) and commas between thousands."""

from typing import Final

from portfolio.imports.drafts import Draft, Parsed, RowError, UnreadableRowError
from portfolio.imports.fields import glued, time_us, zone_of
from portfolio.imports.files import Line, Table
from portfolio.ledger.transactions import Fee, Kind, Part

NAME: Final = "binance_trades"
HEADERS: Final = (
    frozenset({"Date(UTC)", "Pair", "Side", "Price", "Executed", "Amount", "Fee"}),
    frozenset({"Time", "Pair", "Side", "Price", "Executed", "Amount", "Fee"}),
)


def parse(table: Table) -> Parsed:
    found = Parsed([], [], [])
    for line in table.lines:
        try:
            found.drafts.append(_draft(line, table))
        except UnreadableRowError as problem:
            found.errors.append(RowError(line.number, str(problem)))
    return found


def _draft(line: Line, table: Table) -> Draft:
    base, base_asset = glued(line["Executed"], "Executed")
    quote, quote_asset = glued(line["Amount"], "Amount")
    fee, fee_asset = glued(line["Fee"], "Fee")
    traded, paid = Part(base_asset, base), Part(quote_asset, quote)
    side = line["Side"].upper()
    if side not in ("BUY", "SELL"):
        raise UnreadableRowError(f"Side: “{line['Side']}” is neither BUY nor SELL")
    is_utc = "Date(UTC)" in table.header
    at = time_us(line["Date(UTC)"], "Date(UTC)") if is_utc else time_us(line["Time"], "Time", zone_of(table.filename))
    return Draft(
        kind=Kind.TRADE,
        time_us=at,
        wallet="Binance",
        lines=(line.number,),
        in_=traded if side == "BUY" else paid,
        out=paid if side == "BUY" else traded,
        fee=Fee(fee_asset, fee) if fee else None,
    )
