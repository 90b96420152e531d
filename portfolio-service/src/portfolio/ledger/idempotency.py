"""A request that comes again with its Idempotency-Key changes nothing and gets the answer of the first."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Header
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.ledger.errors import KeyReusedError
from portfolio.tables import idempotency_keys as table

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Any text of your own: the same request with the same key is done once, for a day",
    ),
]
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


async def once(
    conn: AsyncConnection,
    user_id: UUID,
    key: str | None,
    request: tuple[str, BaseModel],
    make: Callable[[], Awaitable[BaseModel]],
) -> Any:
    """The answer of `make`, with status 201; or, if this request was answered before, that answer.

    `request`: its path and body. The key is stored in the transaction that makes the change: both happen, or neither.

    Raises:
        KeyReusedError: the key came with another request before.
    """
    if key is None:
        return await make()
    path, body = request
    wanted = hashlib.sha256(f"{path}\n{body.model_dump_json(by_alias=True)}".encode()).hexdigest()
    await conn.execute(_LOCK, {"name": f"{user_id} {key}"})
    row = (await conn.execute(select(table).where(table.c.user_id == user_id, table.c.key == key))).one_or_none()
    if row is None:
        answer = await make()
        said = answer.model_dump(mode="json", by_alias=True)
        await conn.execute(insert(table).values(user_id=user_id, key=key, request_hash=wanted, status=201, answer=said))
        return answer
    if row.request_hash != wanted:
        raise KeyReusedError
    return JSONResponse(row.answer, row.status, {"Idempotent-Replayed": "true"})


async def delete_old_keys(conn: AsyncConnection, kept: timedelta) -> None:
    await conn.execute(delete(table).where(table.c.created_at < func.now() - kept))
