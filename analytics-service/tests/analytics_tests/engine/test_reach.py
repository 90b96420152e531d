import pytest
from analytics.engine.reach import LONGEST_REACH, reach_costs
from analytics.indicators.definition import ParameterKind
from analytics.indicators.registry import DEFINITIONS, Indicator, indicator
from shared.events.values import Interval


def candles(one: Indicator, interval: Interval) -> float:
    """What a request of it is charged for."""
    return sum(
        number.units * (float(value or number.default) if isinstance(value, int | float) else 0)
        for cost in reach_costs("set")
        if cost.when.get("interval", interval) == interval
        for number, value in zip(cost.names.get(one.name, ()), one.arguments, strict=False)
    )


@pytest.mark.parametrize("name", DEFINITIONS)
@pytest.mark.parametrize("interval", Interval)
def test_an_indicator_costs_the_candles_that_it_depends_on(name: str, interval: Interval) -> None:
    parameters = DEFINITIONS[name].parameters
    longest = [one.default if one.kind is not ParameterKind.INTEGER else one.most for one in parameters]

    for one in (indicator(name), Indicator(name, tuple(value or 0 for value in longest))):
        assert candles(one, interval) == pytest.approx(one.look_back(interval), abs=3)


def test_an_anchor_costs_the_candles_since_then() -> None:
    costs = {cost.when["interval"]: cost.names["anchored_vwap"][0] for cost in reach_costs("set")[1:]}

    assert costs["1h"].since
    assert costs["1h"].units * 86_400 == pytest.approx(24)
    assert {cost.most for cost in reach_costs("set")} == {LONGEST_REACH}
