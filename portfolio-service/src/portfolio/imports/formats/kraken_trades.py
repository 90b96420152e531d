"""Kraken, trades: one row a fill, of 12 to 22 columns over the years."""

from typing import Final

from portfolio.imports.drafts import Draft, Parsed, RowError, UnreadableRowError
from portfolio.imports.fields import amount, time_us
from portfolio.imports.files import Line, Table
from portfolio.imports.formats.kraken_assets import pair
from portfolio.ledger.transactions import Fee, Kind, Part

NAME: Final = "kraken_trades"
HEADERS: Final = (frozenset({"txid", "ordertxid", "pair", "time", "type", "price", "cost", "fee", "vol"}),)


def parse(table: Table) -> Parsed:
    found = Parsed([], [], [])
    for line in table.lines:
        try:
            found.drafts.append(_draft(line))
        except UnreadableRowError as problem:
            found.errors.append(RowError(line.number, str(problem)))
    return found


def _draft(line: Line) -> Draft:
    base, quote = pair(line["pair"])
    traded, paid = Part(base, amount(line["vol"], "vol")), Part(quote, amount(line["cost"], "cost"))
    fee = amount(line["fee"], "fee")
    side = line["type"].lower()
    if side not in ("buy", "sell"):
        raise UnreadableRowError(f"type: “{line['type']}” is neither buy nor sell")
    if line["margin"].strip("0.") and amount(line["margin"], "margin"):
        raise UnreadableRowError("margin: a trade on margin is a position, not a change of what is owned")
    return Draft(
        kind=Kind.TRADE,
        time_us=time_us(line["time"], "time"),
        wallet="Kraken",
        lines=(line.number,),
        in_=traded if side == "buy" else paid,
        out=paid if side == "buy" else traded,
        fee=Fee(quote, fee) if fee else None,
        external_id=line["txid"] or None,
    )
