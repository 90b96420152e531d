"""Tokens: signed access tokens, and opaque ones, of which only the hash is stored. No I/O."""

import base64
import hashlib
import hmac
import secrets
import time
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from shared.events.ids import uuid7
from shared.http.tokens import Scope

from users.access.signing_keys import SigningKeys
from users.settings import Settings

REFRESH_PREFIX: Final = "tmr_"
ONE_TIME_PREFIX: Final = "tmo_"


class AccessToken(NamedTuple):
    token: str
    expires_in: int


class AccessTokens:
    """Signs access tokens for the gateway and the services."""

    def __init__(self, ring: SigningKeys, settings: Settings) -> None:
        self._ring = ring
        self._settings = settings

    def of_session(self, user_id: UUID, session_id: UUID) -> AccessToken:
        return self._issue(user_id, "sid", session_id, Scope, self._settings.access_life)

    def of_key(self, user_id: UUID, key_id: UUID, scopes: "list[Scope]", life: timedelta | None = None) -> AccessToken:
        """`life`: the rest of the key's own, where that is less than a token's."""
        longest = self._settings.key_access_life
        return self._issue(user_id, "key", key_id, scopes, min(life or longest, longest))

    def _issue(
        self, user_id: UUID, holder: str, holder_id: UUID, scopes: "list[Scope] | type[Scope]", life: timedelta
    ) -> AccessToken:
        now, seconds = int(time.time()), int(life.total_seconds())
        claims = {
            "iss": self._settings.token_issuer,
            "aud": self._settings.token_audience,
            "sub": str(user_id),
            holder: str(holder_id),
            "scope": " ".join(scope.value for scope in scopes),
            "jti": str(uuid7()),
            "iat": now,
            "nbf": now,
            "exp": now + seconds,
        }
        return AccessToken(self._ring.sign(claims), seconds)


def hash_of(token: str) -> bytes:
    """What is stored of an opaque token: 256 random bits need nothing slower than SHA-256."""
    return hashlib.sha256(token.encode()).digest()


def new_refresh_token() -> str:
    return REFRESH_PREFIX + secrets.token_urlsafe(32)


def new_one_time_token() -> str:
    return ONE_TIME_PREFIX + secrets.token_urlsafe(32)


class Successors:
    """The one successor of each refresh token: two tabs get the same one, and it is not stored."""

    def __init__(self, settings: Settings) -> None:
        self._secret = settings.refresh_secret.get_secret_value().encode()

    def of(self, token: str) -> str:
        digest = hmac.digest(self._secret, token.encode(), "sha256")
        return REFRESH_PREFIX + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
