"""Somebody at an address of their own who uses the routes as a browser or a program does."""

import random
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI
from shared.events.ids import uuid7
from sqlalchemy import select
from stack.testing import eventually
from users.requests.dependencies import Dependencies
from users.tables import mails, security_events, users

PASSWORD = "violet anchor tundra 42"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def new_address() -> str:
    return "10." + ".".join(str(random.randint(0, 255)) for _ in range(3))


def new_name() -> str:
    return f"v{uuid7().hex[-12:]}"


@dataclass
class Visitor:
    app: FastAPI
    address: str = field(default_factory=new_address)
    name: str = field(default_factory=new_name)

    @property
    def email(self) -> str:
        return f"{self.name}@example.org"

    @property
    def deps(self) -> Dependencies:
        found: Dependencies = self.app.state.dependencies
        return found

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Post to a path below /users; no cookie is kept."""
        transport = httpx.ASGITransport(self.app, client=(self.address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="https://users") as client:
            return await client.post(f"/users/{path}", json=body, headers={"User-Agent": FIREFOX, **headers})

    async def post_text(self, path: str, body: str) -> httpx.Response:
        """Post JSON as it is written here."""
        transport = httpx.ASGITransport(self.app, client=(self.address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="https://users") as client:
            return await client.post(f"/users/{path}", content=body, headers={"Content-Type": "application/json"})

    async def get(self, path: str, token: str) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, client=(self.address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="https://users") as client:
            return await client.get(f"/users/{path}", headers={"Authorization": f"Bearer {token}"})

    async def register(self, **changes: str) -> httpx.Response:
        body = {"username": self.name, "email": self.email, "password": PASSWORD, **changes}
        return await self.post("register", body)

    async def login(self, password: str = PASSWORD, *, login: str | None = None, **more: Any) -> httpx.Response:
        return await self.post("login", {"login": login or self.name, "password": password, **more})

    async def tokens(self) -> dict[str, Any]:
        """Log in."""
        answer = await self.login()
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def refresh(self, token: str) -> httpx.Response:
        return await self.post("refresh", {"refresh_token": token})

    async def is_signed_in(self, tokens: dict[str, Any]) -> bool:
        return (await self.get("me", tokens["access_token"])).status_code == 200

    async def mails(self, email: str | None = None) -> list[tuple[str, dict[str, str]]]:
        """Kind and parameters of the mails to an address, oldest first."""
        async with self.deps.database.begin() as conn:
            query = select(mails.c.kind, mails.c.parameters).where(mails.c.recipient == (email or self.email))
            return [(row.kind, row.parameters) for row in await conn.execute(query.order_by(mails.c.mail_id))]

    async def mailed_token(self, kind: str) -> str:
        """The token of the newest mail of a kind, waiting for it."""

        async def find() -> str | None:
            found = [parameters["token"] for of_kind, parameters in await self.mails() if of_kind == kind]
            return found[-1] if found else None

        token = await eventually(find)
        assert token
        return token

    async def events(self) -> list[str]:
        """Kinds of what is recorded of this visitor's account, oldest first."""
        async with self.deps.database.begin() as conn:
            query = select(security_events.c.kind).join(users, users.c.id == security_events.c.user_id)
            mine = query.where(users.c.email == self.email).order_by(security_events.c.event_id)
            return list(await conn.scalars(mine))


async def registered(app: FastAPI) -> Visitor:
    visitor = Visitor(app)
    answer = await visitor.register()
    assert answer.status_code == 201, answer.text
    return visitor
