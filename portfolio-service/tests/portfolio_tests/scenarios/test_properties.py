"""What holds for every ledger, by whatever rules it is counted."""

from collections import defaultdict
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from portfolio.ledger.fold import PoolOf, Rules, ordered, outcome_of
from portfolio.ledger.lots import LotMethod
from portfolio.ledger.outcome import Outcome, Valued
from portfolio.ledger.transactions import INCOME, Kind
from portfolio.performance.timeline import timeline_of
from portfolio.valuation.figures import PriceNow, figures_of
from portfolio.valuation.ledgers import CachedLedger, merge_rows

from ..ledger.rows import DAY_US, row
from .book import MONEY

COINS, WALLETS = ("BTC", "ETH", "BNB"), ("Kraken", "Ledger", "Coinbase")
QUANTITIES = st.decimals("0.01", "50", places=2).map(str)
VALUES = st.decimals("0.01", "1000", places=2).map(str)
ZERO = Decimal(0)
POOLS = st.sampled_from(
    [
        ((0, PoolOf.PORTFOLIO),),
        ((0, PoolOf.WALLET),),
        ((0, PoolOf.PORTFOLIO), (6 * DAY_US, PoolOf.WALLET)),
        ((0, PoolOf.WALLET), (6 * DAY_US, PoolOf.PORTFOLIO)),
    ]
)
RULES = st.builds(Rules, st.sampled_from(LotMethod), POOLS, st.booleans(), st.just(MONEY))


@st.composite
def rows_of_a_day(draw: st.DrawFn, day: float) -> Valued:
    """A row of any kind, of any of three coins and three wallets; its worth is known."""
    kind = draw(st.sampled_from(Kind))
    coin, other = draw(st.permutations(COINS))[:2]
    facts: dict[str, Any] = {"wallet": draw(st.sampled_from(WALLETS)), "value": draw(VALUES)}
    sides = [("USD", facts["value"]), (coin, draw(QUANTITIES)), (other, draw(QUANTITIES))]
    if kind is Kind.TRADE:
        facts["in_"], facts["out"] = draw(st.permutations(sides))[:2]
    elif kind is Kind.DEPOSIT or kind in INCOME:
        facts["in_"] = draw(st.sampled_from(sides))
    elif kind is not Kind.FEE:
        facts["out"] = draw(st.sampled_from(sides))
    if kind is Kind.TRANSFER:
        facts["to_wallet"] = draw(st.sampled_from([one for one in WALLETS if one != facts["wallet"]]))
    if kind is Kind.FEE or draw(st.booleans()):
        facts["fee_value"] = draw(st.decimals("0.01", "9", places=2).map(str))
        facts["fee"] = draw(st.sampled_from([("USD", facts["fee_value"]), (draw(st.sampled_from(COINS)), "0.01")]))
    return row(day, kind, **facts)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Valued]:
    """Enough of everything in every wallet at first, so that little goes out that is not there."""
    first = [
        row(0.1, Kind.DEPOSIT, in_=(asset, "200"), wallet=wallet, value="200" if asset == "USD" else "3000")
        for asset in (*COINS, "USD")
        for wallet in WALLETS
    ]
    return first + [draw(rows_of_a_day(day)) for day in range(1, draw(st.integers(2, 12)))]


def total(outcome: Outcome, field: str) -> Decimal:
    return sum((getattr(sums, field) for sums in outcome.sums.values()), ZERO)


PRICES = st.fixed_dictionaries({coin: st.decimals("0.01", "900", places=2) for coin in COINS})


@given(ledgers(), RULES, PRICES)
def test_what_was_earned_is_the_value_less_what_was_put_in(
    rows: list[Valued], rules: Rules, prices: dict[str, Decimal]
) -> None:
    made = outcome_of(rows, rules)
    assume(not made.missing)
    figures = figures_of(made, {name: PriceNow(price) for name, price in (prices | {"USD": Decimal(1)}).items()})

    earned = figures.realized + figures.unrealized + figures.income - total(made, "spent")

    assert abs(earned - (figures.value - total(made, "contributed"))) < Decimal("1e-12")


