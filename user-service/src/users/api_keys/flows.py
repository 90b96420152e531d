"""What happens with an API key from its creation to its revocation."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from shared.events import RevocationV1, RevokedKind
from shared.http.tokens import Scope
from sqlalchemy.ext.asyncio import AsyncConnection

from users.access.tokens import AccessToken, AccessTokens
from users.accounts.account import Account
from users.api_keys import sql as store
from users.api_keys.api_key import ApiKey, KeyText
from users.errors import NoLiveKeyError, TooManyKeysError, UnknownKeyError
from users.notifications.mail.mail import MailKind
from users.notifications.mail.sql import insert_mail
from users.requests.client import RequestClient
from users.security_events.security_event import EventKind
from users.security_events.sql import insert_event
from users.sessions.sql.revocations import insert_revocations

_MOST: Final = 20
_USE_NOTED_EVERY: Final = timedelta(minutes=1)


async def create_key(
    conn: AsyncConnection,
    account: Account,
    client: RequestClient,
    name: str,
    scopes: Sequence[Scope],
    life: timedelta | None,
) -> tuple[ApiKey, KeyText]:
    """Make a key, and inform its owner by mail.

    Raises:
        TooManyKeysError: the account has as many as it may.
    """
    if await store.count_live_keys(conn, account.user_id) >= _MOST:
        raise TooManyKeysError(_MOST)
    text = KeyText.new()
    created = await store.insert_key(conn, account.user_id, text, name, scopes, life)
    await insert_event(conn, account.user_id, EventKind.KEY_CREATED, client, _named(created))
    words = {"username": account.username, "name": name, "prefix": f"tmk_{text.prefix}"}
    await insert_mail(conn, account.user_id, MailKind.KEY_CREATED, account.email, words)
    return created, text


async def revoke_key(
    conn: AsyncConnection, account: Account, client: RequestClient, key_id: UUID
) -> list[RevocationV1]:
    """Revoke a key; returns what is to be published after the commit, for one revoked before too.

    Raises:
        UnknownKeyError: the account has no such key.
    """
    revoked = await store.revoke_key(conn, account.user_id, key_id)
    if revoked is not None:
        await insert_event(conn, account.user_id, EventKind.KEY_REVOKED, client, _named(revoked))
    elif await store.fetch_key(conn, account.user_id, key_id) is None:
        raise UnknownKeyError
    return await insert_revocations(conn, RevokedKind.KEY, [key_id], account.user_id, EventKind.KEY_REVOKED)


async def exchange_key(conn: AsyncConnection, tokens: AccessTokens, text: str) -> AccessToken:
    """A short token with the key's scopes.

    Raises:
        NoLiveKeyError: there is no such key, or it was revoked or has expired.
    """
    parsed = KeyText.parse(text)
    key = None if parsed is None else await store.fetch_live_key(conn, parsed)
    if key is None:
        raise NoLiveKeyError
    await store.record_use(conn, key.key_id, every=_USE_NOTED_EVERY)
    left = None if key.expires_at is None else key.expires_at - datetime.now(UTC)
    return tokens.of_key(key.user_id, key.key_id, list(key.scopes), left)


def _named(key: ApiKey) -> str:
    return f"{key.name} (tmk_{key.prefix}…)"
