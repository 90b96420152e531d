"""What the leading process does: the sources run, stories are published, old documents go."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final, NoReturn

from shared.clock import now
from shared.data.engine import is_temporary
from shared.data.retry import repeat, retry
from shared.http.health import Health
from shared.logging import get_logger
from sqlalchemy.ext.asyncio import AsyncEngine

from sentiment.documents.intake import Intake
from sentiment.documents.publishing import StoryPublisher
from sentiment.documents.sql.documents import delete_old
from sentiment.documents.sql.stories import delete_empty
from sentiment.documents.tagging import Tagging
from sentiment.sources.runner import SourceRunner

log = get_logger(__name__)

_PUBLISH_EVERY: Final = 0.5
_HOUSEKEEPING_EVERY: Final = timedelta(minutes=10)
_COINS_EVERY: Final = 2.0


class NoCoinsYetError(Exception):
    """market-data has not stored its coins yet."""


class Feeding:
    def __init__(
        self,
        engine: AsyncEngine,
        tagging: Tagging,
        intake: Intake,
        runners: Sequence[SourceRunner],
        publisher: StoryPublisher,
        *,
        documents_kept: timedelta,
        health: Health,
    ) -> None:
        self._engine = engine
        self._tagging = tagging
        self._intake = intake
        self._runners = runners
        self._publisher = publisher
        self._kept = documents_kept
        self._health = health

    async def run(self) -> NoReturn:
        """Until cancelled, by `lead`. A document that came before there were coins would stay without tags."""
        await retry(self._wait_for_coins, on=_is_too_early, name="coins", first=1, cap=_COINS_EVERY)
        await retry(self._intake.load, on=is_temporary, name="database", health=self._health)
        log.info("leads: fetching from sources", sources=len(self._runners))
        async with asyncio.TaskGroup() as tasks:
            for runner in self._runners:
                tasks.create_task(runner.run(), name=runner.name)
            tasks.create_task(
                repeat(
                    self._publisher.publish, every=_PUBLISH_EVERY, on=is_temporary, name="database", health=self._health
                )
            )
            tasks.create_task(repeat(self._keep_house, every=_HOUSEKEEPING_EVERY, on=is_temporary, name="database"))
        raise AssertionError("sources have no end")

    async def _wait_for_coins(self) -> None:
        if not await self._tagging.refresh():
            raise NoCoinsYetError

    async def _keep_house(self) -> None:
        await self._tagging.refresh()
        self._intake.forget_old()
        before = now() - self._kept
        async with self._engine.begin() as conn:
            await delete_old(conn, before)
            await delete_empty(conn, before)


def _is_too_early(error: BaseException) -> bool:
    return isinstance(error, NoCoinsYetError) or is_temporary(error)
