"""Value over time, and the spans between flows: figures worked out by hand."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from portfolio.ledger.fold import Rules, ordered, outcome_of
from portfolio.ledger.outcome import Valued
from portfolio.ledger.transactions import Kind
from portfolio.performance.history import flow_spans, history_of, spans_of
from portfolio.performance.returns import growth_percent, time_weighted
from portfolio.performance.timeline import Timeline, timeline_of

from ..ledger.rows import DAY_US, buy, row, sell

RULES = Rules(currencies=frozenset({"USD"}))


def line_of(*rows: Valued) -> Timeline:
    in_place = ordered(rows, RULES.currencies)
    return timeline_of(outcome_of(in_place, RULES), in_place, RULES)


def growth(line: Timeline, start: float, end: float, prices: Mapping[float, str]) -> float | None:
    """The time-weighted return in per cent; `prices` are of one Bitcoin, by day."""
    known = {int(day * DAY_US): Decimal(price) for day, price in prices.items()}
    span = int(start * DAY_US), int(end * DAY_US)
    spans = list(flow_spans(line, span, lambda _, at: known.get(at)))
    cut = list(flow_spans(line, span, lambda _, at: known.get(at), sorted(known)))
    found = time_weighted([each for _, each in spans]).percent
    assert found == pytest.approx(time_weighted([each for _, each in cut]).percent)
    return None if found is None else round(found, 9)


def test_money_that_comes_later_does_not_change_what_each_dollar_earned() -> None:
    line = line_of(buy(1, "BTC", "1", "100"), buy(2, "BTC", "1", "200"))

    # 100 became 200, then 400 became 300: 2 times 0.75.
    assert growth(line, 1, 3, {1: "100", 2: "200", 3: "150"}) == 50


def test_money_that_was_taken_out_has_earned_until_then() -> None:
    line = line_of(buy(1, "BTC", "2", "200"), sell(2, "BTC", "1", "150"))

    # 200 became 300, of which 150 stayed and became 300.
    assert growth(line, 1, 3, {1: "100", 2: "150", 3: "300"}) == 200


def test_what_a_purchase_cost_more_than_the_market_is_a_loss() -> None:
    line = line_of(buy(1, "BTC", "1", "110"))

    assert growth(line, 1, 2, {1: "100", 2: "100"}) == -9.090909091


def test_an_emptied_account_keeps_what_it_earned_and_begins_anew() -> None:
    line = line_of(buy(1, "BTC", "1", "100"), sell(2, "BTC", "1", "150"), buy(5, "BTC", "1", "100"))

    assert growth(line, 1, 6, {1: "100", 2: "140", 5: "100", 6: "200"}) == 200


def test_growth_is_known_at_each_days_end_and_ends_with_the_return() -> None:
    line = line_of(buy(1.5, "BTC", "1", "100"), buy(3, "BTC", "1", "200"), sell(4, "BTC", "2", "600"))
    prices = {1.5: "100", 2: "150", 3: "200", 4: "300", 5: "999"}
    known = {int(day * DAY_US): Decimal(price) for day, price in prices.items()}
    days = [day * DAY_US for day in (1, 2, 3, 4, 5)]

    spans = list(flow_spans(line, (DAY_US, 6 * DAY_US), lambda _, at: known.get(at), days))

    grown = growth_percent(spans)
    assert [round(grown[day], 9) for day in days] == [0, 50, 100, 200, 200]
    assert grown[6 * DAY_US] == time_weighted([span for _, span in spans]).percent


def test_growth_has_a_hole_where_a_days_price_is_not_known() -> None:
    line = line_of(buy(1, "BTC", "1", "100"))
    known = {day * DAY_US: Decimal(price) for day, price in ((1, 100), (3, 300))}

    spans = list(flow_spans(line, (DAY_US, 3 * DAY_US), lambda _, at: known.get(at), [2 * DAY_US, 3 * DAY_US]))

    assert {at // DAY_US: percent for at, percent in growth_percent(spans).items()} == {1: 0, 3: 200}


def test_a_span_whose_price_is_unknown_is_left_out_alone() -> None:
    line = line_of(buy(1, "BTC", "1", "100"), buy(2, "BTC", "1", "200"), buy(3, "BTC", "1", "300"))

    # Of day 2 there is no price: only what happened from day 3 on is known, 900 to 1 800.
    assert growth(line, 1, 4, {1: "100", 3: "300", 4: "600"}) == 100


def test_what_no_exchange_lists_can_be_left_out_with_all_that_happened_to_it() -> None:
    line = line_of(
        buy(1, "BTC", "1", "100"),
        row(2, Kind.DEPOSIT, in_=("XYZ", "5")),
        row(2.5, Kind.STAKING, in_=("XYZ", "1")),
        buy(2.6, "XYZ", "3", "30"),
        row(3, Kind.TRADE, in_=("BTC", "1"), out=("XYZ", "6"), value="200"),
        row(3.5, Kind.LOST, out=("XYZ", "1")),
    ).without(["XYZ"])
    prices = {1.0: "100", 3.0: "200", 4.0: "300"}

    assert line.held_at(4 * DAY_US) == {"BTC": 2}
    assert line.flows == [(DAY_US, Decimal(100)), (3 * DAY_US, Decimal(200))]
    # 100 became 200; with what the other coins brought 400, which became 600.
    assert growth(line, 1, 4, prices) == 200


def test_history_names_what_it_leaves_out_and_knows_what_was_put_in() -> None:
    line = line_of(buy(1, "BTC", "1", "100"), row(2, Kind.AIRDROP, in_=("XYZ", "5"), value="10"))
    closes = {"BTC": {2 * DAY_US: Decimal(120), 3 * DAY_US: Decimal(130)}}

    points = history_of(line, closes, [DAY_US // 2, 2 * DAY_US, 4 * DAY_US], "USD")

    assert [(point.value, point.contributions, point.missing) for point in points] == [
        (Decimal(0), Decimal(0), ()),
        (Decimal(120), Decimal(100), ("XYZ",)),
        (None, Decimal(100), ("BTC", "XYZ")),
    ]


def test_a_days_return_leaves_out_what_was_put_in_on_it() -> None:
    line = line_of(buy(1, "BTC", "1", "100"), buy(1.5, "BTC", "1", "100"))
    closes = {"BTC": {day * DAY_US: Decimal(price) for day, price in ((1, 100), (2, 110))}}

    (span,) = spans_of(line, history_of(line, closes, [DAY_US, 2 * DAY_US], "USD"))

    assert span == (Decimal(200), Decimal(220))
