"""A session is prolonged by its refresh token, or ended where a refresh token was copied."""

from datetime import UTC, datetime
from typing import Final

from prometheus_client import Counter
from shared.events import RevocationV1
from sqlalchemy.ext.asyncio import AsyncConnection

from users.access.tokens import hash_of
from users.accounts.sql.credentials import fetch_credentials_of
from users.errors import SessionEndedError
from users.notifications.mail.mail import MailKind
from users.notifications.mail.sql import insert_mail
from users.requests.client import RequestClient
from users.requests.dependencies import Dependencies
from users.security_events.security_event import EventKind
from users.security_events.sql import insert_event
from users.sessions.flows.opening import IssuedTokens
from users.sessions.session import RefreshToken, Session
from users.sessions.sql.refresh_tokens import fetch_refresh_token, insert_refresh_token, mark_refresh_token_used
from users.sessions.sql.sessions import fetch_session, prolong_session, revoke_session

_REFRESHES: Final = Counter("users_refreshes_total", "Refreshes: rotated, repeated, reused, ended", ["outcome"])
# More refreshes than one session makes within the grace period.
_LONGEST_CHAIN: Final = 16


async def refresh(deps: Dependencies, client: RequestClient, token: str) -> IssuedTokens:
    """Use a refresh token up and issue its successor. Within the grace period the same successor is issued again.

    A token that is used again after that has been copied, and nobody can tell which of the two is the owner's: the
    session ends.

    Raises:
        SessionEndedError: it has ended, now or before; or there is no such token.
    """
    async with deps.database.begin() as conn:
        session = await fetch_session(conn, hash_of(token), lock=True)
        found = await fetch_refresh_token(conn, hash_of(token))
        if session is None or found is None or found.is_expired:
            _REFRESHES.labels("ended").inc()
            raise SessionEndedError
        if not _is_reused(deps, found):
            return await _rotate(conn, deps, client, session, token, found)
        ended = await _end_reused(conn, session, client)
    _REFRESHES.labels("reused").inc()
    await deps.revocation_publisher.publish(ended)
    raise SessionEndedError


def _is_reused(deps: Dependencies, found: RefreshToken) -> bool:
    return found.used_ago is not None and found.used_ago > deps.settings.refresh_grace


async def _rotate(
    conn: AsyncConnection, deps: Dependencies, client: RequestClient, session: Session, token: str, found: RefreshToken
) -> IssuedTokens:
    if found.used_ago is None:
        _REFRESHES.labels("rotated").inc()
        left = session.created_at + deps.settings.session_life - datetime.now(UTC)
        life = min(deps.settings.refresh_life, left)
        successor = deps.successors.of(token)
        await mark_refresh_token_used(conn, hash_of(token))
        await insert_refresh_token(conn, session.session_id, hash_of(successor), life)
        await prolong_session(conn, session.session_id, client, life)
    else:
        _REFRESHES.labels("repeated").inc()
        successor = await _newest_after(conn, deps, token)
    return IssuedTokens(deps.access_tokens.of_session(session.user_id, session.session_id), successor)


async def _newest_after(conn: AsyncConnection, deps: Dependencies, token: str) -> str:
    """The last of the chain of successors that begins with `token`: its own successor may have been used too.

    Raises:
        SessionEndedError: the secret that successors are computed with was changed meanwhile.
    """
    for _ in range(_LONGEST_CHAIN):
        token = deps.successors.of(token)
        found = await fetch_refresh_token(conn, hash_of(token))
        if found is None:
            break
        if found.used_ago is None:
            return token
    raise SessionEndedError


async def _end_reused(conn: AsyncConnection, session: Session, client: RequestClient) -> list[RevocationV1]:
    ended = await revoke_session(conn, session.user_id, session.session_id, EventKind.REFRESH_REUSED)
    await insert_event(conn, session.user_id, EventKind.REFRESH_REUSED, client, f"Session of {session.device}")
    owner = await fetch_credentials_of(conn, session.user_id)
    if owner:
        words = {"username": owner.username, "device": session.device, "address": session.address}
        await insert_mail(conn, session.user_id, MailKind.SESSION_ENDED_BY_REUSE, owner.email, words)
    return ended
