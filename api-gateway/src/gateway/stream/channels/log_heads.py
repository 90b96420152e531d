"""Heads of log records: the few fields that a log needs. Most records are never decoded further. No I/O, no clock."""

from typing import Final, Protocol
from uuid import UUID

import msgspec
from shared.events.values import Interval

from gateway.stream.channels.names import Kind

_COMPOSITE: Final = ".COMPOSITE"
_REVISION_BITS: Final = 32


class Head(Protocol):
    """`key` identifies the trade, candle or indicator within its channel; `order` sorts a snapshot.

    Of two states of one key the one of the greater `version` stays.
    """

    @property
    def coin_id(self) -> str: ...
    @property
    def instrument_id(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def channel(self) -> str: ...
    @property
    def key(self) -> int: ...
    @property
    def order(self) -> int: ...


class TradeHead(msgspec.Struct, gc=False):
    coin_id: str
    instrument_id: str
    trade_id: str
    ts_event_us: int

    @property
    def version(self) -> int:
        return 0

    @property
    def channel(self) -> str:
        return f"trades:{self.coin_id}"

    @property
    def key(self) -> int:
        return hash((self.instrument_id, self.trade_id))

    @property
    def order(self) -> int:
        return self.ts_event_us


class CandleHead(msgspec.Struct, gc=False):
    coin_id: str
    instrument_id: str
    interval: Interval
    open_time_us: int
    revision: int

    @property
    def version(self) -> int:
        return self.revision

    @property
    def channel(self) -> str:
        composite = self.instrument_id.endswith(_COMPOSITE)
        name = f"candles:{self.coin_id}:{self.interval}"
        return name if composite else f"{name}:{self.instrument_id}"

    @property
    def key(self) -> int:
        return self.open_time_us

    @property
    def order(self) -> int:
        return self.open_time_us


class IndicatorHead(msgspec.Struct, gc=False):
    coin_id: str
    instrument_id: str
    name: str
    params: str
    interval: str
    open_time_us: int
    revision: int

    @property
    def version(self) -> int:
        """The newest candle's figure stays, whatever is revised before it: revisions count for each candle anew."""
        return self.open_time_us << _REVISION_BITS | self.revision

    @property
    def channel(self) -> str:
        return f"indicators:{self.coin_id}"

    @property
    def key(self) -> int:
        return hash((self.instrument_id, self.name, self.params, self.interval))

    @property
    def order(self) -> int:
        return self.open_time_us


class _HeadOfNoCoin(msgspec.Struct, gc=False):
    @property
    def coin_id(self) -> str:
        return ""

    @property
    def instrument_id(self) -> str:
        return ""


class AlertHead(_HeadOfNoCoin, gc=False):
    """Each user has a log of their own."""

    user_id: UUID
    event_id: UUID
    fired_at_us: int

    @property
    def version(self) -> int:
        return 0

    @property
    def channel(self) -> str:
        return f"alerts:{self.user_id}"

    @property
    def key(self) -> int:
        return hash(self.event_id)

    @property
    def order(self) -> int:
        return self.fired_at_us


class NewsHead(_HeadOfNoCoin, gc=False):
    """The stories of all coins, and those of none, are one log."""

    story_id: UUID
    published_at_us: int
    revision: int

    @property
    def version(self) -> int:
        return self.revision

    @property
    def channel(self) -> str:
        return Kind.NEWS.value

    @property
    def key(self) -> int:
        return hash(self.story_id)

    @property
    def order(self) -> int:
        return self.published_at_us
