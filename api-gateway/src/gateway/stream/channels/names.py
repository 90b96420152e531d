"""Channel names of the WebSocket: parsed, checked, written in one canonical form. No I/O and no clock."""

import re
from enum import StrEnum
from uuid import UUID

import msgspec
from shared.events.values import Interval, Venue, split_instrument_id
from shared.http.tokens import Scope

from gateway.errors import UnknownChannelError

VENUES = "venues"
ACCOUNT = "account"
ALERTS = "alerts"
_ALERTS_OF = f"{ALERTS}:"
# Coins that exchanges list have names in any script; a name is written into messages as it is.
_COIN = re.compile(r'[^\s:"\\/._$-][^\s:"\\/]{0,63}')


class Kind(StrEnum):
    PRICE = "price"
    QUOTES = "quotes"
    CANDLES = "candles"
    TRADES = "trades"
    VENUES = "venues"
    INDICATORS = "indicators"
    ACCOUNT = "account"
    PORTFOLIO = "portfolio"
    ALERTS = "alerts"
    SENTIMENT = "sentiment"
    NEWS = "news"

    @property
    def is_log(self) -> bool:
        """Whether its messages follow one another, instead of replacing the one before."""
        return self in (Kind.CANDLES, Kind.TRADES, Kind.INDICATORS, Kind.ACCOUNT, Kind.ALERTS, Kind.NEWS)

    @property
    def has_coin(self) -> bool:
        return self not in (Kind.VENUES, Kind.ACCOUNT, Kind.PORTFOLIO, Kind.ALERTS, Kind.NEWS)

    @property
    def scope(self) -> Scope | None:
        """What a connection needs to have it; None: it is public."""
        match self:
            case Kind.ACCOUNT:
                return Scope.ACCOUNT
            case Kind.PORTFOLIO | Kind.ALERTS:
                return Scope.PORTFOLIO_READ
            case _:
                return None


class Channel(msgspec.Struct, frozen=True):
    """One channel. `instrument_id` None means the coin's composite. `owned`: the portfolio, or whose alerts these are.

    `name` is unique; `shown` is what clients call it: everybody's alerts are `alerts`.
    """

    kind: Kind
    coin_id: str = ""
    interval: Interval | None = None
    instrument_id: str | None = None
    owned: UUID | None = None

    @property
    def name(self) -> str:
        parts = (self.kind, self.coin_id, self.interval, self.instrument_id, self.owned and str(self.owned))
        return ":".join(part for part in parts if part)

    @property
    def shown(self) -> str:
        return shown_name(self.name)


def shown_name(name: str) -> str:
    """What clients call the channel of that unique name."""
    return ALERTS if name.startswith(_ALERTS_OF) else name


def parse_channel(text: str) -> Channel:
    """Read a channel's name as a client writes it; the coin may still be a symbol, in lower case.

    Raises:
        UnknownChannelError: no such channel can exist.
    """
    if text.startswith(_ALERTS_OF):
        raise UnknownChannelError(text)
    return channel_of(text)


def channel_of(name: str) -> Channel:
    """The channel of a unique name.

    Raises:
        UnknownChannelError: no such channel can exist.
    """
    kind, *rest = name.split(":")
    try:
        channel = _owned(Kind(kind), rest) or Channel(Kind(kind), *_arguments(Kind(kind), rest))
    except ValueError:
        raise UnknownChannelError(name) from None
    if channel.kind.has_coin and not (_COIN.fullmatch(channel.coin_id) and channel.coin_id.isprintable()):
        raise UnknownChannelError(name)
    return channel


def _owned(kind: Kind, rest: list[str]) -> Channel | None:
    if kind is Kind.PORTFOLIO:
        (portfolio_id,) = rest
        return Channel(kind, owned=UUID(portfolio_id))
    if kind is Kind.ALERTS and rest:
        (user_id,) = rest
        return Channel(kind, owned=UUID(user_id))
    return None


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
