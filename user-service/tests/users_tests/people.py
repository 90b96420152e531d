"""Accounts made straight in the tables, each with a session and its token: what a test acts as."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from passlib.hash import bcrypt
from shared.data.database import Database
from shared.events.ids import uuid7
from shared.http.tokens import Scope
from sqlalchemy import Table, func, insert, select
from users.requests.dependencies import Dependencies
from users.tables import sessions, users

PASSWORD = "correct horse battery staple"
# As cheap as bcrypt can be; the service takes it, and replaces it.
_HASH = bcrypt.using(rounds=4).hash(PASSWORD)


@dataclass
class Person:
    app: FastAPI
    client: httpx.AsyncClient
    user_id: UUID
    username: str
    email: str
    session_id: UUID
    token: str

    @property
    def deps(self) -> Dependencies:
        found: Dependencies = self.app.state.dependencies
        return found

    @property
    def database(self) -> Database:
        return self.deps.database

    async def ask(self, method: str, path: str, body: Any = None, **params: Any) -> httpx.Response:
        """Ask for a path below /users as this person."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return await self.client.request(method, f"/users/{path}", json=body, params=params, headers=headers)

    async def get(self, path: str, **params: Any) -> Any:
        answer = await self.ask("GET", path, **params)
        assert answer.status_code == httpx.codes.OK, answer.text
        return answer.json()

    async def rows(self, table: Table) -> list[Any]:
        """Return what a table holds of this person, in the order of its keys, which are made in order of time."""
        query = select(table).where(table.c.user_id == self.user_id).order_by(*table.primary_key)
        async with self.database.begin() as conn:
            return list(await conn.execute(query))

    async def open_session(self) -> "Person":
        """Sign in once more: the same person, in another browser."""
        session_id = uuid7()
        async with self.database.begin() as conn:
            await _insert_session(conn, self.user_id, session_id)
        token = self.deps.access_tokens.of_session(self.user_id, session_id).token
        return Person(self.app, self.client, self.user_id, self.username, self.email, session_id, token)

    def key_token(self, *scopes: Scope) -> str:
        """Give the token that one of their API keys would be exchanged for."""
        return self.deps.access_tokens.of_key(self.user_id, uuid7(), list(scopes)).token


async def new_person(app: FastAPI, client: httpx.AsyncClient) -> Person:
    user_id, session_id = uuid7(), uuid7()
    name = f"p{user_id.hex[-12:]}"
    row = {"id": user_id, "username": name, "email": f"{name}@example.org", "password_hash": _HASH}
    async with app.state.dependencies.database.begin() as conn:
        await conn.execute(insert(users).values(**row, email_verified_at=func.now()))
        await _insert_session(conn, user_id, session_id)
    token = app.state.dependencies.access_tokens.of_session(user_id, session_id).token
    return Person(app, client, user_id, name, row["email"], session_id, token)


async def _insert_session(conn: Any, user_id: UUID, session_id: UUID) -> None:
    row = {"session_id": session_id, "user_id": user_id, "device": "Firefox on Linux", "address": "192.0.2.1"}
    await conn.execute(insert(sessions).values(**row, expires_at=func.now() + timedelta(days=1)))
