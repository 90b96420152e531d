"""What user-service shows of the deliveries that it makes of events: a view over a table that tests fill."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_STATEMENTS = (
    "CREATE SCHEMA IF NOT EXISTS users_api",
    """
    CREATE TABLE delivered_in_tests (
        event_id uuid, channel text, webhook_id uuid, state text, attempts integer, last_error text,
        delivered_at timestamptz, next_attempt_at timestamptz
    )
    """,
    "CREATE OR REPLACE VIEW users_api.alert_deliveries AS SELECT * FROM delivered_in_tests",
    "GRANT USAGE ON SCHEMA users_api TO portfolio",
    "GRANT SELECT ON users_api.alert_deliveries TO portfolio",
)


async def make_deliveries(conn: AsyncConnection) -> None:
    for statement in _STATEMENTS:
        await conn.execute(text(statement))
