"""A source of the tests' own: what it hands on, and what is stored of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sentiment.documents.intake import Intake
from sentiment.sources.definition import SourceDefinition, SourceKind
from sentiment.sources.fetched import Fetched, FetchedDocument
from sentiment.sources.source import Fetch
from sentiment.tables import documents
from shared.events import DocumentKind
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncEngine

SAME_STORY_WITHIN = timedelta(days=3)


def _name() -> str:
    return f"source-{uuid4().hex[:12]}"


@dataclass(frozen=True)
class Feed:
    """Its name is of one test alone, and so are the words that its titles begin with."""

    intake: Intake
    engine: AsyncEngine
    name: str = field(default_factory=_name)
    kind: DocumentKind = DocumentKind.NEWS

    def item(self, native_id: str, title: str, **fields: Any) -> FetchedDocument:
        values: dict[str, Any] = {"published_at": datetime.now(UTC), "kind": self.kind, **fields}
        return FetchedDocument(source=self.name, native_id=native_id, title=title, **values)

    async def tell(self, *items: Fetched, position: dict[str, Any] | None = None) -> int:
        definition = SourceDefinition(
            name=self.name,
            kind=SourceKind.RSS,
            url="https://news.example/rss",
            every=timedelta(minutes=5),
            weight=1.0,
            key_setting=(),
            kind_of_document=self.kind,
        )
        return await self.intake.save(definition, Fetch(items=items, position=position or {}))

    async def stored(self) -> Sequence[Row[Any]]:
        async with self.engine.connect() as conn:
            rows = await conn.execute(
                select(documents).where(documents.c.source == self.name).order_by(documents.c.native_id)
            )
            return rows.all()

    async def stories(self) -> set[UUID]:
        return {row.story_id for row in await self.stored()}
