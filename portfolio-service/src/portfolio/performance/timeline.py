"""What was held, what had been put in and what it earned, at any time of a ledger. No I/O and no clock."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Final

from portfolio.ledger.fold import Rules, outcome_of
from portfolio.ledger.lots import EXACT, negative
from portfolio.ledger.outcome import Outcome, Valued
from portfolio.ledger.transactions import Kind
from portfolio.valuation.holdings import total

_ZERO: Final = Decimal(0)
_TAKES_OUT: Final = frozenset({Kind.WITHDRAWAL, Kind.PAYMENT})


class Timeline:
    """`quantities` of each asset that was ever held. `contributions`: what was put in, less the cost of what was taken.

    Both stay as they are when rows are added to the ledger.
    """

    def __init__(self, outcome: Outcome, rows: Sequence[Valued], rules: Rules) -> None:
        """`rows` in the order in which they count; `outcome` is what follows from them."""
        self._quantities = {asset: steps.now() for asset, steps in outcome.quantities.items()}
        self.contributions = outcome.contributions.now()
        self._rows = rows
        self._rules = rules

    @property
    def assets(self) -> list[str]:
        """Those that were ever held."""
        return list(self._quantities)

    @cached_property
    def flows(self) -> list[tuple[int, Decimal | None]]:
        """What was put in, at what it was worth when it came (more than 0), and what was taken out; None: not known."""
        found: list[tuple[int, Decimal | None]] = []
        for row in self._rows:
            for flow in _flows(row, self._rules):
                _add_flow(found, row.transaction.time_us, flow)
        return found

    def held_at(self, time_us: int) -> dict[str, Decimal]:
        found = {asset: steps.at(time_us) for asset, steps in self._quantities.items()}
        return {asset: quantity for asset, quantity in found.items() if quantity}

    def flows_in(self, start_us: int, end_us: int) -> list[tuple[int, Decimal | None]]:
        """From the start up to the end, both included; those of one time together."""
        first = bisect_left(self.flows, start_us, key=lambda flow: flow[0])
        last = bisect_right(self.flows, end_us, key=lambda flow: flow[0])
        return self.flows[first:last]


def timeline_of(rows: Sequence[Valued], rules: Rules) -> Timeline:
    """`rows` in the order in which they count."""
    return Timeline(outcome_of(rows, rules), rows, rules)


def _add_flow(flows: list[tuple[int, Decimal | None]], time_us: int, amount: Decimal | None) -> None:
    if flows and flows[-1][0] == time_us:
        before = flows.pop()[1]
        amount = None if before is None or amount is None else EXACT.add(before, amount)
    flows.append((time_us, amount))


def _flows(row: Valued, rules: Rules) -> Iterator[Decimal | None]:
    """What the owner put in or took out by a row.

    What is held comes by a deposit and goes by a withdrawal or a payment; money that is not tracked comes when it buys
    or pays a fee, and goes when it is received.
    """
    one = row.transaction
    is_trade = one.kind is Kind.TRADE
    if one.out is not None and one.kind is not Kind.TRANSFER:
        is_held = rules.is_held(one.out.asset)
        if is_trade and not is_held:
            yield row.value
        elif is_held and one.kind in _TAKES_OUT:
            yield negative(row.value)
    if one.in_ is not None:
        is_held = rules.is_held(one.in_.asset)
        if one.kind is Kind.DEPOSIT and is_held:
            yield row.value
        elif one.kind is not Kind.DEPOSIT and not is_held:
            yield negative(row.value)
    if one.fee is not None and not rules.is_held(one.fee.asset):
        yield row.fee_value


def gains_of(outcome: Outcome, values: Mapping[str, Decimal | None]) -> dict[str, Decimal | None]:
    """What each asset had earned: realised, income, and its value less the cost of what is held.

    `values` are of what is held. None where a price, a cost or a gain is not known.
    """
    pools = outcome.pools_by_asset()
    unknown = {asset for asset, value in values.items() if value is None}
    unknown |= {asset for asset, of in pools.items() if any(pool.cost is None for pool in of)}
    found: dict[str, Decimal | None] = {}
    for asset in {*outcome.sums, *values}:
        sums = outcome.of(asset)
        unrealized = EXACT.subtract(values.get(asset) or _ZERO, total(pool.cost for pool in pools.get(asset, ())))
        gain = EXACT.add(EXACT.add(sums.realized, sums.income), unrealized)
        found[asset] = None if asset in unknown or sums.unknown else gain
    return found
