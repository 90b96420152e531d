"""GET /sentiment/trend/{coin_id}: the score over time; /price-test: whether it leads the price."""

import asyncio
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel
from shared.clock import now
from shared.errors import UnknownCoinError
from shared.events.decimals import DecimalText
from shared.http.parameters import PerDay, Span, row_cost
from shared.http.problems import problems
from shared.http.representations import revalidate

from sentiment.aggregates.coin_sentiment import SentimentReason, rounded
from sentiment.aggregates.price_test import LaggedCorrelation, price_test
from sentiment.aggregates.sql.closes import fetch_closes
from sentiment.aggregates.sql.hourly_sentiments import HourlySentiment, fetch_hours, fetch_newest_hour
from sentiment.aggregates.trend import DAY, HOUR, ends_between, last_end
from sentiment.api.answers import ModelItem, interval
from sentiment.api.parameters import CoinId, bounded
from sentiment.injection import Conn, Deps

router = APIRouter(prefix="/sentiment/trend", tags=["sentiment"])

_STEPS: Final = {"1h": HOUR, "1d": DAY}
_USUAL: Final = {"1h": timedelta(days=30), "1d": timedelta(days=365)}
_LONGEST: Final = {"1h": timedelta(days=200), "1d": timedelta(days=2_000)}
_TESTED: Final = timedelta(days=30)
_OVERDUE: Final = timedelta(minutes=10)
"""An hour is computed within seconds of its end."""


class TrendPoint(BaseModel):
    """At `time`, of the window that ends then. `positive`, `neutral` and `negative` are numbers of stories."""

    time: datetime
    score: DecimalText | None
    interval_95: tuple[DecimalText, DecimalText] | None
    positive: int
    neutral: int
    negative: int
    stories: int
    documents: int
    reason: SentimentReason | None


class SentimentTrend(BaseModel):
    coin_id: str
    interval: Literal["1h", "1d"]
    window: str
    items: list[TrendPoint]
    """Oldest first, one for the end of every hour or day."""
    model: ModelItem
    as_of: datetime | None
    """The newest hour's end that has been computed."""
    stale: bool
    reason: Literal["overdue"] | None


@router.get(
    "/{coin_id}",
    operation_id="read_sentiment_trend",
    responses=problems(UnknownCoinError),
    openapi_extra=row_cost(PerDay(rows=24, default=30, most=200)),
)
async def read_trend(
    *,
    deps: Deps,
    conn: Conn,
    response: Response,
    coin_id: CoinId,
    span: Span,
    interval: Annotated[Literal["1h", "1d"], Query()] = "1h",
) -> SentimentTrend:
    """The score at the end of each hour or day whose end is in `[start, end)`."""
    coin, at, step = deps.coin(coin_id), now(), _STEPS[interval]
    start, end = bounded(span, _USUAL[interval], _LONGEST[interval])
    end = min(end, last_end(at, step) + step)
    hours = await fetch_hours(conn, deps.model, coin.coin_id, start, end, only_days=step == DAY)
    newest = await fetch_newest_hour(conn, deps.model)
    known = {hour.time: hour for hour in hours}
    # A past range ends where the caller said: it is never stale.
    overdue = span.end is None and (newest is None or at - newest > HOUR + _OVERDUE)
    revalidate(response)
    return SentimentTrend(
        coin_id=coin.coin_id,
        interval=interval,
        window=f"{deps.settings.window // HOUR}h",
        items=[_point(time, known.get(time)) for time in ends_between(start, end, step)],
        model=ModelItem(name=deps.model.name, version=deps.model.version),
        as_of=newest,
        stale=overdue,
        reason="overdue" if overdue else None,
    )


def _point(time: datetime, hour: HourlySentiment | None) -> TrendPoint:
    return TrendPoint(
        time=time,
        score=hour.score if hour else None,
        interval_95=interval(hour.interval_low, hour.interval_high) if hour else None,
        positive=hour.positive if hour else 0,
        neutral=hour.neutral if hour else 0,
        negative=hour.negative if hour else 0,
        stories=hour.stories if hour else 0,
        documents=hour.documents if hour else 0,
        reason=SentimentReason.NOT_ENOUGH if hour is None or hour.score is None else None,
    )


class LagItem(BaseModel):
    """The score and the return `lag_hours` later. `p_value` is corrected for the number of lags tried (Holm).

    `n_effective`: so many independent hours say as much as the `n`, which remember each other.
    """

    lag_hours: int
    correlation: DecimalText | None
    n: int
    n_effective: DecimalText | None
    p_value: DecimalText | None
    p_value_uncorrected: DecimalText | None

    @classmethod
    def of(cls, one: LaggedCorrelation) -> "LagItem":
        return cls(
            lag_hours=one.lag_hours,
            correlation=_text(one.correlation),
            n=one.n,
            n_effective=_text(one.effective),
            p_value=_text(one.p_value),
            p_value_uncorrected=_text(one.p_uncorrected),
        )


def _text(value: float | None) -> Decimal | None:
    return None if value is None else rounded(value)


class PriceTestItem(BaseModel):
    coin_id: str
    start: datetime
    end: datetime
    items: list[LagItem]
    strongest_lag_hours: int | None
    verdict: str
    as_of: datetime | None
    """The newest hour's end with a score and a close."""
    stale: bool
    reason: SentimentReason | None


@router.get(
    "/{coin_id}/price-test",
    operation_id="read_price_test",
    responses=problems(UnknownCoinError),
    openapi_extra=row_cost(PerDay(rows=24, default=30, most=200), rows=200),
)
async def read_price_test(*, deps: Deps, conn: Conn, response: Response, coin_id: CoinId, span: Span) -> PriceTestItem:
    """Correlate the hourly score with the coin's returns 0 to 24 hours later, and say what comes of it."""
    coin = deps.coin(coin_id)
    start, end = bounded(span, _TESTED, _LONGEST["1h"])
    hours = await fetch_hours(conn, deps.model, coin.coin_id, start, end)
    closes = await fetch_closes(conn, coin.symbol, start, end)
    scores = {hour.time: float(hour.score) for hour in hours if hour.score is not None}
    found = await asyncio.to_thread(price_test, scores, closes)
    both = scores.keys() & closes.keys()
    revalidate(response)
    return PriceTestItem(
        coin_id=coin.coin_id,
        start=start,
        end=end,
        items=[LagItem.of(one) for one in found.lags],
        strongest_lag_hours=found.strongest.lag_hours if found.strongest else None,
        verdict=found.verdict,
        as_of=max(both, default=None),
        stale=span.end is None and bool(both) and now() - max(both) > 2 * HOUR + _OVERDUE,
        reason=None if found.strongest else SentimentReason.NOT_ENOUGH,
    )
