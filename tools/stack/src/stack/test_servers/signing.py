"""Signing keys, and tokens as user-service makes them, for tests that need a caller but no user-service."""

import json
import time
from typing import Any
from uuid import UUID

import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jose import jwk, jwt
from jose.backends.base import Key

ISSUER = "tidemark"
AUDIENCE = "tidemark-api"
USER = UUID("018f2b6a-0000-7000-8000-000000000001")
SESSION = UUID("018f2b6a-0000-7000-8000-000000000002")


def new_key() -> Key:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return jwk.construct(pem, "ES256")


def jwks(**keys: Key) -> str:
    return json.dumps({"keys": [{**key.public_key().to_dict(), "kid": kid} for kid, key in keys.items()]})


def payload(**changes: Any) -> dict[str, Any]:
    """What a session's token says, with `changes`; a change to None leaves the claim out."""
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(USER),
        "sid": str(SESSION),
        "scope": "market:read account",
        "jti": "t1",
        "iat": now,
        "nbf": now,
        "exp": now + 600,
        **changes,
    }
    return {name: value for name, value in claims.items() if value is not None}


def token(signing: Key, *, header: dict[str, Any] | None = None, **changes: Any) -> str:
    return jwt.encode(payload(**changes), signing, "ES256", {"kid": "k1", "typ": "at+jwt", **(header or {})})


class Publisher:
    """The server that publishes the keys; `document` None: it does not answer."""

    def __init__(self, document: str | None) -> None:
        self.document = document
        self.requests = 0
        self.http = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))

    def _answer(self, _request: httpx.Request) -> httpx.Response:
        self.requests += 1
        if self.document is None:
            raise httpx.ConnectError("refused")
        return httpx.Response(200, text=self.document)
