"""What is said of coins: stories as they come in, and each coin's score."""

from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import msgspec


class Label(StrEnum):
    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class DocumentKind(StrEnum):
    NEWS = "news"
    SOCIAL = "social"


class StoryDocument(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One telling of a story. `url` is None where the source gives none."""

    document_id: UUID
    source: str
    url: str | None


class Probabilities(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Of one text, calibrated; they add up to 1."""

    positive: Decimal
    neutral: Decimal
    negative: Decimal


class DocumentV1(msgspec.Struct, frozen=True, kw_only=True):
    """A story as it stands with one more, edited or deleted document: a whole state, keyed by `story_id`.

    `coins` is empty for a story about crypto as a whole. `score` = positive - negative, from -1 to 1, of
    the story's first document; label and probabilities likewise, None until it is scored. `reach` counts its sources.
    A story without documents has been deleted. The higher `revision` of a story is the newer state.
    """

    story_id: UUID
    kind: DocumentKind
    title: str
    url: str | None
    source: str
    published_at_us: int
    as_of_us: int
    label: Label | None
    score: Decimal | None
    probabilities: Probabilities | None
    coins: tuple[str, ...]
    reach: int
    documents: tuple[StoryDocument, ...]
    model: str | None
    model_version: str | None
    revision: int


class SuddenChange(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The score moved further within `hours` than its own noise explains: `z` standard errors."""

    since_us: int
    hours: int
    before: Decimal
    after: Decimal
    z: Decimal


class SentimentV1(msgspec.Struct, frozen=True, kw_only=True):
    """A coin's sentiment over the last `window_hours`: a whole state, keyed by `coin_id`.

    Figures are None, with `reason`, when there are fewer than five stories. Percentages are of story weight.
    `as_of_us`: when the newest of its documents came in, None without one.
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
    model: str
    model_version: str
    as_of_us: int | None
    made_us: int
    reason: str | None = None
    change: SuddenChange | None = None
