"""What was held, what had been put in and what it earned, at any time of a ledger. No I/O and no clock."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Final

from portfolio.ledger.fold import Rules
from portfolio.ledger.lots import EXACT, negative
from portfolio.ledger.outcome import Outcome, Valued
from portfolio.ledger.steps import StepsUntil
from portfolio.ledger.transactions import Kind, Transaction
from portfolio.valuation.holdings import total

_ZERO: Final = Decimal(0)
_TAKES_OUT: Final = frozenset({Kind.WITHDRAWAL, Kind.PAYMENT})


@dataclass(frozen=True)
class Timeline:
    """`quantities` of each asset that was ever held. `contributions`: what was put in, less the cost of what was taken.

    Both stay as they are when rows are added to the ledger. `rows` in the order in which they count.
    """

    quantities: Mapping[str, StepsUntil]
    contributions: StepsUntil
    rows: Sequence[Valued]
    rules: Rules
    left_out: frozenset[str] = frozenset()

    def without(self, assets: Collection[str]) -> "Timeline":
        """As if these were somewhere else: what they are exchanged for comes from there, or goes there."""
        quantities = {asset: steps for asset, steps in self.quantities.items() if asset not in assets}
        return replace(self, quantities=quantities, left_out=frozenset(assets))

    @property
    def assets(self) -> list[str]:
        """Those that were ever held."""
        return list(self.quantities)

    @cached_property
    def flows(self) -> list[tuple[int, Decimal | None]]:
        """What was put in, at what it was worth when it came (more than 0), and what was taken out; None: not known."""
        found: list[tuple[int, Decimal | None]] = []
        for row in self.rows:
            if self._counts(row.transaction):
                for flow in _flows(row, self._is_held):
                    _add_flow(found, row.transaction.time_us, flow)
        return found

    def _is_held(self, asset: str) -> bool:
        return asset not in self.left_out and self.rules.is_held(asset)

    def _counts(self, one: Transaction) -> bool:
        """Not what happens among assets that are left out, or between them and money that is not tracked."""
        if not self.left_out:
            return True
        parts = [part.asset for part in (one.in_, one.out) if part is not None]
        if not parts and one.fee is not None:
            parts = [one.fee.asset]
        return self.left_out.isdisjoint(parts) or any(map(self._is_held, parts))

    def held_at(self, time_us: int) -> dict[str, Decimal]:
        found = {asset: steps.at(time_us) for asset, steps in self.quantities.items()}
        return {asset: quantity for asset, quantity in found.items() if quantity}

    def flows_in(self, start_us: int, end_us: int) -> list[tuple[int, Decimal | None]]:
        """From the start up to the end, both included; those of one time together."""
        first = bisect_left(self.flows, start_us, key=lambda flow: flow[0])
        last = bisect_right(self.flows, end_us, key=lambda flow: flow[0])
        return self.flows[first:last]


def timeline_of(outcome: Outcome, rows: Sequence[Valued], rules: Rules) -> Timeline:
    """`outcome` is what follows from `rows`, which are in the order in which they count."""
    quantities = {asset: steps.now() for asset, steps in outcome.quantities.items()}
    return Timeline(quantities, outcome.contributions.now(), rows, rules)


def _add_flow(flows: list[tuple[int, Decimal | None]], time_us: int, amount: Decimal | None) -> None:
    if flows and flows[-1][0] == time_us:
        before = flows.pop()[1]
        amount = None if before is None or amount is None else EXACT.add(before, amount)
    flows.append((time_us, amount))


def _flows(row: Valued, is_held: Callable[[str], bool]) -> Iterator[Decimal | None]:
    """What the owner put in or took out by a row.

    What is held comes by a deposit and goes by a withdrawal or a payment; money that is not tracked comes when it buys
    or pays a fee, and goes when it is received.
    """
    one = row.transaction
    is_trade = one.kind is Kind.TRADE
    if one.out is not None and one.kind is not Kind.TRANSFER:
        came_from_there = not is_held(one.out.asset)
        if is_trade and came_from_there:
            yield row.value
        elif not came_from_there and one.kind in _TAKES_OUT:
            yield negative(row.value)
    if one.in_ is not None:
        stays = is_held(one.in_.asset)
        if one.kind is Kind.DEPOSIT and stays:
            yield row.value
        elif one.kind is not Kind.DEPOSIT and not stays:
            yield negative(row.value)
    if one.fee is not None and not is_held(one.fee.asset):
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
