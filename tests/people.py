"""People with accounts, through the gateway: what they hold, and what they were told only once."""

import email
import email.policy
import re
import secrets
from pathlib import Path
from typing import Any

import httpx
from stack.testing import eventually

TOLD: list[str] = []
"""Every password, token and key of a test run: none may show up in a log."""


class Person:
    """One account. Each `login` is a session of its own."""

    def __init__(self, api: httpx.AsyncClient) -> None:
        self._api = api
        self.name = f"trader_{secrets.token_hex(4)}"
        self.email = f"{self.name}@people.example"
        self.password = secrets.token_urlsafe(16)
        TOLD.append(self.password)

    async def register(self) -> httpx.Response:
        body = {"username": self.name, "email": self.email, "password": self.password}
        return await self._api.post("/api/users/register", json=body)

    async def login(self) -> "Session":
        answer = await self._api.post("/api/users/login", json={"login": self.name, "password": self.password})
        assert answer.status_code == 200, answer.text
        return Session(self._api, answer.json())

    async def mail(self, outbox: Path) -> str:
        """The text of the newest mail to this person."""

        def newest() -> str | None:
            mails = [path.read_bytes() for path in sorted(outbox.glob("*.eml"), key=lambda path: path.stat().st_mtime)]
            mine = [raw for raw in mails if self.email.encode() in raw]
            return _text(mine[-1]) if mine else None

        return str(await eventually(newest, timeout=20))


class Session:
    def __init__(self, api: httpx.AsyncClient, answer: dict[str, Any]) -> None:
        self._api = api
        self.access: str = answer["access_token"]
        self.refresh_token: str = answer["refresh_token"]
        TOLD.extend((self.access, self.refresh_token))

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access}"}

    async def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return await self._api.request(method, path, json=body, headers=self.headers)

    async def renew(self) -> httpx.Response:
        return await self._api.post("/api/users/refresh", json={"refresh_token": self.refresh_token})

    async def new_key(self, *scopes: str) -> tuple[str, dict[str, str]]:
        """A key's id, and the headers that carry it."""
        body = {"name": "bot", "scopes": list(scopes or ("market:read",))}
        answer = await self.ask("POST", "/api/users/me/api-keys", body)
        assert answer.status_code == 201, answer.text
        TOLD.append(answer.json()["api_key"])
        return answer.json()["key_id"], {"X-API-Key": answer.json()["api_key"]}


def token_of(mail: str) -> str:
    """The token in the fragment of a mail's link."""
    found = re.search(r"#(?:token=)?([\w-]{20,})", mail)
    assert found, mail
    TOLD.append(found[1])
    return found[1]


def _text(raw: bytes) -> str:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
