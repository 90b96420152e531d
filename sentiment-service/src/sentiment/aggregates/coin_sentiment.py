"""A coin's sentiment as it is published, cached and answered: decimals, rounded once, here. No I/O and no clock."""

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

import msgspec
from shared.clock import from_us, to_us
from shared.events import Label, SentimentV1, SuddenChange

from sentiment.aggregates.changes import RECENT, Change
from sentiment.aggregates.score import Score
from sentiment.aggregates.weights import Weighing

THE_MARKET: Final = ""
"""In place of a coin: all texts, each as a whole."""
SILENT_AFTER: Final = timedelta(minutes=30)
"""Without a successful fetch from any source for so long, what is shown is old."""

_PLACES: Final = Decimal("0.0001")
_WHOLE: Final = Decimal(100)
_HOUR: Final = timedelta(hours=1)


class SentimentReason(StrEnum):
    """Why there is no score, or why it is doubtful."""

    NOT_ENOUGH = "not_enough"
    """Fewer than five stories."""
    SOURCES_AWAY = "sources_away"
    """No source has answered for half an hour."""


class NamedModel(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...


class Freshness(NamedTuple):
    stale: bool
    reason: SentimentReason | None


class SourceShare(msgspec.Struct, frozen=True, gc=False):
    """`weight`: how much the source is trusted; `share_percent`: its part of the score."""

    source: str
    documents: int
    weight: Decimal
    share_percent: Decimal


class CoinSentiment(msgspec.Struct, frozen=True, kw_only=True):
    """Over the last `window_hours`. Figures are None of fewer than five stories.

    `as_of_us`: when the newest of its documents came in; `heard_us`: when any source last answered.
    """

    coin_id: str
    window_hours: int
    score: Decimal | None
    interval_low: Decimal | None
    interval_high: Decimal | None
    positive_percent: Decimal | None
    neutral_percent: Decimal | None
    negative_percent: Decimal | None
    documents: int
    stories: int
    sources: tuple[SourceShare, ...]
    model: str
    model_version: str
    as_of_us: int | None
    heard_us: int | None
    made_us: int
    change: SuddenChange | None

    def freshness(self, now: datetime) -> Freshness:
        """Judged when it is shown: a cached figure ages, too."""
        stale = self.heard_us is None or now - from_us(self.heard_us) > SILENT_AFTER
        if self.score is None:
            return Freshness(stale, SentimentReason.NOT_ENOUGH)
        return Freshness(stale, SentimentReason.SOURCES_AWAY if stale else None)

    @property
    def event(self) -> SentimentV1:
        return SentimentV1(
            coin_id=self.coin_id,
            window_hours=self.window_hours,
            score=self.score,
            interval_low=self.interval_low,
            interval_high=self.interval_high,
            positive_percent=self.positive_percent,
            neutral_percent=self.neutral_percent,
            negative_percent=self.negative_percent,
            documents=self.documents,
            stories=self.stories,
            model=self.model,
            model_version=self.model_version,
            as_of_us=self.as_of_us,
            made_us=self.made_us,
            reason=self.freshness(from_us(self.made_us)).reason,
            change=self.change,
        )


def coin_sentiment(
    coin_id: str,
    score: Score,
    model: NamedModel,
    weighing: Weighing,
    *,
    at: datetime,
    heard_at: datetime | None,
    change: Change | None,
) -> CoinSentiment:
    positive, negative = (_percent(score, label) for label in (Label.POSITIVE, Label.NEGATIVE))
    return CoinSentiment(
        coin_id=coin_id,
        window_hours=weighing.window // _HOUR,
        score=None if score.score is None else rounded(score.score),
        interval_low=rounded(score.interval[0]) if score.interval else None,
        interval_high=rounded(score.interval[1]) if score.interval else None,
        positive_percent=positive,
        neutral_percent=None if positive is None or negative is None else _WHOLE - positive - negative,
        negative_percent=negative,
        documents=score.documents,
        stories=score.stories,
        sources=tuple(
            SourceShare(
                part.source,
                part.documents,
                rounded(weighing.source_weight(part.source)),
                rounded(part.share * 100),
            )
            for part in score.sources
        ),
        model=model.name,
        model_version=model.version,
        as_of_us=None if score.as_of is None else to_us(score.as_of),
        heard_us=None if heard_at is None else to_us(heard_at),
        made_us=to_us(at),
        change=None if change is None else _event_of(change),
    )


def _percent(score: Score, label: Label) -> Decimal | None:
    return None if score.shares is None else rounded(score.shares[label] * 100)


def _event_of(change: Change) -> SuddenChange:
    return SuddenChange(
        since_us=to_us(change.since),
        hours=RECENT // _HOUR,
        before=rounded(change.before),
        after=rounded(change.after),
        z=rounded(change.z),
    )


def rounded(value: float) -> Decimal:
    """To four places; never minus zero."""
    return Decimal(value).quantize(_PLACES) + 0
