"""Rows of a ledger, written as a test's reader says them: `buy(1, "BTC", "50000")`."""

from decimal import Decimal
from itertools import count
from typing import Any

from portfolio.ledger.outcome import Valued
from portfolio.ledger.transactions import Fee, Kind, Part, Transaction

DAY_US = 86_400_000_000
_entered = count(1)


def row(day: float, kind: Kind, **facts: Any) -> Valued:
    """A row of a day, worth `value`; `fee` is (asset, quantity) and worth `fee_value`."""
    entered = next(_entered)
    value, fee_value = facts.pop("value", None), facts.pop("fee_value", None)
    for side in ("in_", "out"):
        if side in facts:
            facts[side] = Part(facts[side][0], Decimal(facts[side][1]))
    if "fee" in facts:
        facts["fee"] = Fee(facts["fee"][0], Decimal(facts["fee"][1]))
    facts.setdefault("wallet", "Kraken")
    named = facts.pop("name", f"row-{entered}")
    one = Transaction(transaction_id=named, kind=kind, time_us=int(day * DAY_US), entered=entered, **facts)
    return Valued(one, _known(value), fee_value=_known(fee_value))


def buy(day: float, asset: str, quantity: str, value: str, **facts: Any) -> Valued:
    return row(day, Kind.TRADE, in_=(asset, quantity), out=("USD", value), value=value, **facts)


def sell(day: float, asset: str, quantity: str, value: str, **facts: Any) -> Valued:
    return row(day, Kind.TRADE, out=(asset, quantity), in_=("USD", value), value=value, **facts)


def _known(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
