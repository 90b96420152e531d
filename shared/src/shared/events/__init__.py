"""The contracts on Kafka: one frozen struct per message and version, and their one codec.

Within a version only fields with a default are added. Decimals travel as text without an exponent, times as
integer microseconds in fields named `…_us`.
"""

from functools import cache
from typing import Any, TypeVar

import msgspec

from shared.events.decimals import without_exponents
from shared.events.history.candles import CandleV1
from shared.events.history.gaps import GapClosing, GapKind, GapState, GapV1
from shared.events.history.indicators import IndicatorV1
from shared.events.history.recorders import RecorderV1
from shared.events.people.alerts import AlertChannel, AlertV1, ObservedFigure
from shared.events.people.portfolios import ValuationV1, WatchV1
from shared.events.people.users import RevocationV1, RevokedKind
from shared.events.prices import PriceReason, PriceV1, VenueQuote
from shared.events.quotes import QuoteReason, QuoteV1
from shared.events.sentiment import (
    DocumentKind,
    DocumentV1,
    Label,
    Probabilities,
    SentimentV1,
    StoryDocument,
    SuddenChange,
)
from shared.events.streams import StreamV1
from shared.events.trades import RateV1, TickerV1, TradeV1
from shared.events.venues import Feed, NotFollowed, VenueReason, VenueState, VenueV1

__all__ = [
    "AlertChannel",
    "AlertV1",
    "CandleV1",
    "DocumentKind",
    "DocumentV1",
    "Feed",
    "GapClosing",
    "GapKind",
    "GapState",
    "GapV1",
    "IndicatorV1",
    "Label",
    "NotFollowed",
    "ObservedFigure",
    "PriceReason",
    "PriceV1",
    "Probabilities",
    "QuoteReason",
    "QuoteV1",
    "RateV1",
    "RecorderV1",
    "RevocationV1",
    "RevokedKind",
    "SentimentV1",
    "StoryDocument",
    "StreamV1",
    "SuddenChange",
    "TickerV1",
    "TradeV1",
    "ValuationV1",
    "VenueQuote",
    "VenueReason",
    "VenueState",
    "VenueV1",
    "WatchV1",
    "decoder",
    "encode",
]

E = TypeVar("E", bound=msgspec.Struct)

_encoder = msgspec.json.Encoder(decimal_format="string")


def encode(event: msgspec.Struct | dict[str, Any]) -> bytes:
    """The event's JSON as it stands in Kafka and Redis."""
    return without_exponents(_encoder.encode(event))


@cache
def decoder(event: type[E]) -> msgspec.json.Decoder[E]:
    """The one decoder of an event type.

    Its `decode` raises `msgspec.DecodeError` (or `ValidationError`, a kind of it) for what is not such an event.
    """
    return msgspec.json.Decoder(event)
