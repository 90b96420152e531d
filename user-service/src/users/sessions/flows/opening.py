"""A session is opened: its row, its first refresh token, its access token."""

from dataclasses import dataclass
from uuid import UUID

from shared.events import RevocationV1
from sqlalchemy.ext.asyncio import AsyncConnection

from users.access.tokens import AccessToken, hash_of, new_refresh_token
from users.requests.client import RequestClient
from users.requests.dependencies import Dependencies
from users.security_events.security_event import EventKind
from users.sessions.sql.refresh_tokens import insert_refresh_token
from users.sessions.sql.sessions import insert_session, revoke_oldest


@dataclass(frozen=True, slots=True)
class IssuedTokens:
    access: AccessToken
    refresh_token: str


async def open_session(
    conn: AsyncConnection, deps: Dependencies, client: RequestClient, user_id: UUID
) -> tuple[IssuedTokens, list[RevocationV1]]:
    """Open a session; where the user has too many then, the oldest end: publish those after the commit."""
    settings = deps.settings
    session_id = await insert_session(conn, user_id, client, settings.refresh_life)
    token = new_refresh_token()
    await insert_refresh_token(conn, session_id, hash_of(token), settings.refresh_life)
    ended = await revoke_oldest(conn, user_id, settings.sessions_most, EventKind.SESSION_REVOKED)
    return IssuedTokens(deps.access_tokens.of_session(user_id, session_id), token), ended
