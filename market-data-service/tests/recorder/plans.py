"""The plans of the statements that some code executes, as PostgreSQL makes them for the same parameters."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection


async def plans(conn: AsyncConnection, call: Callable[[AsyncConnection], Awaitable[object]]) -> list[str]:
    """Execute `call`, then EXPLAIN each statement that it executed; one text each.

    What does not have a plan (COPY, CREATE) is left out.
    """
    executed: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        executed.append((statement, parameters))

    sync = conn.sync_connection
    event.listen(sync, "before_cursor_execute", note)
    try:
        await call(conn)
    finally:
        event.remove(sync, "before_cursor_execute", note)
    driver = (await conn.get_raw_connection()).driver_connection
    assert driver is not None
    found = []
    for statement, parameters in executed:
        if statement.split(maxsplit=1)[0].upper() in {"SELECT", "WITH", "INSERT", "UPDATE", "DELETE"}:
            rows = await driver.fetch(f"EXPLAIN {statement}", *parameters)
            found.append("\n".join(row[0] for row in rows))
    return found
