"""Routes below /users/me/webhooks/{webhook_id}: a test, and what was sent and how that ended."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel
from shared.http.cursors import CursorText, ListCursor, Page
from shared.http.problems import problems

from users.errors import UnknownWebhookError, WebhookPausedError
from users.notifications.alerts.alert_delivery import DeliveryState, LoggedDelivery
from users.notifications.alerts.sql.log import fetch_log
from users.notifications.alerts.trial import plan_test
from users.notifications.webhooks.flows import require_webhook
from users.notifications.webhooks.routes import WebhookId
from users.requests.injection import Conn, Deps
from users.sessions.current_session import REFUSALS, CurrentSessionDep

_CURSOR: Final = ListCursor("webhook-deliveries", UUID)

router = APIRouter(prefix="/users/me/webhooks/{webhook_id}", tags=["webhooks"])


class WebhookTest(BaseModel):
    event_id: UUID
    """The `webhook-id` of its request, and its `event_id` in the log."""


class WebhookDeliveryItem(BaseModel):
    event_id: UUID
    type: str
    """`alert.fired`, or `webhook.test`."""
    state: DeliveryState
    attempts: int
    status: int | None
    """HTTP status of the last answer; null: there was none."""
    last_error: str | None
    created_at: datetime
    delivered_at: datetime | None
    next_attempt_at: datetime | None

    @classmethod
    def of(cls, delivery: LoggedDelivery) -> "WebhookDeliveryItem":
        return cls(
            event_id=delivery.event_id,
            type=delivery.type,
            state=delivery.state,
            attempts=delivery.attempts,
            status=delivery.last_status,
            last_error=delivery.last_error,
            created_at=delivery.created_at,
            delivered_at=delivery.delivered_at,
            next_attempt_at=delivery.next_attempt_at,
        )


class WebhookDeliveryPage(Page[WebhookDeliveryItem]):
    pass


@router.post(
    "/test",
    operation_id="test_webhook",
    status_code=202,
    responses=problems(*REFUSALS, UnknownWebhookError, WebhookPausedError),
)
async def test_webhook(current: CurrentSessionDep, deps: Deps, webhook_id: WebhookId) -> WebhookTest:
    """Send a test, signed and repeated like an alert; the log shows how it ended."""
    async with deps.database.begin() as conn:
        event_id = await plan_test(conn, current.user_id, webhook_id)
    deps.deliverer.wake()
    return WebhookTest(event_id=event_id)


@router.get("/deliveries", operation_id="list_webhook_deliveries", responses=problems(*REFUSALS, UnknownWebhookError))
async def list_deliveries(
    current: CurrentSessionDep,
    conn: Conn,
    webhook_id: WebhookId,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: CursorText = None,
) -> WebhookDeliveryPage:
    """List what was sent to a webhook, or is to be, newest first."""
    await require_webhook(conn, current.user_id, webhook_id, lock=False)
    found = await fetch_log(conn, webhook_id, before=_CURSOR.read(cursor, webhook_id), limit=limit + 1)
    page, following = _CURSOR.cut(found, limit, lambda delivery: delivery.delivery_id, webhook_id)
    return WebhookDeliveryPage(items=[WebhookDeliveryItem.of(delivery) for delivery in page], next=following)
