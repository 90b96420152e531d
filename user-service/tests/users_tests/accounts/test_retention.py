from datetime import timedelta
from typing import Any

from fastapi import FastAPI
from shared.events import RevokedKind
from shared.events.ids import uuid7
from sqlalchemy import Column, Table, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from stack.testing import eventually
from users import tables
from users.accounts.sql.retention import delete_expired
from users.sessions.sql.revocations import insert_revocations

from ..people import Person
from ..revoked import Revoked
from ..visitors import Visitor, registered


async def shift(conn: AsyncConnection, table: Table, by: timedelta, *, where: Column[Any], value: Any) -> None:
    """Let rows be so much older."""
    times = {name: column - by for name, column in table.c.items() if name.endswith("_at") or name == "at"}
    await conn.execute(update(table).where(where == value).values(times))


async def count(conn: AsyncConnection, table: Table, where: Column[Any], value: Any) -> int:
    return await conn.scalar(select(func.count()).select_from(table).where(where == value)) or 0


async def test_what_has_had_its_time_is_deleted_and_the_rest_is_not(app: FastAPI) -> None:
    old, new = await registered(app), await registered(app)
    counts = {}
    ids = {}
    for visitor in (old, new):
        tokens = await visitor.tokens()
        await visitor.refresh(tokens["refresh_token"])
        ids[visitor.name] = (await visitor.deps.verifier.verify(tokens["access_token"])).user_id
    owned = (tables.sessions, tables.one_time_tokens, tables.security_events, tables.mails)
    async with old.deps.database.begin() as conn:
        for table in owned:
            await shift(conn, table, timedelta(days=400), where=table.c.user_id, value=ids[old.name])
        await conn.execute(
            update(tables.mails)
            .where(tables.mails.c.user_id == ids[old.name])
            .values(sent_at=tables.mails.c.created_at)
        )

        await delete_expired(conn, old.deps.settings)

        for visitor in (old, new):
            counts[visitor.name] = [await count(conn, table, table.c.user_id, ids[visitor.name]) for table in owned]
        accounts = await count(conn, tables.users, tables.users.c.id, ids[old.name])

    assert counts == {old.name: [0, 0, 0, 0], new.name: [1, 1, 2, 1]}
    assert accounts == 1
    assert (await old.login()).status_code == 200


async def test_the_log_of_deliveries_has_its_time(person: Person) -> None:
    webhook = (await person.ask("POST", "me/webhooks", {"url": "http://127.0.0.1:9/hook"})).json()
    await person.ask("POST", f"me/webhooks/{webhook['webhook_id']}/test")
    counts = []
    async with person.database.begin() as conn:
        for days in (29, 2):
            log = tables.alert_deliveries
            await shift(conn, log, timedelta(days=days), where=log.c.user_id, value=person.user_id)
            await delete_expired(conn, person.deps.settings)
            counts.append(await count(conn, log, log.c.user_id, person.user_id))

    assert counts == [1, 0]
    assert len(await person.rows(tables.webhooks)) == 1


async def test_a_revocation_that_a_crash_kept_back_is_published_at_the_next_start(
    app: FastAPI, kafka_bootstrap: str
) -> None:
    deps, user_id, session_id = Visitor(app).deps, uuid7(), uuid7()
    async with deps.database.begin() as conn:
        recorded = await insert_revocations(conn, RevokedKind.SESSION, [session_id], user_id, "logged_out")
    revoked = Revoked(kafka_bootstrap)
    assert await revoked.of(user_id) == []

    await deps.revocation_publisher.publish_again()
    await eventually(lambda: revoked.of(user_id))

    assert await revoked.of(user_id) == recorded
