"""SQL of the hourly sentiment: which hours are missing or to be computed again, and what is kept of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import Text, and_, any_, delete, extract, func, insert, literal, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from sentiment.aggregates.coin_sentiment import THE_MARKET, NamedModel
from sentiment.tables import TIME, stories
from sentiment.tables import sentiments as table

_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('sentiment hours', 0))")

# The market's row is there for every hour that has been computed, also for one without any document.
_MISSING: Final = text("""
SELECT hour_end FROM generate_series(CAST(:first AS timestamptz), :last, interval '1 hour') AS hour_end
WHERE NOT EXISTS (
    SELECT FROM sentiments
    WHERE coin_id = '' AND "timestamp" = hour_end AND model = :model AND model_version = :version
)
ORDER BY hour_end DESC LIMIT :most
""")

# A document is late for the hours that ended between its publication and its score. `scored_at` is the beginning of a
# transaction that may take a while. When a document was deleted is not known: it is late for all hours.
_LATE: Final = text("""
WITH told AS (
    SELECT documents.story_id, scores.coin_id, documents.published_at,
        CASE WHEN documents.state NOT IN ('new', 'scored') THEN 'infinity'
            ELSE greatest(scores.scored_at, documents.edited_at) + interval '2 minutes' END AS changed_at
    FROM documents JOIN scores USING (document_id)
    WHERE documents.story_id = ANY(:stories) AND scores.model = :model AND scores.model_version = :version
), late AS (
    SELECT *, date_trunc('hour', published_at) + interval '1 hour' <= changed_at AS is_late FROM told
)
SELECT array_agg(DISTINCT coin_id) AS coins, min(published_at) FILTER (WHERE is_late) AS first_at,
    least(max(changed_at) FILTER (WHERE is_late), max(published_at) + :window, :last) AS last_at
FROM late GROUP BY story_id HAVING bool_or(is_late)
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class HourlySentiment:
    """At `time`, an hour's end. The counts are of stories, by label."""

    coin_id: str
    time: datetime
    score: Decimal | None
    interval_low: Decimal | None
    interval_high: Decimal | None
    positive: int
    neutral: int
    negative: int
    documents: int

    @property
    def stories(self) -> int:
        return self.positive + self.neutral + self.negative


class LateStory(NamedTuple):
    """For these coins the hours that end after `first_at`, up to `last_at`, are to be computed again."""

    coins: Sequence[str]
    first_at: datetime
    last_at: datetime


async def lock_hours(conn: AsyncConnection) -> None:
    """Until the transaction ends: of two that compute the same hour the later one sees all that the first one saw."""
    await conn.execute(_LOCK)


async def fetch_first_story_at(conn: AsyncConnection) -> datetime | None:
    found: datetime | None = await conn.scalar(select(func.min(stories.c.published_at)))
    return found


async def fetch_missing(
    conn: AsyncConnection, model: NamedModel, first: datetime, last: datetime, most: int
) -> list[datetime]:
    """The newest hour ends from `first` to `last` that were never computed."""
    values = {"first": first, "last": last, "most": most, "model": model.name, "version": model.version}
    return [row.hour_end for row in await conn.execute(_MISSING, values)]


async def fetch_late(
    conn: AsyncConnection, model: NamedModel, story_ids: Collection[UUID], *, window: timedelta, last: datetime
) -> list[LateStory]:
    """Which of these stories change hours that ended before they were known as they are now."""
    values = {"stories": list(story_ids), "model": model.name, "version": model.version}
    rows = await conn.execute(_LATE, {**values, "window": window, "last": last})
    return [LateStory(row.coins, row.first_at, row.last_at) for row in rows]


async def fetch_newest_hour(conn: AsyncConnection, model: NamedModel) -> datetime | None:
    """The end of the newest hour that has been computed."""
    newest = select(func.max(table.c.timestamp)).where(_of(model), table.c.coin_id == THE_MARKET)
    found: datetime | None = await conn.scalar(newest)
    return found


async def fetch_computed(conn: AsyncConnection, model: NamedModel, hour_ends: Collection[datetime]) -> set[datetime]:
    statement = select(table.c.timestamp).where(
        _of(model), table.c.coin_id == THE_MARKET, table.c.timestamp == any_(_times(hour_ends))
    )
    return set((await conn.scalars(statement)).all())


async def replace_hours(
    conn: AsyncConnection,
    model: NamedModel,
    hour_ends: Collection[datetime],
    coin_ids: Collection[str] | None,
    rows: Iterable[HourlySentiment],
) -> None:
    """All that is kept of these hours and coins (None: of all coins) is `rows` from now on."""
    old = and_(_of(model), table.c.timestamp == any_(_times(hour_ends)))
    if coin_ids is not None:
        old = and_(old, table.c.coin_id == any_(literal(list(coin_ids), ARRAY(Text))))
    await conn.execute(delete(table).where(old))
    values = [_values(model, row) for row in rows]
    if values:
        await conn.execute(insert(table), values)


def _times(hour_ends: Collection[datetime]) -> ColumnElement[Sequence[datetime]]:
    return literal(list(hour_ends), ARRAY(TIME))


def _of(model: NamedModel) -> ColumnElement[bool]:
    return and_(table.c.model == model.name, table.c.model_version == model.version)


def _values(model: NamedModel, row: HourlySentiment) -> dict[str, object]:
    return {
        "coin_id": row.coin_id,
        "sentiment_score": row.score,
        "positive_count": row.positive,
        "negative_count": row.negative,
        "neutral_count": row.neutral,
        "documents": row.documents,
        "interval_low": row.interval_low,
        "interval_high": row.interval_high,
        "model": model.name,
        "model_version": model.version,
        "timestamp": row.time,
    }


async def fetch_hours(
    conn: AsyncConnection,
    model: NamedModel,
    coin_id: str,
    start: datetime,
    end: datetime,
    *,
    only_days: bool = False,
) -> list[HourlySentiment]:
    """Those in [start, end), oldest first; with `only_days` those at midnight, UTC."""
    statement = (
        select(table)
        .where(_of(model), table.c.coin_id == coin_id, table.c.timestamp >= start, table.c.timestamp < end)
        .order_by(table.c.timestamp)
    )
    if only_days:
        statement = statement.where(extract("hour", func.timezone("UTC", table.c.timestamp)) == 0)
    return [
        HourlySentiment(
            coin_id=row.coin_id,
            time=row.timestamp,
            score=row.sentiment_score,
            interval_low=row.interval_low,
            interval_high=row.interval_high,
            positive=row.positive_count,
            neutral=row.neutral_count,
            negative=row.negative_count,
            documents=row.documents,
        )
        for row in await conn.execute(statement)
    ]
