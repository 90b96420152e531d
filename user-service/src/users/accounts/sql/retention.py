"""SQL that deletes expired rows: what is stored for how long."""

from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, Table, delete, func
from sqlalchemy.ext.asyncio import AsyncConnection

from users.settings import Settings
from users.tables import (
    alert_deliveries,
    api_keys,
    held_usernames,
    mails,
    one_time_tokens,
    refresh_tokens,
    revocations,
    security_events,
    sessions,
)

# An access token lives ten minutes: nothing that was revoked an hour ago has a valid one.
_REVOCATIONS_KEPT: Final = timedelta(hours=1)


async def delete_expired(conn: AsyncConnection, settings: Settings) -> dict[str, int]:
    """Delete expired rows; returns how many of each table."""
    ended = settings.ended_kept
    # An expired refresh token is refused whether it was used or not, so its row has no use.
    old: dict[Table, ColumnElement[bool]] = {
        refresh_tokens: refresh_tokens.c.expires_at < func.now(),
        sessions: func.least(sessions.c.revoked_at, sessions.c.expires_at) < func.now() - ended,
        one_time_tokens: one_time_tokens.c.expires_at < func.now(),
        api_keys: func.least(api_keys.c.revoked_at, api_keys.c.expires_at) < func.now() - ended,
        security_events: security_events.c.at < func.now() - settings.events_kept,
        # Sent, given up, or queued where no mail is sent.
        mails: mails.c.created_at < func.now() - settings.mails_kept,
        alert_deliveries: alert_deliveries.c.created_at < func.now() - settings.deliveries_kept,
        revocations: revocations.c.revoked_at < func.now() - _REVOCATIONS_KEPT,
        held_usernames: held_usernames.c.held_at < func.now() - settings.events_kept,
    }
    return {table.name: (await conn.execute(delete(table).where(which))).rowcount for table, which in old.items()}
