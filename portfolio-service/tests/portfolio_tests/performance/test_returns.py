"""Returns worked out by hand, and what is not known of them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from portfolio.performance.returns import (
    Flow,
    HeldSpan,
    ReturnReason,
    max_drawdown_percent,
    money_weighted,
    time_weighted,
    volatility_percent,
)

DAY = 86_400_000_000


def span(start: str | None, end: str | None) -> HeldSpan:
    return HeldSpan(*(None if value is None else Decimal(value) for value in (start, end)))


def test_money_that_comes_and_goes_does_not_change_the_time_weighted_return() -> None:
    # +10 %, then 1 000 more came in, then -20 %.
    assert time_weighted([span("100", "110"), span("1110", "888")]).percent == pytest.approx(-12.0)


def test_an_account_that_was_emptied_counts_only_while_something_was_held() -> None:
    assert time_weighted([span("100", "120"), span("0", "0"), span("50", "55")]).percent == pytest.approx(32.0)


def test_a_span_whose_value_is_unknown_makes_only_itself_unknown() -> None:
    assert time_weighted([span("100", None), span("100", "150")]).percent == pytest.approx(50.0)
    assert time_weighted([span(None, "1")]) == (None, ReturnReason.NOTHING_HELD)


def test_the_money_weighted_return_is_that_of_a_year() -> None:
    flows = [Flow(0, Decimal(100))]

    assert money_weighted(flows, Decimal(110), 365 * DAY).percent == pytest.approx(10.0)
    assert money_weighted(flows, Decimal(121), 730 * DAY).percent == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("flows", "value", "end_us", "reason"),
    [
        ([], "0", DAY, ReturnReason.SHORT_SPAN),
        ([Flow(0, Decimal(100))], "200", DAY - 1, ReturnReason.SHORT_SPAN),
        ([Flow(0, Decimal(100)), Flow(1, Decimal(-50))], "0", 3 * DAY, ReturnReason.ONE_DAY),
        ([Flow(0, Decimal(100))], "1000", 2 * DAY, ReturnReason.NO_ROOT),
        ([Flow(0, Decimal(100)), Flow(9 * DAY, Decimal(5))], "0", 30 * DAY, ReturnReason.NO_CHANGE_OF_SIGN),
    ],
)
def test_a_money_weighted_return_that_means_nothing_is_unknown_with_its_reason(
    flows: list[Flow], value: str, end_us: int, reason: ReturnReason
) -> None:
    assert money_weighted(flows, Decimal(value), end_us) == (None, reason)


def test_drawdown_and_volatility() -> None:
    spans = [span("100", "110"), span("110", "55"), span("55", "88")]

    assert max_drawdown_percent(spans) == pytest.approx(-50.0)
    assert max_drawdown_percent([]) is None
    assert volatility_percent([span("100", "101"), span("101", "102.01")]) == pytest.approx(0.0, abs=1e-9)
    assert volatility_percent(spans[:1]) is None


@given(st.lists(st.decimals("0.5", "1.5", places=3), min_size=1, max_size=8), st.decimals("1", "1000", places=2))
def test_the_size_of_the_money_changes_no_return(growth: list[Decimal], size: Decimal) -> None:
    small = [HeldSpan(Decimal(1), factor) for factor in growth]
    large = [HeldSpan(size, factor * size) for factor in growth]

    assert time_weighted(small).percent == pytest.approx(time_weighted(large).percent)
    assert max_drawdown_percent(small) == pytest.approx(max_drawdown_percent(large))
