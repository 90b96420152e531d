"""SQL of documents with what the current model says of them. Transactions open at the edge."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Double, Text, and_, any_, cast, func, literal, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from sentiment.aggregates.coin_sentiment import THE_MARKET, NamedModel
from sentiment.aggregates.weights import ScoredDocument
from sentiment.tables import documents, scores, stories

SHOWN: Final = ("new", "scored")
"""States of documents that count: a new one does once it is scored."""
_TITLE_MOST: Final = 600

SHOWN_TITLE: Final = func.coalesce(func.nullif(documents.c.title, ""), func.left(documents.c.body, _TITLE_MOST))
"""A post has no title: its text stands there."""
_COLUMNS: Final = (
    scores.c.coin_id,
    documents.c.document_id,
    documents.c.story_id,
    documents.c.source,
    stories.c.published_at,
    documents.c.published_at,
    documents.c.received_at,
    cast(scores.c.positive, Double),
    cast(scores.c.neutral, Double),
    cast(scores.c.negative, Double),
)
_MARKS: Final = text("""
WITH told AS (
    SELECT documents.coins, hashtextextended(CAST(documents.document_id AS text), stories.revision) AS mark
    FROM stories JOIN documents USING (story_id)
    WHERE stories.published_at >= :since AND documents.state IN ('new', 'scored')
)
SELECT coin_id, sum(mark) AS mark FROM told CROSS JOIN unnest(coins) AS coin_id GROUP BY coin_id
UNION ALL SELECT '', coalesce(sum(mark), 0) FROM told
""")


class ShownDocument(NamedTuple):
    """What a reader is shown of a document that is in a score."""

    document_id: UUID
    title: str
    url: str | None


def by_model(model: NamedModel) -> ColumnElement[bool]:
    """Joins `scores` with `documents`: the score is the current model's, and of the text as it stands now."""
    return and_(
        scores.c.document_id == documents.c.document_id,
        scores.c.model == model.name,
        scores.c.model_version == model.version,
        scores.c.text_hash == documents.c.text_hash,
    )


async def fetch_scored(
    conn: AsyncConnection,
    model: NamedModel,
    *,
    since: datetime,
    until: datetime | None = None,
    coin_ids: Collection[str] | None = None,
) -> Mapping[str, Sequence[ScoredDocument]]:
    """By coin, of stories published at `since` or later; with `until`, what was published before it.

    Only coins with a document are there. `THE_MARKET` has all documents.
    """
    statement = (
        select(*_COLUMNS)
        .select_from(stories.join(documents, documents.c.story_id == stories.c.story_id).join(scores, by_model(model)))
        .where(
            stories.c.published_at >= since,
            documents.c.state.in_(SHOWN),
            or_(scores.c.coin_id == THE_MARKET, scores.c.coin_id == any_(documents.c.coins)),
        )
    )
    if until is not None:
        statement = statement.where(documents.c.published_at < until)
    if coin_ids is not None:
        statement = statement.where(scores.c.coin_id == any_(literal(list(coin_ids), ARRAY(Text))))
    found: dict[str, list[ScoredDocument]] = {}
    for coin_id, *row in await conn.execute(statement):
        found.setdefault(coin_id, []).append(ScoredDocument(*row))
    return found


async def fetch_marks(conn: AsyncConnection, since: datetime) -> Mapping[str, Decimal]:
    """By coin a number that differs when one of its documents has come, changed or gone.

    The sum of a hash of each document's id and its story's revision, which grows with every change.
    """
    return {row.coin_id: row.mark for row in await conn.execute(_MARKS, {"since": since})}


async def fetch_shown(conn: AsyncConnection, document_ids: Collection[UUID]) -> Mapping[UUID, ShownDocument]:
    columns = documents.c.document_id, SHOWN_TITLE, documents.c.url
    wanted = literal(list(document_ids), ARRAY(documents.c.document_id.type))
    rows = await conn.execute(select(*columns).where(documents.c.document_id == any_(wanted)))
    return {row[0]: ShownDocument(*row) for row in rows}