@given(ledgers(), RULES, PRICES)
def test_the_parts_are_together_the_whole(rows: list[Valued], rules: Rules, prices: dict[str, Decimal]) -> None:
    made = outcome_of(rows, rules)
    figures = figures_of(made, {name: PriceNow(price) for name, price in (prices | {"USD": Decimal(1)}).items()})
    lots: defaultdict[str, Decimal] = defaultdict(Decimal)
    costs: defaultdict[str, list[Decimal | None]] = defaultdict(list)
    for lot in made.lots():
        lots[lot.asset] += lot.remaining
        costs[lot.asset].append(lot.cost)

    for asset in figures.assets:
        known = [cost for cost in costs[asset.asset] if cost is not None]
        assert asset.cost_basis == (sum(known, ZERO) if len(known) == len(costs[asset.asset]) else None)
        wallets = sum(made.balances.get(asset.asset, {}).values(), ZERO)
        assert asset.quantity == wallets == lots[asset.asset] == made.quantity(asset.asset)
    for field in ("value", "cost_basis", "unrealized", "realized", "income"):
        parts = [part for asset in figures.assets if (part := getattr(asset, field)) is not None]
        assert sum(parts, ZERO) == getattr(figures, field)
    if figures.value:
        shares = sum((asset.share_percent or ZERO for asset in figures.assets), ZERO)
        assert abs(shares - 100) < Decimal("0.001")


@given(ledgers(), RULES)
def test_what_went_out_had_come_in(rows: list[Valued], rules: Rules) -> None:
    made = outcome_of(rows, rules)
    came: defaultdict[str, Decimal] = defaultdict(Decimal)
    for one in (each.transaction for each in rows):
        if one.in_ is not None and rules.is_held(one.in_.asset):
            came[one.in_.asset] += one.in_.quantity
        out = [part for part in (one.out, one.fee) if part is not None and rules.is_held(part.asset)]
        for part in out if one.kind is not Kind.TRANSFER else out[1:] if one.out in out else out:
            came[part.asset] -= part.quantity
    for lacking in made.missing:
        came[lacking.asset] += lacking.quantity

    for asset in COINS:
        assert came[asset] == made.quantity(asset)
    for disposal in made.disposals:
        assert disposal.quantity == sum((part.quantity for part in disposal.lots), ZERO)
        assert all((part.acquired_us or 0) <= disposal.time_us for part in disposal.lots)


@given(ledgers(), RULES, st.randoms(use_true_random=False))
def test_the_order_of_entry_changes_nothing(rows: list[Valued], rules: Rules, order: Random) -> None:
    first, later = rows[:12], list(rows[12:])
    order.shuffle(later)

    assert outcome_of([*later, *first], rules) == outcome_of(rows, rules)


@given(ledgers(), RULES, st.data())
def test_rows_that_come_in_pieces_give_what_they_give_together(
    rows: list[Valued], rules: Rules, data: st.DataObject
) -> None:
    cached, left = CachedLedger(), list(rows)
    if data.draw(st.booleans()):
        data.draw(st.randoms(use_true_random=False)).shuffle(left)
    while left:
        some = data.draw(st.integers(1, len(left)))
        new, left = left[:some], left[some:]
        cached.take(merge_rows(cached.rows, new, rules), len(new))
        cached.fold(rules)

    assert cached.rows == ordered(rows, rules.currencies)
    assert cached.fold(rules).outcome == outcome_of(rows, rules)


@given(ledgers(), RULES)
def test_a_timeline_ends_with_what_is_held_and_what_was_put_in(rows: list[Valued], rules: Rules) -> None:
    made = outcome_of(rows, rules)
    line = timeline_of(made, ordered(rows, rules.currencies), rules)
    end = 100 * DAY_US

    held = {asset: made.quantity(asset) for asset in made.pools_by_asset()}
    assert line.held_at(end) == held
    assert line.contributions.at(end) == total(made, "contributed")


@given(ledgers(), st.sampled_from(LotMethod))
def test_the_method_changes_which_lots_go_and_never_how_many_coins(rows: list[Valued], method: LotMethod) -> None:
    by_method, by_fifo = (outcome_of(rows, Rules(one, currencies=MONEY)) for one in (method, LotMethod.FIFO))

    assert by_method.balances == by_fifo.balances
    assert [one.proceeds for one in by_method.disposals] == [one.proceeds for one in by_fifo.disposals]
