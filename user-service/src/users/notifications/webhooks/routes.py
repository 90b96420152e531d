"""Routes /users/me/webhooks: where alerts are sent. A secret is in one answer only."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field, StrictBool
from shared.errors import InvalidFieldError
from shared.http.cursors import CursorText, ListCursor, Page
from shared.http.problems import problems

from users.errors import TooManyWebhooksError, UnknownWebhookError
from users.notifications.webhooks import flows
from users.notifications.webhooks.sql import fetch_webhooks
from users.notifications.webhooks.webhook import PausedReason, Webhook
from users.requests.injection import ClientDep, Conn, Deps
from users.sessions.current_session import REFUSALS, CurrentSessionDep

_CURSOR: Final = ListCursor("webhooks", UUID)

router = APIRouter(prefix="/users/me/webhooks", tags=["webhooks"])

# No control characters.
_WORDS: Final = r"^[^\x00-\x1f\x7f-\x9f]*$"
Url = Annotated[
    str,
    Field(
        max_length=2_000,
        pattern=r"^[\x21-\x7e]+$",
        description="https, port 443 or from 1024 up, a host with public addresses only",
        examples=["https://hooks.example.org/tidemark"],
    ),
]
Description = Annotated[str, Field(max_length=200, pattern=_WORDS)]
WebhookId = Annotated[UUID, Path(description="`webhook_id` of the list")]


class WebhookItem(BaseModel):
    webhook_id: UUID
    url: str
    description: str | None
    active: bool
    paused_reason: PausedReason | None
    """Why nothing is sent to it: its owner has paused it, or it answered 410 Gone."""
    created_at: datetime
    last_attempt_at: datetime | None
    last_delivered_at: datetime | None
    last_status: int | None
    """HTTP status of the last answer; null: there was none."""
    last_error: str | None

    @classmethod
    def of(cls, webhook: Webhook) -> "WebhookItem":
        return cls(**_fields(webhook))


class NewWebhookItem(WebhookItem):
    secret: str
    """`whsec_…`, which requests are signed with. It is told here and never again."""


class WebhookPage(Page[WebhookItem]):
    pass


class WebhookRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    url: Url
    description: Description | None = None


class WebhookChangeRequest(BaseModel):
    """What is left out stays as it is; a description of null is taken away."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"active": False}]})

    url: Url | None = None
    description: Description | None = None
    active: StrictBool | None = None

    def changes(self) -> flows.WebhookChanges:
        texts: dict[str, str | None] = {}
        if self.url is not None:
            texts["url"] = self.url
        if "description" in self.model_fields_set:
            texts["description"] = self.description
        return flows.WebhookChanges(texts, self.active)


@router.get("", operation_id="list_webhooks", responses=problems(*REFUSALS))
async def list_webhooks(
    current: CurrentSessionDep,
    conn: Conn,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: CursorText = None,
) -> WebhookPage:
    """List the account's webhooks, newest first."""
    found = await fetch_webhooks(conn, current.user_id, before=_CURSOR.read(cursor, current.user_id), limit=limit + 1)
    page, following = _CURSOR.cut(found, limit, lambda webhook: webhook.webhook_id, current.user_id)
    return WebhookPage(items=[WebhookItem.of(webhook) for webhook in page], next=following)


@router.post(
    "",
    operation_id="create_webhook",
    status_code=201,
    responses=problems(*REFUSALS, InvalidFieldError, TooManyWebhooksError),
)
async def create_webhook(
    current: CurrentSessionDep, deps: Deps, client: ClientDep, body: WebhookRequest
) -> NewWebhookItem:
    """Add a webhook; this answer is the only one that holds its secret."""
    added, secret = await flows.add_webhook(deps, current.account, client, body.url, body.description)
    return NewWebhookItem(**_fields(added), secret=secret.text)


@router.patch(
    "/{webhook_id}",
    operation_id="update_webhook",
    responses=problems(*REFUSALS, InvalidFieldError, UnknownWebhookError),
)
async def update_webhook(
    current: CurrentSessionDep, deps: Deps, client: ClientDep, webhook_id: WebhookId, body: WebhookChangeRequest
) -> WebhookItem:
    """Change a webhook, pause it or let it go on. What waits for one that is paused is given up."""
    return WebhookItem.of(await flows.change_webhook(deps, current.account, client, webhook_id, body.changes()))


@router.post(
    "/{webhook_id}/secret", operation_id="replace_webhook_secret", responses=problems(*REFUSALS, UnknownWebhookError)
)
async def replace_secret(
    current: CurrentSessionDep, conn: Conn, client: ClientDep, webhook_id: WebhookId
) -> NewWebhookItem:
    """Replace the secret. For a day requests are signed with both, then with the new one alone."""
    webhook, secret = await flows.replace_secret(conn, current.account, client, webhook_id)
    return NewWebhookItem(**_fields(webhook), secret=secret.text)


@router.delete(
    "/{webhook_id}",
    operation_id="delete_webhook",
    status_code=204,
    responses=problems(*REFUSALS, UnknownWebhookError),
)
async def delete_webhook(current: CurrentSessionDep, conn: Conn, client: ClientDep, webhook_id: WebhookId) -> None:
    """Delete a webhook, its log and what waits for it."""
    await flows.delete_webhook(conn, current.account, client, webhook_id)


def _fields(webhook: Webhook) -> dict[str, object]:
    return {
        "webhook_id": webhook.webhook_id,
        "url": webhook.url,
        "description": webhook.description,
        "active": webhook.active,
        "paused_reason": webhook.paused_reason,
        "created_at": webhook.created_at,
        "last_attempt_at": webhook.last_attempt_at,
        "last_delivered_at": webhook.last_delivered_at,
        "last_status": webhook.last_status,
        "last_error": webhook.last_error,
    }
