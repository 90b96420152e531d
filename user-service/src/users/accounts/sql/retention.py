"""What is kept for how long."""

from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, Table, delete, func
from sqlalchemy.ext.asyncio import AsyncConnection

from users.settings import Settings
from users.tables import (
    api_keys,
    held_usernames,
    mails,
    one_time_tokens,
    refresh_tokens,
    revocations,
    security_events,
    sessions,
)

# An access token lives ten minutes: what was revoked an hour ago has none.
_REVOCATIONS_KEPT: Final = timedelta(hours=1)


async def delete_expired(conn: AsyncConnection, settings: Settings) -> dict[str, int]:
    """Delete what has had its time; returns how many rows of which table."""
    ended = settings.ended_kept
    # An expired refresh token is refused whether it was used or not: it need not be known any more.
    old: dict[Table, ColumnElement[bool]] = {
        refresh_tokens: refresh_tokens.c.expires_at < func.now(),
        sessions: func.least(sessions.c.revoked_at, sessions.c.expires_at) < func.now() - ended,
        one_time_tokens: one_time_tokens.c.expires_at < func.now(),
        api_keys: func.least(api_keys.c.revoked_at, api_keys.c.expires_at) < func.now() - ended,
        security_events: security_events.c.at < func.now() - settings.events_kept,
        # Sent, given up, or waiting where nothing sends them.
        mails: mails.c.created_at < func.now() - settings.mails_kept,
        revocations: revocations.c.revoked_at < func.now() - _REVOCATIONS_KEPT,
        held_usernames: held_usernames.c.held_at < func.now() - settings.events_kept,
    }
    return {table.name: (await conn.execute(delete(table).where(which))).rowcount for table, which in old.items()}
