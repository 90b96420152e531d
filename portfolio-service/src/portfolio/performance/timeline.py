"""What was held and what had been put in at any time of a ledger. No I/O and no clock."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from portfolio.ledger.fold import Fold, Rules
from portfolio.ledger.lots import EXACT
from portfolio.ledger.outcome import Outcome, Valued
from portfolio.ledger.transactions import Kind

_ZERO: Final = Decimal(0)
_TAKES_OUT: Final = frozenset({Kind.WITHDRAWAL, Kind.PAYMENT})


@dataclass(slots=True)
class Steps:
    """A figure that changes at times and stays between them; 0 before the first."""

    times_us: list[int] = field(default_factory=list)
    figures: list[Decimal] = field(default_factory=list)

    def set(self, time_us: int, figure: Decimal) -> None:
        """Times must not fall; of one time the last figure counts."""
        if self.times_us and self.times_us[-1] == time_us:
            self.figures[-1] = figure
            return
        self.times_us.append(time_us)
        self.figures.append(figure)

    def at(self, time_us: int) -> Decimal:
        """The figure after everything that happened up to `time_us`, itself included."""
        place = bisect_right(self.times_us, time_us)
        return self.figures[place - 1] if place else _ZERO


@dataclass(slots=True)
class Timeline:
    """`quantities` of each asset that was ever held.

    `contributions`: what was put in, less the cost of what was taken out. `flows`: the same at what it was worth when
    it came (more than 0) or went; None where that is not known.
    """

    quantities: dict[str, Steps] = field(default_factory=dict)
    contributions: Steps = field(default_factory=Steps)
    flows: list[tuple[int, Decimal | None]] = field(default_factory=list)

    def held_at(self, time_us: int) -> dict[str, Decimal]:
        found = {asset: steps.at(time_us) for asset, steps in self.quantities.items()}
        return {asset: quantity for asset, quantity in found.items() if quantity}

    def flows_in(self, start_us: int, end_us: int) -> list[tuple[int, Decimal | None]]:
        """From the start up to the end, both included; those of one time together."""
        first = bisect_left(self.flows, start_us, key=lambda flow: flow[0])
        last = bisect_right(self.flows, end_us, key=lambda flow: flow[0])
        return self.flows[first:last]

    def add_flow(self, time_us: int, amount: Decimal | None) -> None:
        if self.flows and self.flows[-1][0] == time_us:
            before = self.flows.pop()[1]
            amount = None if before is None or amount is None else EXACT.add(before, amount)
        self.flows.append((time_us, amount))


def timeline_of(rows: Sequence[Valued], rules: Rules) -> Timeline:
    """`rows` in the order in which they count."""
    fold, line = Fold(rules), Timeline()
    contributed: dict[str, Decimal] = {}
    total = _ZERO
    for row in rows:
        one = row.transaction
        fold.add(row)
        for asset in {part.asset for part in (one.in_, one.out, one.fee) if part is not None}:
            now = fold.outcome.of(asset).contributed
            total = EXACT.add(total, EXACT.subtract(now, contributed.get(asset, _ZERO)))
            contributed[asset] = now
            if rules.is_held(asset):
                line.quantities.setdefault(asset, Steps()).set(one.time_us, fold.outcome.quantity(asset))
        line.contributions.set(one.time_us, total)
        for flow in _flows(row, rules):
            line.add_flow(one.time_us, flow)
    return line


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
            yield _negative(row.value)
    if one.in_ is not None:
        is_held = rules.is_held(one.in_.asset)
        if one.kind is Kind.DEPOSIT and is_held:
            yield row.value
        elif one.kind is not Kind.DEPOSIT and not is_held:
            yield _negative(row.value)
    if one.fee is not None and not rules.is_held(one.fee.asset):
        yield row.fee_value


def _negative(value: Decimal | None) -> Decimal | None:
    return None if value is None else -value


def gains_of(outcome: Outcome, values: Mapping[str, Decimal | None]) -> dict[str, Decimal | None]:
    """What each asset had earned: realised, income, and its value less the cost of what is held.

    `values` are of what is held. None where a price, a cost or a gain is not known.
    """
    costs: dict[str, Decimal] = {}
    unknown = {asset for asset, value in values.items() if value is None}
    for lot in outcome.lots():
        costs[lot.asset] = EXACT.add(costs.get(lot.asset, _ZERO), lot.cost or _ZERO)
    found: dict[str, Decimal | None] = {}
    for asset in {*outcome.sums, *values}:
        sums = outcome.of(asset)
        unrealized = EXACT.subtract(values.get(asset) or _ZERO, costs.get(asset, _ZERO))
        gain = EXACT.add(EXACT.add(sums.realized, sums.income), unrealized)
        found[asset] = None if asset in unknown or sums.unknown else gain
    return found
