"""New documents to scores: in batches, off the event loop. A document that cannot be scored is parked alone."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from prometheus_client import Counter
from shared.logging import get_logger
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from sentiment.documents.document import texts_to_score
from sentiment.documents.sql.documents import DocumentToScore, fetch_new, mark_scored, park
from sentiment.documents.sql.scores import DocumentScore, upsert_scores
from sentiment.documents.sql.stories import ModelVersion, touch_stories
from sentiment.documents.tagging import Tagging
from sentiment.models.model import Model, Scored

log = get_logger(__name__)

_BATCH: Final = 64
_PLACES: Final = Decimal("0.0001")
_LONGEST_REASON: Final = 300

SCORED: Final = Counter("sentiment_scored_total", "Documents scored", ["model"])
PARKED: Final = Counter("sentiment_parked_total", "Documents that could not be scored")


class Scoring:
    def __init__(self, engine: AsyncEngine, model: Model, tagging: Tagging) -> None:
        self._engine = engine
        self._model = model
        self._version = ModelVersion(model.name, model.version)
        self._tagging = tagging

    async def score(self) -> int:
        """Score the oldest that wait, at most a batch. Returns how many were taken.

        They stay locked for this transaction until their scores are stored with it: a process that dies leaves them
        as they were, and another replica takes others meanwhile.
        """
        async with self._engine.begin() as conn:
            waiting = await fetch_new(conn, _BATCH)
            if not waiting:
                return 0
            rows, failed = await asyncio.to_thread(self._score_all, waiting)
            await upsert_scores(conn, self._version, rows)
            await mark_scored(conn, [document.document_id for document in waiting])
            await self._park(conn, failed)
            await touch_stories(conn, {document.story_id for document in waiting})
        SCORED.labels(self._model.name).inc(len(waiting) - len(failed))
        return len(waiting)

    async def _park(self, conn: AsyncConnection, failed: Sequence[tuple[DocumentToScore, str]]) -> None:
        for document, reason in failed:
            log.warning("a document cannot be scored", document_id=str(document.document_id), reason=reason)
            await park(conn, document.document_id, reason)
            PARKED.inc()

    def _score_all(
        self, documents: Sequence[DocumentToScore]
    ) -> tuple[list[DocumentScore], list[tuple[DocumentToScore, str]]]:
        """All in one batch; if that fails, each by itself, so that only the one that fails is parked."""
        try:
            return self._score_together(documents), []
        except Exception:  # noqa: BLE001 - whatever a text does to the model, the others are scored
            if len(documents) > 1:
                log.info("a batch cannot be scored, its texts one by one", documents=len(documents))
        rows: list[DocumentScore] = []
        failed: list[tuple[DocumentToScore, str]] = []
        for document in documents:
            try:
                rows += self._score_together([document])
            except Exception as error:  # noqa: BLE001 - likewise; the reason is kept with the document
                failed.append((document, f"{type(error).__name__}: {error}"[:_LONGEST_REASON]))
        return rows, failed

    def _score_together(self, documents: Sequence[DocumentToScore]) -> list[DocumentScore]:
        tasks = [
            (document, coin_id, text)
            for document in documents
            for coin_id, text in texts_to_score(document.title, document.body, self._tagging.tagger).items()
        ]
        scored = self._model.score([text for _, _, text in tasks])
        return [_row(document, coin_id, one) for (document, coin_id, _), one in zip(tasks, scored, strict=True)]


def _row(document: DocumentToScore, coin_id: str, scored: Scored) -> DocumentScore:
    """Rounded to four places; neutral takes what rounding leaves, so that they add up to 1."""
    positive, negative = (Decimal(share).quantize(_PLACES) for share in (scored.positive, scored.negative))
    return DocumentScore(document.document_id, coin_id, document.text_hash, positive, 1 - positive - negative, negative)
