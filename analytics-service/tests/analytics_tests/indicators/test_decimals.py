from decimal import Decimal

import pytest
from analytics.api.across.figures import rounded
from analytics.indicators.decimals import decimal, percent_off


@pytest.mark.parametrize("value", [-0.0, 0.0, -0.00001, 0.00001, -1e-300])
def test_what_rounds_to_zero_has_no_sign(value: float) -> None:
    assert str(rounded(value, 4)) == "0.0000"
    assert str(decimal(value * 0.0)) == "0"
    assert str(percent_off(Decimal(1) + Decimal(value) / 1_000, Decimal(1))) == "0.0000"


def test_other_signs_stay() -> None:
    assert str(rounded(-0.00005, 4)) == "-0.0001"
    assert str(decimal(-1e-5)) == "-0.00001"
    assert str(percent_off(Decimal("0.999999"), Decimal(1))) == "-0.0001"
