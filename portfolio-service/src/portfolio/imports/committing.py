"""Imports that are being committed: in the background, so that a large one outlives the request that began it."""

import asyncio
import contextlib
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from shared.data.database import Database
from shared.errors import ProblemError, UnavailableError
from shared.logging import get_logger

from portfolio.imports.errors import UnknownImportError
from portfolio.imports.flow import Progress, commit
from portfolio.imports.sql import claim_commit, set_failed, set_progress
from portfolio.ledger.sql.portfolios import fetch_portfolio
from portfolio.valuation.coins import Coins

log = get_logger(__name__)

_BUSY: Final = "Many imports are being committed just now. Try again shortly."
_EVERY: Final = 1.0
"""Seconds between two reports of how far an import is."""


class Commits:
    """At most `at_once` imports are written at a time and `most` wait; one that is not done by the end is undone."""

    def __init__(self, database: Database, coins: Coins, *, at_once: int, most: int, transactions_most: int) -> None:
        self._database = database
        self._coins = coins
        self._slots = asyncio.Semaphore(at_once)
        self._most = most
        self._transactions_most = transactions_most
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, user_id: UUID, portfolio_id: UUID, import_id: UUID, within: timedelta) -> bool:
        """Begin to commit, and wait `within` at most; whether it is done. It goes on if the caller goes away.

        Raises:
            UnknownImportError, ImportIsDoneError: there is none, or it is no dry run any more.
            RowsHaveErrorsError, TooManyTransactionsError: it cannot be committed, and that is known by then.
            UnavailableError: too many imports wait.
        """
        if len(self._tasks) >= self._most:
            raise UnavailableError(_BUSY)
        async with self._database.begin() as conn:
            await claim_commit(conn, portfolio_id, import_id)
        task = asyncio.create_task(self._run(user_id, portfolio_id, import_id), name=f"import-{import_id}")
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        done, _ = await asyncio.wait({task}, timeout=within.total_seconds())
        if done:
            task.result()
        return bool(done)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) and not isinstance(error, ProblemError):
            log.error("an import could not be committed", job=task.get_name(), exc_info=error)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, user_id: UUID, portfolio_id: UUID, import_id: UUID) -> None:
        progress = Progress()
        try:
            async with _beside(self._report(import_id, progress)), self._slots:
                await self._commit(user_id, portfolio_id, import_id, progress)
        except BaseException as error:
            # Nothing was saved. Shielded: also when the service stops, so that the import can be committed again.
            message = str(error) if isinstance(error, ProblemError) else "It was interrupted: commit it again."
            await asyncio.shield(self._fail(import_id, message))
            raise

    async def _commit(self, user_id: UUID, portfolio_id: UUID, import_id: UUID, progress: Progress) -> None:
        async with self._database.begin() as conn:
            portfolio = await fetch_portfolio(conn, user_id, portfolio_id, lock=True)
            if portfolio is None:
                raise UnknownImportError
            await commit(conn, self._coins, portfolio, import_id, most=self._transactions_most, progress=progress)

    async def _report(self, import_id: UUID, progress: Progress) -> None:
        """Say that it goes on, until cancelled. A database that is away for a moment is asked again."""
        while True:
            await asyncio.sleep(_EVERY)
            with contextlib.suppress(UnavailableError):
                async with self._database.begin() as conn:
                    await set_progress(conn, import_id, progress.done)

    async def _fail(self, import_id: UUID, message: str) -> None:
        with contextlib.suppress(UnavailableError):
            async with self._database.begin() as conn:
                await set_failed(conn, import_id, message)


@contextlib.asynccontextmanager
async def _beside(job: Coroutine[Any, Any, None]) -> Any:
    """`job` runs as long as the block does."""
    task = asyncio.create_task(job)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
