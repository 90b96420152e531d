"""GET /sentiment/{coin_id}: a coin's score; /explain: the documents that it is the weighted mean of."""

import math
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel
from shared.clock import now
from shared.errors import UnknownCoinError
from shared.events import Label, encode
from shared.events.decimals import DecimalText
from shared.http.parameters import PerUnit, row_cost
from shared.http.problems import problems
from shared.http.representations import revalidate

from sentiment.aggregates.coin_sentiment import rounded
from sentiment.aggregates.sql.scored_documents import ShownDocument, fetch_shown
from sentiment.aggregates.weights import PLACES, WeightedDocument
from sentiment.api.answers import Probabilities, SentimentItem
from sentiment.api.parameters import CoinId, Window
from sentiment.injection import Conn, Deps
from sentiment.models.model import likeliest

router = APIRouter(prefix="/sentiment", tags=["sentiment"])

_WEIGHT_PLACES: Final = Decimal(1).scaleb(-PLACES)
_EXPLAIN_COST: Final = row_cost(PerUnit("limit", 1), rows=200)


@router.get("/{coin_id}", operation_id="read_sentiment", responses=problems(UnknownCoinError))
async def read_sentiment(deps: Deps, response: Response, coin_id: CoinId, window: Window) -> SentimentItem:
    """Score what is said of a coin."""
    coin, at = deps.coin(coin_id), now()
    (found,) = await deps.reader.read([coin.coin_id], at, window)
    revalidate(response)
    return SentimentItem.of(found, deps.computing.weighing.over(window).half_life, at)


class ExplainedDocument(BaseModel):
    """`score` and `probabilities`: of what the document says of the coin."""

    document_id: UUID
    story_id: UUID
    source: str
    title: str
    url: str | None
    published_at: datetime
    story_published_at: datetime
    """What its age is counted from: the story's first document."""
    label: Label
    score: DecimalText
    probabilities: Probabilities
    weight: DecimalText
    share_percent: DecimalText


class RestOfDocuments(BaseModel):
    """What is in the score and not listed, because of `limit`."""

    documents: int
    weight: DecimalText
    weight_times_score: DecimalText


class ExplainedSentiment(SentimentItem):
    """The score is the sum of weight x score over the `items` and the rest, divided by `total_weight`."""

    total_weight: DecimalText
    items: list[ExplainedDocument]
    """The heaviest first."""
    rest: RestOfDocuments


class _Item(msgspec.Struct, frozen=True, kw_only=True):
    """Encoded at once: thousands of models would hold up everybody else's answers."""

    document_id: UUID
    story_id: UUID
    source: str
    title: str
    url: str | None
    published_at: datetime
    story_published_at: datetime
    label: Label
    score: Decimal
    probabilities: dict[str, Decimal]
    weight: Decimal
    share_percent: Decimal


@router.get(
    "/{coin_id}/explain",
    operation_id="explain_sentiment",
    response_model=ExplainedSentiment,
    responses=problems(UnknownCoinError),
    openapi_extra=_EXPLAIN_COST,
)
async def explain_sentiment(
    *,
    deps: Deps,
    conn: Conn,
    coin_id: CoinId,
    window: Window,
    limit: Annotated[int, Query(ge=1, le=5_000, description="Documents to list, the heaviest first")] = 1_000,
) -> Response:
    """List the documents and weights that a coin's score is calculated from."""
    coin, at = deps.coin(coin_id), now()
    found = await deps.computing.explain(conn, coin.coin_id, at, window)
    listed, rest = found.documents[:limit], found.documents[limit:]
    shown = await fetch_shown(conn, [one.document.document_id for one in listed])
    total = math.fsum(one.weight for one in found.documents)
    head = SentimentItem.of(found.sentiment, deps.computing.weighing.over(window).half_life, at)
    answer = {
        **head.model_dump(mode="json"),
        "total_weight": _weight(total),
        "items": [_item(one, shown[one.document.document_id], total) for one in listed],
        "rest": _rest(rest),
    }
    response = Response(encode(answer), media_type="application/json")
    revalidate(response)
    return response


def _item(one: WeightedDocument, shown: ShownDocument, total: float) -> _Item:
    document = one.document
    positive, neutral, negative = map(rounded, (document.positive, document.neutral, document.negative))
    return _Item(
        document_id=document.document_id,
        story_id=document.story_id,
        source=document.source,
        title=shown.title,
        url=shown.url,
        published_at=document.published_at,
        story_published_at=document.story_at,
        label=likeliest(positive, neutral, negative),
        score=positive - negative,
        probabilities={"positive": positive, "neutral": neutral, "negative": negative},
        weight=_weight(one.weight),
        share_percent=rounded(100 * one.weight / total),
    )


def _rest(documents: Sequence[WeightedDocument]) -> dict[str, object]:
    return {
        "documents": len(documents),
        "weight": _weight(math.fsum(one.weight for one in documents)),
        "weight_times_score": _weight(math.fsum(one.weight * one.document.score for one in documents)),
    }


def _weight(value: float) -> Decimal:
    return Decimal(value).quantize(_WEIGHT_PLACES)
