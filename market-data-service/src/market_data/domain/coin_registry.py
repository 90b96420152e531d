"""All coins and their instruments in memory. No I/O: `live.sql_coins` reads them, `live.refresh` calls it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from shared.events import NotFollowed
from shared.events.values import ASSET_ALIASES, Mode, Venue, composite_id, split_instrument_id

from market_data.domain.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class RegisteredInstrument:
    """`is_rate`: it is followed for its quote's USD rate, not for the coin. `disabled`: why it is not followed.

    `tick`, `lot`: the steps of its price and size, None until they are known.
    """

    instrument_id: str
    venue: Venue
    is_rate: bool = False
    disabled: NotFollowed | None = None
    tick: Decimal | None = None
    lot: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Coin:
    """`instruments` in the catalogue's order, then what it does not know by name."""

    coin_id: str
    symbol: str
    name: str
    market_cap_rank: int | None = None
    description: str | None = None
    tick: Decimal | None = None
    instruments: tuple[RegisteredInstrument, ...] = ()

    @property
    def composite_id(self) -> str:
        return composite_id(self.symbol)

    @property
    def is_followed(self) -> bool:
        """Whether it has an instrument that is followed for the coin itself, not only for the USD rate of a quote."""
        ranked = self.market_cap_rank is not None
        return any(ranked or not listed.is_rate for listed in self.instruments)

    def at(self, venue: Venue) -> str | None:
        """Its first instrument at `venue`, in the catalogue's order."""
        if venue is Venue.COMPOSITE:
            return self.composite_id
        return next((listed.instrument_id for listed in self.instruments if listed.venue is venue), None)

    def has(self, instrument_id: str) -> bool:
        return instrument_id == self.composite_id or any(
            listed.instrument_id == instrument_id for listed in self.instruments
        )


@dataclass(slots=True)
class CoinRegistry:
    """All coins. `current` is False while the newest refresh has failed: what is there may lack something."""

    current: bool = False
    _coins: dict[str, Coin] = field(default_factory=dict)
    _by_symbol: dict[str, str] = field(default_factory=dict)

    def assume(self, coins: Iterable[Coin]) -> None:
        """Use `coins` until the tables have been read."""
        self.replace(coins)
        self.current = False

    def replace(self, coins: Iterable[Coin]) -> None:
        self._coins = {coin.coin_id: coin for coin in coins}
        # Where two coins share a symbol, it names the better ranked one.
        ranked = sorted(self._coins.values(), key=lambda coin: (coin.market_cap_rank or 10**9, coin.coin_id))
        self._by_symbol = {coin.symbol.upper(): coin.coin_id for coin in reversed(ranked)}
        self.current = True

    def find(self, name: str) -> Coin | None:
        """The coin of an id or, in any case, of a symbol or of what a venue calls it (`XBT`)."""
        symbol = name.upper()
        known = symbol if symbol in self._by_symbol else ASSET_ALIASES.get(symbol, symbol)
        return self._coins.get(name) or self._coins.get(self._by_symbol.get(known, name.lower()))

    def get(self, coin_id: str) -> Coin | None:
        return self._coins.get(coin_id)

    def traded(self) -> list[Coin]:
        """All that have instruments, those included that are followed for their rate alone."""
        return [coin for coin in self._coins.values() if coin.instruments]

    def followed(self) -> list[Coin]:
        """Best ranked first, then by id."""
        coins = (coin for coin in self._coins.values() if coin.is_followed)
        return sorted(coins, key=lambda coin: (coin.market_cap_rank or 10**9, coin.coin_id))


def unknown_instrument(instrument_id: str) -> RegisteredInstrument:
    """An instrument of which trades arrived before it was in a table."""
    return RegisteredInstrument(instrument_id, split_instrument_id(instrument_id)[2])


def listed_coins(catalogue: Catalogue, mode: Mode) -> list[Coin]:
    """The catalogue's coins, for the time until the tables have been read."""
    rates = catalogue.rate_ids
    return [
        Coin(
            coin.coin_id,
            coin.symbol,
            coin.name,
            coin.market_cap_rank,
            coin.description,
            coin.tick,
            tuple(
                RegisteredInstrument(id_, split_instrument_id(id_)[2], is_rate=id_ in rates) for id_ in coin.instruments
            )
            if follows_catalogue(mode)
            else (),
        )
        for coin in catalogue.coins
    ]


def follows_catalogue(mode: Mode) -> bool:
    """Whether the catalogue's instruments are followed; a replay follows those of its capture and takes only names."""
    return mode is not Mode.REPLAY
