"""What happens with a webhook, from addition to deletion. Its URL may hold a secret: records name its host only."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

import httpx
from shared.errors import InvalidFieldError
from shared.http.outgoing.target import RefusedTargetError
from sqlalchemy.ext.asyncio import AsyncConnection

from users.accounts.account import Account
from users.errors import TooManyWebhooksError, UnknownWebhookError
from users.notifications.alerts.metrics import on_given_up
from users.notifications.alerts.sql.planning import give_up_all
from users.notifications.mail.mail import MailKind
from users.notifications.mail.sql import insert_mail
from users.notifications.webhooks import sql as store
from users.notifications.webhooks.webhook import PausedReason, Webhook, WebhookSecret
from users.requests.client import RequestClient
from users.requests.dependencies import Dependencies
from users.security_events.security_event import EventKind
from users.security_events.sql import insert_event

# So long a receiver may take to learn its new secret.
_OVERLAP: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WebhookChanges:
    """None: unchanged. `texts`: `url` and `description`, those that change."""

    texts: dict[str, str | None]
    active: bool | None


async def add_webhook(
    deps: Dependencies, account: Account, client: RequestClient, url: str, description: str | None
) -> tuple[Webhook, WebhookSecret]:
    """Add a webhook with a new secret, and inform its owner by mail.

    Raises:
        InvalidFieldError: nothing is sent to such a URL.
        TooManyWebhooksError: the account has as many as it may.
    """
    await _require_target(deps, url)
    secret = WebhookSecret.new()
    async with deps.database.begin() as conn:
        if await store.count_webhooks(conn, account.user_id) >= deps.settings.webhooks_most:
            raise TooManyWebhooksError(deps.settings.webhooks_most)
        added = await store.insert_webhook(conn, account.user_id, url, description, secret)
        await insert_event(conn, account.user_id, EventKind.WEBHOOK_ADDED, client, _host(url))
        words = {"username": account.username, "host": _host(url)}
        await insert_mail(conn, account.user_id, MailKind.WEBHOOK_ADDED, account.email, words)
    return added, secret


async def change_webhook(
    deps: Dependencies, account: Account, client: RequestClient, webhook_id: UUID, changes: WebhookChanges
) -> Webhook:
    """Change a webhook. What waits for it goes to the new URL; nothing waits for one that is paused.

    Raises:
        InvalidFieldError: nothing is sent to such a URL.
        UnknownWebhookError: the account has no such webhook.
    """
    url = changes.texts.get("url")
    if url is not None:
        await _require_target(deps, url)
    async with deps.database.begin() as conn:
        before = await require_webhook(conn, account.user_id, webhook_id)
        if changes.texts:
            await store.update_webhook(conn, webhook_id, changes.texts)
        if url is not None and url != before.url:
            await insert_event(conn, account.user_id, EventKind.WEBHOOK_CHANGED, client, _host(url))
        if changes.active is not None and changes.active != before.active:
            await _set_active(conn, webhook_id, active=changes.active)
        return await require_webhook(conn, account.user_id, webhook_id)


async def _set_active(conn: AsyncConnection, webhook_id: UUID, *, active: bool) -> None:
    await store.pause_webhook(conn, webhook_id, None if active else PausedReason.OWNER)
    if not active:
        on_given_up(await give_up_all(conn, webhook_id, "the webhook is paused"))


async def replace_secret(
    conn: AsyncConnection, account: Account, client: RequestClient, webhook_id: UUID
) -> tuple[Webhook, WebhookSecret]:
    """Give a webhook a new secret. For a day the one before signs, too, so that no request is refused meanwhile.

    Raises:
        UnknownWebhookError: the account has no such webhook.
    """
    webhook, secret = await require_webhook(conn, account.user_id, webhook_id), WebhookSecret.new()
    await store.replace_secret(conn, webhook_id, secret, _OVERLAP)
    await insert_event(conn, account.user_id, EventKind.WEBHOOK_SECRET_REPLACED, client, _host(webhook.url))
    return webhook, secret


async def delete_webhook(conn: AsyncConnection, account: Account, client: RequestClient, webhook_id: UUID) -> None:
    """Delete a webhook with its log and all that waits for it.

    Raises:
        UnknownWebhookError: the account has no such webhook.
    """
    url = await store.delete_webhook(conn, account.user_id, webhook_id)
    if url is None:
        raise UnknownWebhookError
    await insert_event(conn, account.user_id, EventKind.WEBHOOK_DELETED, client, _host(url))


async def require_webhook(conn: AsyncConnection, user_id: UUID, webhook_id: UUID, *, lock: bool = True) -> Webhook:
    """A user's webhook, with `lock` unchanged until the transaction ends.

    Raises:
        UnknownWebhookError: the user has no such webhook.
    """
    webhook = await store.fetch_webhook(conn, user_id, webhook_id, lock=lock)
    if webhook is None:
        raise UnknownWebhookError
    return webhook


async def _require_target(deps: Dependencies, url: str) -> None:
    try:
        await deps.targets.find_from_text(url)
    except RefusedTargetError as error:
        raise InvalidFieldError("url", str(error)) from error


def _host(url: str) -> str:
    return httpx.URL(url).host
