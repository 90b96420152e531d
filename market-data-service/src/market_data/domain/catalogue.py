"""The coins that are followed and where: an operator's TOML file, read and checked at start."""

import tomllib
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from shared.events.values import CoinSlug, Instrument, Venue, split_instrument_id

DEFAULT: Final = Path(__file__).parents[3] / "catalogue.toml"


def _upper_case(text: str) -> str:
    if text != text.upper():
        raise ValueError("must be in upper case")
    return text


# Letters and digits of any script: Binance lists assets whose names are not ASCII.
Asset = Annotated[str, Field(pattern=r"^[\p{L}\p{M}\p{N}]{1,20}$"), AfterValidator(_upper_case)]


class CatalogueError(Exception):
    """The file cannot be used; the text names the place and what to do."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("instruments", mode="after", check_fields=False)
    @classmethod
    def _are_instruments(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        for id_ in ids:
            split_instrument_id(id_)
        if len(set(ids)) != len(ids):
            raise ValueError("an instrument is named twice")
        return ids


class CatalogueCoin(_Entry):
    coin_id: CoinSlug
    symbol: Asset
    name: str = Field(min_length=1, max_length=80)
    market_cap_rank: int | None = Field(default=None, ge=1)
    description: str | None = Field(default=None, max_length=500)
    tick: Decimal | None = Field(default=None, gt=0)
    instruments: tuple[str, ...]

    @model_validator(mode="after")
    def _are_its_own(self) -> Self:
        for id_ in self.instruments:
            if split_instrument_id(id_)[0] != self.symbol:
                raise ValueError(f"{id_} does not trade {self.symbol}")
        return self


class CatalogueRate(_Entry):
    quote: Asset
    instruments: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _are_direct(self) -> Self:
        for id_ in self.instruments:
            if split_instrument_id(id_)[:2] != (self.quote, "USD"):
                raise ValueError(f"{id_} is not {self.quote} in USD")
        return self


class Catalogue(BaseModel):
    """`coins` in the file's order; `rates` name the quote assets that may have a USD rate."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ranked: date | None = None
    coins: tuple[CatalogueCoin, ...]
    rates: tuple[CatalogueRate, ...] = ()

    @model_validator(mode="after")
    def _are_unique(self) -> Self:
        for what, names in (
            ("coin_id", [coin.coin_id for coin in self.coins]),
            ("symbol", [coin.symbol for coin in self.coins]),
            ("quote", [rate.quote for rate in self.rates]),
        ):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"{what} {', '.join(twice)} is there twice")
        return self

    @property
    def quotes(self) -> frozenset[str]:
        """The assets whose direct USD mid is a rate."""
        return frozenset(rate.quote for rate in self.rates)

    @property
    def rate_ids(self) -> frozenset[str]:
        return frozenset(id_ for rate in self.rates for id_ in rate.instruments)

    def coin_of(self, base: str) -> str:
        """The coin that a base asset stands for; one that is not here: the asset in lower case."""
        return next((coin.coin_id for coin in self.coins if coin.symbol == base), base.lower())

    def instrument_ids(self) -> Iterable[str]:
        """Every instrument once: the coins' in their order, then what is followed for its rate alone."""
        ids = [id_ for coin in self.coins for id_ in coin.instruments]
        return dict.fromkeys([*ids, *sorted(self.rate_ids)])

    def of_venue(self, venue: Venue) -> Sequence[str]:
        return [id_ for id_ in self.instrument_ids() if split_instrument_id(id_)[2] is venue]

    def instrument(self, id_: str, native: str) -> Instrument:
        base, quote, venue = split_instrument_id(id_)
        return Instrument(venue=venue, base=base, quote=quote, coin_id=self.coin_of(base), native=native)


def read_catalogue(path: Path | None = None) -> Catalogue:
    """The catalogue in `path`, else the one that comes with the service.

    Raises:
        CatalogueError: there is no such file, or something in it is wrong.
    """
    path = path or DEFAULT
    try:
        return Catalogue.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise CatalogueError(f"The catalogue {path} cannot be read: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"The catalogue {path} is not TOML: {error}") from error
    except ValidationError as error:
        places = "; ".join(f"{_place(found['loc'])}: {found['msg']}" for found in error.errors())
        raise CatalogueError(f"The catalogue {path} cannot be used. {places}") from error


def _place(location: tuple[int | str, ...]) -> str:
    return " ".join(f"no. {part + 1}" if isinstance(part, int) else part for part in location) or "the file"
