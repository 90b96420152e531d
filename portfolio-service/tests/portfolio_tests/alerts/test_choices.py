"""Which parameters a condition on an indicator may have."""

from decimal import Decimal
from typing import Any

import pytest
from portfolio.alerts.bodies import When
from portfolio.alerts.choices import Choices
from shared.errors import InvalidFieldError
from shared.events.indicator_set import ALERT_INDICATORS

CHOICES = Choices((*ALERT_INDICATORS, "rsi:21", "macd:fast=5,slow=35,signal=5:macd,signal,histogram"))


def params(figure: str, **given: Any) -> str:
    condition = {"figure": figure, "op": "above", "value": Decimal(1), "params": given}
    (found,) = CHOICES.conditions(When.model_validate({"all": [condition]}), of_portfolio=False)
    return found.params


def test_what_is_not_given_is_the_first_ones() -> None:
    assert params("rsi") == "interval=1h,period=14"
    assert params("bb", interval="1d") == "interval=1d,period=20,deviations=2,output=upper"


def test_parameters_and_output_are_chosen_by_name() -> None:
    assert params("rsi", period=21) == "interval=1h,period=21"
    found = params("macd", fast=5, slow="35", signal=5, output="histogram")
    assert found == "interval=1h,fast=5,slow=35,signal=5,output=histogram"


@pytest.mark.parametrize(
    ("figure", "given", "field", "says"),
    [
        ("rsi", {"period": 15}, "period", "none of 14, 21"),
        ("macd", {"fast": 5}, "params", "fast=12,slow=26,signal=9; fast=5,slow=35,signal=5"),
        ("bb", {"output": "top"}, "output", "none of upper, middle, lower"),
        ("rsi", {"output": "value"}, "output", "no such parameter"),
        ("obv", {}, "figure", "none of the figures"),
    ],
)
def test_what_is_not_published_is_refused_with_what_there_is(
    figure: str, given: dict[str, Any], field: str, says: str
) -> None:
    with pytest.raises(InvalidFieldError, match=says) as refused:
        params(figure, **given)

    assert refused.value.errors[0].field.endswith(field)
