"""Stories to the topic, after they are committed: what dies between is published by the next round.

Delivery: at least once; the higher `revision` of a story is its newer state.
"""

from typing import Final
from uuid import UUID

from shared.kafka import Producer
from shared.kafka.topics import DOCUMENTS
from sqlalchemy.ext.asyncio import AsyncEngine

from sentiment.documents.sql.stories import ModelVersion, fetch_unpublished, mark_published

_MOST: Final = 500


class StoryPublisher:
    def __init__(self, engine: AsyncEngine, producer: Producer, model: ModelVersion) -> None:
        self._engine = engine
        self._producer = producer
        self._model = model

    async def publish(self) -> int:
        """Publish what has changed and is scored. Returns how many stories were looked at."""
        async with self._engine.connect() as conn:
            found = await fetch_unpublished(conn, self._model, _MOST)
        done: list[tuple[UUID, int]] = []
        for story in found:
            if story.waits:
                continue  # its score comes within the second, and with it another revision
            event = story.event(self._model.name, self._model.version)
            if event is not None:
                self._producer.put(DOCUMENTS, str(story.story_id), event)
            done.append((story.story_id, story.revision))
        await self._producer.flush()
        if done:
            async with self._engine.begin() as conn:
                await mark_published(conn, done)
        return len(done)
