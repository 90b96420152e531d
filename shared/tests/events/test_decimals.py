import json
from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from shared.events import encode
from shared.events.decimals import plain

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("-1e18"), max_value=Decimal("1e18"))


class Sample(msgspec.Struct):
    name: str
    price: Decimal


@given(DECIMALS)
def test_a_decimal_travels_exactly_and_without_exponent(price: Decimal) -> None:
    text = json.loads(encode(Sample(name="DOGE-USDT", price=price)))["price"]

    assert "E" not in text
    assert Decimal(text) == price
    assert text == plain(price)


def test_trailing_zeros_and_tiny_sizes_keep_their_digits() -> None:
    assert json.loads(encode(Sample(name="E-", price=Decimal("0E-8"))))["price"] == "0.00000000"
    assert json.loads(encode(Sample(name="E-", price=Decimal("1.6E-7"))))["price"] == "0.00000016"
    assert json.loads(encode(Sample(name="", price=Decimal("67000.10"))))["price"] == "67000.10"
