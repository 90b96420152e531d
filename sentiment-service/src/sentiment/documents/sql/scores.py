"""SQL of scores: one row a document, coin and model version; other versions stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import exists, func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from sentiment.documents.document import DocumentState
from sentiment.documents.sql.stories import ModelVersion
from sentiment.tables import documents
from sentiment.tables import scores as table


@dataclass(frozen=True, slots=True)
class DocumentScore:
    document_id: UUID
    coin_id: str
    text_hash: str
    positive: Decimal
    neutral: Decimal
    negative: Decimal


async def upsert_scores(conn: AsyncConnection, model: ModelVersion, rows: Sequence[DocumentScore]) -> None:
    """An edited document's score replaces that of its older text."""
    if not rows:
        return
    statement = insert(table)
    new = statement.excluded
    await conn.execute(
        statement.on_conflict_do_update(
            index_elements=list(table.primary_key),
            set_={
                "text_hash": new.text_hash,
                "positive": new.positive,
                "neutral": new.neutral,
                "negative": new.negative,
                "scored_at": func.now(),
            },
        ),
        [_values(model, row) for row in rows],
    )


def _values(model: ModelVersion, row: DocumentScore) -> dict[str, object]:
    return {
        "document_id": row.document_id,
        "coin_id": row.coin_id,
        "model": model.name,
        "model_version": model.version,
        "text_hash": row.text_hash,
        "positive": row.positive,
        "neutral": row.neutral,
        "negative": row.negative,
    }


async def renew_unscored(conn: AsyncConnection, model: ModelVersion, since: datetime) -> int:
    """Have documents scored again that another model has scored; its scores stay. Returns how many."""
    mine = exists().where(
        table.c.document_id == documents.c.document_id,
        table.c.model == model.name,
        table.c.model_version == model.version,
        table.c.text_hash == documents.c.text_hash,
    )
    result = await conn.execute(
        update(documents)
        .where(documents.c.state == DocumentState.SCORED, documents.c.published_at >= since, ~mine)
        .values(state=DocumentState.NEW)
    )
    return result.rowcount
