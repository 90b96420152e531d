"""Decimals as the contract writes them: text without an exponent. No I/O."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import PlainSerializer, WithJsonSchema

_EXPONENT = re.compile(rb'"(-?\d+(?:\.\d+)?E[+-]?\d+)"')


def plain(value: Decimal) -> str:
    """`value` as text without an exponent: 0.00000019, never 1.9E-7."""
    return format(value, "f")


def without_exponents(raw: bytes) -> bytes:
    """JSON text with exponents in its decimal strings written out. Costs little where there are none."""
    if b"E" in raw and (b"E-" in raw or b"E+" in raw):  # one byte is looked for much faster than two
        return _EXPONENT.sub(lambda found: b'"' + plain(Decimal(found[1].decode())).encode() + b'"', raw)
    return raw


DecimalText = Annotated[
    Decimal,
    PlainSerializer(plain, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "examples": ["67000.1"]}),
]
