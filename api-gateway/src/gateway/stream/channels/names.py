"""Channel names of the WebSocket: parsed, checked, written in one canonical form. No I/O and no clock."""

import re
from enum import StrEnum

import msgspec
from shared.events.values import Interval, Venue, split_instrument_id

from gateway.errors import UnknownChannelError

VENUES = "venues"
ACCOUNT = "account"
# Coins that exchanges list have names in any script; a name is written into messages as it is.
_COIN = re.compile(r'[^\s:"\\/._$-][^\s:"\\/]{0,63}')


class Kind(StrEnum):
    PRICE = "price"
    CANDLES = "candles"
    TRADES = "trades"
    VENUES = "venues"
    INDICATORS = "indicators"
    ACCOUNT = "account"

    @property
    def is_log(self) -> bool:
        """Whether its messages follow one another, instead of replacing the one before."""
        return self in (Kind.CANDLES, Kind.TRADES, Kind.INDICATORS, Kind.ACCOUNT)

    @property
    def has_coin(self) -> bool:
        return self not in (Kind.VENUES, Kind.ACCOUNT)


class Channel(msgspec.Struct, frozen=True):
    """One channel. `instrument_id` None means the coin's composite."""

    kind: Kind
    coin_id: str = ""
    interval: Interval | None = None
    instrument_id: str | None = None

    @property
    def name(self) -> str:
        parts = (self.kind, self.coin_id, self.interval, self.instrument_id)
        return ":".join(part for part in parts if part)


def parse_channel(text: str) -> Channel:
    """Read a channel's name; the coin may still be a symbol, in lower case.

    Raises:
        UnknownChannelError: no such channel can exist.
    """
    kind, *rest = text.split(":")
    try:
        channel = Channel(Kind(kind), *_arguments(Kind(kind), rest))
    except ValueError:
        raise UnknownChannelError(text) from None
    if channel.kind.has_coin and not (_COIN.fullmatch(channel.coin_id) and channel.coin_id.isprintable()):
        raise UnknownChannelError(text)
    return channel


def _arguments(kind: Kind, rest: list[str]) -> tuple[str, Interval | None, str | None]:
    if not kind.has_coin:
        () = rest
        return "", None, None
    if kind is Kind.CANDLES:
        coin, interval, *instrument = rest
        return coin.lower(), Interval(interval), _instrument(instrument)
    (coin,) = rest
    return coin.lower(), None, None


def _instrument(rest: list[str]) -> str | None:
    if not rest:
        return None
    (text,) = rest
    _, _, venue = split_instrument_id(text)
    return None if venue is Venue.COMPOSITE else text
