"""The job that sends what is due to webhooks, at least once: after a crash a request comes again under the same id."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import msgspec
from shared.data.database import Database
from shared.data.retry import of, retry
from shared.errors import UnavailableError
from shared.events import AlertChannel
from shared.logging import get_logger

from users.notifications.alerts import metrics
from users.notifications.alerts.alert_delivery import DeliveryState, DueDelivery
from users.notifications.alerts.schedule import pause_after
from users.notifications.alerts.sql import sending as store
from users.notifications.alerts.sql.planning import give_up_all
from users.notifications.webhooks.sender import Sender, UnsentError
from users.notifications.webhooks.signing import signed_headers
from users.notifications.webhooks.sql import pause_webhook, record_attempt
from users.notifications.webhooks.webhook import PausedReason

log = get_logger(__name__)

_MOST_AT_ONCE: Final = 64
_AT_ONCE_PER_WEBHOOK: Final = 4
# What is due is looked for at least so often: retries, and what another process left when it died.
_POLL_SECONDS: Final = 1
_RECORDED_WITHIN_SECONDS: Final = 10
# Longer than a request (10 s) and the record of its result: nobody else sends it meanwhile.
_LEASE: Final = timedelta(seconds=30)


class Deliverer:
    def __init__(self, database: Database, sender: Sender) -> None:
        self._database = database
        self._sender = sender
        self._woken = asyncio.Event()
        self._sending = 0

    def wake(self) -> None:
        """Something may be due: look now."""
        self._woken.set()

    async def run(self) -> None:
        """Send what is due, for ever. A background job."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._woken.clear()
                due = await retry(self._claim, on=of(UnavailableError), name="database", first=0.5, cap=10)
                self._sending += len(due)
                for delivery in due:
                    tasks.create_task(self._deliver(delivery))
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_POLL_SECONDS):
                        await self._woken.wait()

    async def _claim(self) -> list[DueDelivery]:
        places = _MOST_AT_ONCE - self._sending
        if not places:
            return []
        async with self._database.begin() as conn:
            found = await store.claim_deliveries(conn, places, at_once_per_webhook=_AT_ONCE_PER_WEBHOOK, lease=_LEASE)
            metrics.PENDING.set(await store.count_pending(conn))
        return found

    async def _deliver(self, due: DueDelivery) -> None:
        try:
            result = await self._send(due)
            record = partial(self._record, due, result)
            await retry(record, on=of(UnavailableError), name="database", within=_RECORDED_WITHIN_SECONDS)
        except UnavailableError:
            log.warning("result not recorded, the request will come again", delivery=str(due.delivery_id))
        finally:
            self._sending -= 1
            self.wake()

    async def _send(self, due: DueDelivery) -> int | UnsentError:
        """The status of the answer, or why it was not accepted. The id is the event's, at every attempt."""
        body = msgspec.json.encode(due.message).decode()
        headers = signed_headers(due.secrets, str(due.event_id), datetime.now(UTC), body)
        try:
            return await self._sender.send(due.url, headers, body)
        except UnsentError as error:
            return error

    async def _record(self, due: DueDelivery, result: int | UnsentError) -> None:
        if isinstance(result, UnsentError):
            await self._record_failure(due, result)
            return
        async with self._database.begin() as conn:
            await record_attempt(conn, due.webhook_id, status=result, error=None)
            changed = await store.mark_delivered(conn, due.delivery_id, result)
        if changed:
            self._count(due, DeliveryState.DELIVERED)

    async def _record_failure(self, due: DueDelivery, error: UnsentError) -> None:
        pause, reason = None if error.is_gone else pause_after(due.attempts), str(error)
        log.info("webhook failed", delivery=str(due.delivery_id), attempts=due.attempts, status=error.status)
        async with self._database.begin() as conn:
            await record_attempt(conn, due.webhook_id, status=error.status, error=reason)
            changed = await store.mark_failed(conn, due, status=error.status, error=reason, pause=pause)
            if error.is_gone:
                await pause_webhook(conn, due.webhook_id, PausedReason.GONE)
                given_up = await give_up_all(conn, due.webhook_id, "the webhook is paused: it answered 410 Gone")
                metrics.on_given_up(given_up)
        if changed and pause is None:
            self._count(due, DeliveryState.FAILED)

    def _count(self, due: DueDelivery, state: DeliveryState) -> None:
        if not due.is_test:
            metrics.on_end(AlertChannel.WEBHOOK, state, due.fired_at)
