"""A session is ended by its owner."""

from uuid import UUID

from users.access.tokens import hash_of
from users.errors import UnknownSessionError
from users.requests.client import RequestClient
from users.requests.dependencies import Dependencies
from users.security_events.security_event import EventKind
from users.security_events.sql import insert_event
from users.sessions.sql.sessions import fetch_session, revoke_session, revoke_sessions


async def log_out(deps: Dependencies, client: RequestClient, token: str, *, everywhere: bool) -> None:
    """End the session of a refresh token, or all sessions of its user. An unknown token ends nothing."""
    async with deps.database.begin() as conn:
        session = await fetch_session(conn, hash_of(token))
        if session is None:
            return
        kind = EventKind.LOGGED_OUT_EVERYWHERE if everywhere else EventKind.LOGGED_OUT
        if everywhere:
            ended = await revoke_sessions(conn, session.user_id, kind)
        else:
            ended = await revoke_session(conn, session.user_id, session.session_id, kind)
        if ended:
            await insert_event(conn, session.user_id, kind, client)
    await deps.revocation_publisher.publish(ended)


async def end_session(deps: Dependencies, client: RequestClient, user_id: UUID, session_id: UUID) -> None:
    """End one of a user's sessions.

    Raises:
        UnknownSessionError: the user has no such session, or it has ended.
    """
    async with deps.database.begin() as conn:
        ended = await revoke_session(conn, user_id, session_id, EventKind.SESSION_REVOKED)
        if not ended:
            raise UnknownSessionError
        await insert_event(conn, user_id, EventKind.SESSION_REVOKED, client)
    await deps.revocation_publisher.publish(ended)
