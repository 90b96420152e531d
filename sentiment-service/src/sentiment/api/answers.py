"""What is answered of a coin's sentiment, as the contract writes it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, Self

from pydantic import BaseModel
from shared.clock import from_us
from shared.events import SuddenChange
from shared.events.decimals import DecimalText

from sentiment.aggregates.coin_sentiment import CoinSentiment, SentimentReason, rounded

_HOUR: Final = timedelta(hours=1)


class ModelItem(BaseModel):
    name: str
    version: str


class SourceShareItem(BaseModel):
    """`weight`: how much the source is trusted, beside the others' 1; `share_percent`: its part of the score."""

    source: str
    documents: int
    weight: DecimalText
    share_percent: DecimalText


class SuddenChangeItem(BaseModel):
    """The mean of the stories of the last `hours` against that of the day before: `z` standard errors apart."""

    since: datetime
    hours: int
    before: DecimalText
    after: DecimalText
    z: DecimalText

    @classmethod
    def of(cls, change: SuddenChange) -> Self:
        return cls(
            since=from_us(change.since_us), hours=change.hours, before=change.before, after=change.after, z=change.z
        )


class Probabilities(BaseModel):
    positive: DecimalText
    neutral: DecimalText
    negative: DecimalText


class SentimentItem(BaseModel):
    """Over the window that ends now. A story counts once, half as much with every `half_life_hours` of its age.

    Percentages are of story weight. Figures are null, with `reason`, of fewer than five stories.
    """

    coin_id: str
    window: str
    half_life_hours: DecimalText | None
    score: DecimalText | None
    interval_95: tuple[DecimalText, DecimalText] | None
    positive_percent: DecimalText | None
    neutral_percent: DecimalText | None
    negative_percent: DecimalText | None
    documents: int
    stories: int
    sources: list[SourceShareItem]
    change: SuddenChangeItem | None
    model: ModelItem
    as_of: datetime | None
    """When the newest of its documents came in."""
    stale: bool
    reason: SentimentReason | None

    @classmethod
    def of(cls, one: CoinSentiment, half_life: timedelta | None, now: datetime) -> Self:
        return cls(**sentiment_fields(one, half_life, now))


def sentiment_fields(one: CoinSentiment, half_life: timedelta | None, now: datetime) -> dict[str, Any]:
    """The fields of `SentimentItem`; the age is judged here, when answering."""
    fresh = one.freshness(now)
    return {
        "coin_id": one.coin_id,
        "window": f"{one.window_hours}h",
        "half_life_hours": None if half_life is None else rounded(half_life / _HOUR),
        "score": one.score,
        "interval_95": interval(one.interval_low, one.interval_high),
        "positive_percent": one.positive_percent,
        "neutral_percent": one.neutral_percent,
        "negative_percent": one.negative_percent,
        "documents": one.documents,
        "stories": one.stories,
        "sources": [
            SourceShareItem(
                source=part.source, documents=part.documents, weight=part.weight, share_percent=part.share_percent
            )
            for part in one.sources
        ],
        "change": None if one.change is None else SuddenChangeItem.of(one.change),
        "model": ModelItem(name=one.model, version=one.model_version),
        "as_of": None if one.as_of_us is None else from_us(one.as_of_us),
        "stale": fresh.stale,
        "reason": fresh.reason,
    }


def interval(low: Decimal | None, high: Decimal | None) -> tuple[Decimal, Decimal] | None:
    return None if low is None or high is None else (low, high)
