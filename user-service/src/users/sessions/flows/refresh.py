"""A session's life: opened, prolonged by its refresh tokens, ended."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from shared.events import RevocationV1
from sqlalchemy.ext.asyncio import AsyncConnection

from users.access.metrics import REFRESHES
from users.access.tokens import AccessToken, hash_of, new_refresh_token
from users.accounts.sql.credentials import fetch_credentials_of
from users.errors import SessionEndedError
from users.mail.mail import MailKind
from users.mail.sql import insert_mail
from users.requests.client import Client
from users.security_events.security_event import EventKind
from users.security_events.sql import insert_event
from users.sessions.sql import sessions as store
from users.sessions.sql.sessions import RefreshToken, Session
from users.wiring import Parts

# As many refreshes as one session can sensibly make within the grace.
_LONGEST_CHAIN: Final = 16


@dataclass(frozen=True, slots=True)
class Granted:
    access: AccessToken
    refresh_token: str


async def open_session(
    conn: AsyncConnection, parts: Parts, client: Client, user_id: UUID
) -> tuple[Granted, list[RevocationV1]]:
    """Open a session; returns also which older ones end for it, to be published after the commit."""
    settings = parts.settings
    session_id = await store.insert_session(conn, user_id, client, settings.refresh_life)
    token = new_refresh_token()
    await store.insert_refresh_token(conn, session_id, hash_of(token), settings.refresh_life)
    ended = await store.revoke_oldest(conn, user_id, settings.sessions_most, EventKind.SESSION_REVOKED)
    return Granted(parts.tokens.of_session(user_id, session_id), token), ended


async def refresh(parts: Parts, client: Client, token: str) -> Granted:
    """Use a refresh token up and grant its successor: the same one when it is asked for again within the grace.

    Later than that it is a copy, in whosever hands: the whole session ends.

    Raises:
        SessionEndedError: it did, now or before; or there is no such token.
    """
    async with parts.database.begin() as conn:
        session = await store.fetch_session(conn, hash_of(token), lock=True)
        found = await store.fetch_refresh_token(conn, hash_of(token))
        if session is None or found is None or found.is_expired:
            REFRESHES.labels("ended").inc()
            raise SessionEndedError
        if not _is_reused(parts, found):
            return await _rotate(conn, parts, client, session, token, found)
        ended = await _end_reused(conn, session, client)
    REFRESHES.labels("reused").inc()
    await parts.revocations.publish(ended)
    raise SessionEndedError


def _is_reused(parts: Parts, found: RefreshToken) -> bool:
    return found.age is not None and found.age > parts.settings.refresh_grace


async def _rotate(
    conn: AsyncConnection, parts: Parts, client: Client, session: Session, token: str, found: RefreshToken
) -> Granted:
    if found.age is None:
        REFRESHES.labels("rotated").inc()
        left = session.created_at + parts.settings.session_life - datetime.now(UTC)
        life = min(parts.settings.refresh_life, left)
        successor = parts.successors.of(token)
        await store.use_refresh_token(conn, hash_of(token))
        await store.insert_refresh_token(conn, session.session_id, hash_of(successor), life)
        await store.prolong_session(conn, session.session_id, client, life)
    else:
        REFRESHES.labels("repeated").inc()
        successor = await _newest_after(conn, parts, token)
    return Granted(parts.tokens.of_session(session.user_id, session.session_id), successor)


async def _newest_after(conn: AsyncConnection, parts: Parts, token: str) -> str:
    """The token at the end of the chain that `token` began: its successor may have been used already, too.

    Raises:
        SessionEndedError: the secret that successors are made with was changed meanwhile.
    """
    for _ in range(_LONGEST_CHAIN):
        token = parts.successors.of(token)
        found = await store.fetch_refresh_token(conn, hash_of(token))
        if found is None:
            break
        if found.age is None:
            return token
    raise SessionEndedError


async def _end_reused(conn: AsyncConnection, session: Session, client: Client) -> list[RevocationV1]:
    ended = await store.revoke_session(conn, session.user_id, session.session_id, EventKind.REFRESH_REUSED)
    await insert_event(conn, session.user_id, EventKind.REFRESH_REUSED, client, f"Session of {session.device}")
    owner = await fetch_credentials_of(conn, session.user_id)
    if owner:
        words = {"username": owner.username, "device": session.device, "address": session.address}
        await insert_mail(conn, session.user_id, MailKind.SESSION_ENDED_BY_REUSE, owner.email, words)
    return ended


async def log_out(parts: Parts, client: Client, token: str, *, everywhere: bool) -> None:
    """End the session of a refresh token, or all of its user's. A token that nobody knows ends nothing."""
    async with parts.database.begin() as conn:
        session = await store.fetch_session(conn, hash_of(token))
        if session is None:
            return
        kind = EventKind.LOGGED_OUT_EVERYWHERE if everywhere else EventKind.LOGGED_OUT
        if everywhere:
            ended = await store.revoke_sessions(conn, session.user_id, kind)
        else:
            ended = await store.revoke_session(conn, session.user_id, session.session_id, kind)
        if ended:
            await insert_event(conn, session.user_id, kind, client)
    await parts.revocations.publish(ended)
