"""GET /sentiment/overview: all coins in one answer; /compare: some of them, in full."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import msgspec
from fastapi import APIRouter, Response
from pydantic import BaseModel
from shared.clock import from_us, now
from shared.errors import UnknownCoinError
from shared.events import encode
from shared.events.decimals import DecimalText
from shared.http.parameters import row_cost
from shared.http.problems import problems
from shared.http.representations import revalidate

from sentiment.aggregates.coin_sentiment import THE_MARKET, CoinSentiment, SentimentReason
from sentiment.api.answers import SentimentItem, interval
from sentiment.api.parameters import Coins, Window
from sentiment.documents.sql.index_values import fetch_newest_index
from sentiment.injection import Deps

router = APIRouter(prefix="/sentiment", tags=["sentiment"])

_INDEX_DAYS: Final = 2
"""The index is daily: an older one is stale."""


class SentimentFigure(BaseModel):
    """A coin's score in short, of the last 24 hours; `SentimentItem` has the rest."""

    coin_id: str
    score: DecimalText | None
    interval_95: tuple[DecimalText, DecimalText] | None
    stories: int
    documents: int
    as_of: datetime | None
    stale: bool
    reason: SentimentReason | None


class MarketSentiment(BaseModel):
    """Of all stories, each as a whole."""

    score: DecimalText | None
    interval_95: tuple[DecimalText, DecimalText] | None
    stories: int
    documents: int
    as_of: datetime | None
    stale: bool
    reason: SentimentReason | None


class FearGreed(BaseModel):
    """From 0, extreme fear, to 100, extreme greed."""

    day: date
    value: int
    classification: str
    stale: bool


class SentimentOverview(BaseModel):
    market: MarketSentiment
    fear_greed: FearGreed | None
    """null: no value has come yet."""
    items: list[SentimentFigure]
    """Every coin, by its rank."""


class _Figure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Encoded at once: there are some thousand coins."""

    coin_id: str = THE_MARKET
    score: Decimal | None
    interval_95: tuple[Decimal, Decimal] | None
    stories: int
    documents: int
    as_of: datetime | None
    stale: bool
    reason: SentimentReason | None


@router.get(
    "/overview",
    operation_id="read_sentiment_overview",
    response_model=SentimentOverview,
    responses=problems(),
    openapi_extra=row_cost(rows=300),
)
async def read_overview(deps: Deps) -> Response:
    """Score every coin and the market as a whole, with the Fear & Greed index."""
    at = now()
    market, *coins = await deps.reader.read([THE_MARKET, *(coin.coin_id for coin in deps.tagging.coins)], at)
    async with deps.database.begin() as conn:
        index = await fetch_newest_index(conn)
    answer = {"market": _figure(market, at), "fear_greed": _index(index, at), "items": _figures(coins, at)}
    response = Response(encode(answer), media_type="application/json")
    revalidate(response)
    return response


def _figures(sentiments: Iterable[CoinSentiment], at: datetime) -> list[_Figure]:
    return [_figure(one, at) for one in sentiments]


def _figure(one: CoinSentiment, at: datetime) -> _Figure:
    fresh = one.freshness(at)
    return _Figure(
        coin_id=one.coin_id,
        score=one.score,
        interval_95=interval(one.interval_low, one.interval_high),
        stories=one.stories,
        documents=one.documents,
        as_of=None if one.as_of_us is None else from_us(one.as_of_us),
        stale=fresh.stale,
        reason=fresh.reason,
    )


def _index(found: tuple[str, int, str] | None, at: datetime) -> dict[str, object] | None:
    if found is None:
        return None
    day, value, classification = found
    stale = (at.date() - date.fromisoformat(day)).days > _INDEX_DAYS
    return {"day": day, "value": value, "classification": classification, "stale": stale}


class Comparison(BaseModel):
    items: list[SentimentItem]
    """In the order in which they were named."""


@router.get(
    "/compare",
    operation_id="compare_sentiment",
    responses=problems(UnknownCoinError),
    openapi_extra=row_cost(rows=100),
)
async def compare_sentiment(deps: Deps, response: Response, coins: Coins, window: Window) -> Comparison:
    """Score several coins over the same window."""
    at = now()
    found = await deps.reader.read([coin.coin_id for coin in coins], at, window)
    half_life = deps.computing.weighing.over(window).half_life
    revalidate(response)
    return Comparison(items=[SentimentItem.of(one, half_life, at) for one in found])
