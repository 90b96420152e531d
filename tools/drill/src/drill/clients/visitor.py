"""A trader and an integrator with what they hold, and what must let nobody in. Speaks to the gateway only."""

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx
from jose import jwk, jwt

from drill.platform import LOCAL, DrillError, Platform

Headers = Mapping[str, str]
OK: Final = 200
_CREATED: Final = 201


@dataclass
class Session:
    access: str
    refresh: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access}"}


class Visitor:
    """One new account with its sessions and keys."""

    def __init__(self, platform: Platform) -> None:
        self._http = httpx.Client(base_url=platform.env["GATEWAY_URL"], timeout=10)
        self._name = f"drill_{secrets.token_hex(4)}"
        self._password = secrets.token_urlsafe(16)
        body = {"username": self._name, "email": f"{self._name}@drill.example", "password": self._password}
        self._post("register", body, want=_CREATED)

    def login(self) -> Session:
        return _session(self._post("login", {"login": self._name, "password": self._password}))

    def try_login(self) -> int:
        """The status of a login."""
        body = {"login": self._name, "password": self._password}
        return self._http.post("/api/users/login", json=body).status_code

    def refresh(self, session: Session) -> int:
        """Renew a session in place; return the status."""
        answer = self._http.post("/api/users/refresh", json={"refresh_token": session.refresh})
        if answer.status_code == OK:
            renewed = _session(answer.json())
            session.access, session.refresh = renewed.access, renewed.refresh
        return answer.status_code

    def logout(self, session: Session) -> None:
        self._http.post("/api/users/logout", json={"refresh_token": session.refresh}).raise_for_status()

    def new_key(self, session: Session) -> tuple[str, dict[str, str]]:
        """A key that may read the market: its id, and the headers that carry it."""
        body = {"name": "drill", "scopes": ["market:read"]}
        made = self._post("me/api-keys", body, session.headers, want=_CREATED)
        return made["key_id"], {"X-API-Key": made["api_key"]}

    def revoke_key(self, session: Session, key_id: str) -> None:
        self._http.delete(f"/api/users/me/api-keys/{key_id}", headers=session.headers).raise_for_status()

    def ask(self, path: str, headers: Headers) -> int:
        return self._http.get(path, headers=dict(headers)).status_code

    def _post(self, path: str, body: dict[str, Any], headers: Headers | None = None, *, want: int = OK) -> Any:
        answer = self._http.post(f"/api/users/{path}", json=body, headers=dict(headers or {}))
        if answer.status_code != want:
            raise DrillError(f"POST {path} answered {answer.status_code}: {answer.text[:300]}")
        return answer.json()


def _session(answer: dict[str, Any]) -> Session:
    return Session(answer["access_token"], answer["refresh_token"])


def never_valid(session: Session) -> dict[str, dict[str, str]]:
    """Headers that must be refused whoever is away: forged, expired, for somebody else, made from a good one."""
    (entry, *_) = json.loads((LOCAL / "secrets" / "signing_keys").read_text())["keys"]
    ours, kid = jwk.construct(entry, "ES256"), entry["kid"]
    claims, now = jwt.get_unverified_claims(session.access), int(time.time())
    head, body, signature = session.access.split(".")
    # Another user's id in a body that the signature does not cover.
    swapped = jwt.encode(claims | {"sub": claims["sid"]}, ours, "ES256").split(".")[1]
    tokens = {
        "with another payload": f"{head}.{swapped}.{signature}",
        "without a signature": jwt.encode(claims, "x", "HS256", {"alg": "none"}).rpartition(".")[0] + ".",
        "signed by a shared secret": jwt.encode(claims, "x" * 32, "HS256", {"kid": kid, "typ": "at+jwt"}),
        "cut": f"{head}.{body}.{signature[:-8]}",
    }
    stale = {
        "expired": claims | {"exp": now - 60},
        "for another audience": claims | {"aud": "another-api"},
        "of another issuer": claims | {"iss": "somebody"},
        "not valid yet": claims | {"nbf": now + 3_600},
    }
    header = {"kid": kid, "typ": "at+jwt"}
    tokens |= {name: jwt.encode(changed, ours, "ES256", header) for name, changed in stale.items()}
    found = {f"a token {name}": {"Authorization": f"Bearer {token}"} for name, token in tokens.items()}
    return found | {"an unknown key": {"X-API-Key": f"tmk_{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}"}}
