"""Accounts made straight in the tables, each with tokens: what a test acts as."""

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jose import jwk, jwt
from jose.backends.base import Key
from shared.events.ids import uuid7
from shared.http.tokens import ALGORITHM, TOKEN_TYPE, Scope
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

_PRIVATE = ec.generate_private_key(ec.SECP256R1()).private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)
_KID = "tests"


class _Keys:
    async def find(self, kid: str) -> Key | None:
        return jwk.construct(_PRIVATE.decode(), ALGORITHM).public_key() if kid == _KID else None


KEYS = _Keys()


@dataclass
class Owner:
    client: httpx.AsyncClient
    user_id: UUID

    def token(self, *scopes: Scope) -> str:
        now = int(time.time())
        claims = {
            "iss": "tidemark",
            "aud": "tidemark-api",
            "sub": str(self.user_id),
            "sid": str(uuid7()),
            "scope": " ".join(scopes),
            "jti": str(uuid7()),
            "iat": now,
            "nbf": now,
            "exp": now + 600,
        }
        return jwt.encode(claims, _PRIVATE.decode(), ALGORITHM, headers={"kid": _KID, "typ": TOKEN_TYPE})

    async def ask(
        self, verb: str, path: str = "", body: Any = None, /, *, scopes: tuple[Scope, ...] = tuple(Scope), **more: Any
    ) -> httpx.Response:
        """Ask for a path below /portfolio; `more` are the query, but for `headers`."""
        headers = {"Authorization": f"Bearer {self.token(*scopes)}", **more.pop("headers", {})}
        return await self.client.request(verb, f"/portfolio{path}", json=body, params=more, headers=headers)

    async def send_file(self, path: str, data: bytes, **query: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token(*Scope)}", "Content-Type": "text/csv"}
        return await self.client.post(f"/portfolio{path}", content=data, params=query, headers=headers)

    async def get(self, path: str = "", /, **query: Any) -> Any:
        answer = await self.ask("GET", path, **query)
        assert answer.status_code == httpx.codes.OK, answer.text
        return answer.json()

    async def post(self, path: str, body: Any, status: int = httpx.codes.CREATED, **more: Any) -> Any:
        answer = await self.ask("POST", path, body, **more)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def new_portfolio(self, **settings: Any) -> str:
        made = await self.post("", {"name": "Mine", **settings})
        return str(made["portfolio_id"])


async def new_owner(client: httpx.AsyncClient, admin: AsyncEngine) -> Owner:
    user_id = uuid7()
    insert = "INSERT INTO users (id, username, email, password_hash) VALUES (:id, :name, :email, 'x')"
    values = {"id": user_id, "name": f"u{user_id.hex}", "email": f"{user_id.hex}@people.example"}
    async with admin.begin() as conn:
        await conn.execute(text(insert), values)
    return Owner(client, user_id)
