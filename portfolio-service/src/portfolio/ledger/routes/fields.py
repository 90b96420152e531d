"""What bodies and answers of a ledger's routes are made of."""

from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from shared.events.decimals import plain

from portfolio.ledger.lots import EXACT

_PLACES: Final = 18
_BELOW: Final = Decimal("1e18")
# No control characters, no blank at either end.
_TEXT: Final = r"^[^\x00-\x20\x7f-\xa0]([^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\xa0])?$"

Name = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=_TEXT)]
Note = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]


def _as_text(given: object) -> object:
    """A float has lost digits already, so that a number must be text or whole."""
    if isinstance(given, bool | float) or not isinstance(given, str | int | Decimal):
        raise ValueError("must be a decimal as text, such as “0.015”")  # noqa: TRY004 - pydantic takes no TypeError
    return given


def _in_bounds(given: Decimal) -> Decimal:
    if not given.is_finite() or abs(given) >= _BELOW:
        raise ValueError("must be less than 1e18")
    exponent = given.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > _PLACES and given != round(given, _PLACES):
        raise ValueError(f"has more than {_PLACES} digits behind the point")
    return round(given, _PLACES).normalize() + 0 if isinstance(exponent, int) and -exponent > _PLACES else given


def _exact(value: Decimal) -> str:
    """Without the zeros that a division leaves at the end."""
    return plain(EXACT.normalize(value))


ExactText = Annotated[
    Decimal,
    PlainSerializer(_exact, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "examples": ["67000.1"]}),
]
_DECIMAL: Final[Any] = WithJsonSchema({"type": "string", "pattern": r"^\d+(\.\d+)?$", "examples": ["0.015"]})
Quantity = Annotated[Decimal, Field(gt=0), AfterValidator(_in_bounds), BeforeValidator(_as_text), _DECIMAL]
Amount = Annotated[Decimal, Field(ge=0), AfterValidator(_in_bounds), BeforeValidator(_as_text), _DECIMAL]
Signed = Annotated[
    Decimal,
    AfterValidator(_in_bounds),
    BeforeValidator(_as_text),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "examples": ["100000"]}),
]
Asset = Annotated[
    str,
    StringConstraints(min_length=1, max_length=64, pattern=_TEXT),
    Field(description="A coin's id or symbol, or a currency", examples=["bitcoin", "BTC", "USD"]),
]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class PartBody(Body):
    asset: Asset
    quantity: Quantity


class MoneyBody(Body):
    amount: Amount
    currency: Asset


class FeeBody(PartBody):
    value: MoneyBody | None = None


class ChosenLotBody(Body):
    lot_id: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=_TEXT)]
    quantity: Quantity


class PartItem(BaseModel):
    asset: str
    quantity: ExactText


class MoneyItem(BaseModel):
    amount: ExactText
    currency: str


class FeeItem(PartItem):
    value: MoneyItem | None


class ChosenLotItem(BaseModel):
    lot_id: str
    quantity: ExactText
