"""Whose a bearer token is. A verified token is cached until it expires; revocation is checked at each use."""

import time
from collections.abc import Callable
from hashlib import sha256
from typing import Final, NamedTuple, Protocol

from cachetools import FIFOCache
from prometheus_client import Counter
from shared.errors import UnauthenticatedError
from shared.http.tokens import LEEWAY_S, Claims, ExpiredTokenError, InvalidTokenError, TokenVerifier

_REMEMBERED: Final = 20_000
AUTHENTICATIONS: Final = Counter(
    "gateway_authentications_total", "Credentials checked, those still remembered left out", ["kind", "result"]
)


class RevocationCheck(Protocol):
    """Tells what has been revoked. `current` is false while revocations may be missing."""

    @property
    def current(self) -> bool: ...

    def is_revoked(self, claims: Claims, /) -> bool: ...


class Caller(NamedTuple):
    """`token` is what services are given."""

    token: str
    claims: Claims


class RevokedTokenError(UnauthenticatedError):
    code = "session_ended"

    def __init__(self) -> None:
        super().__init__(
            "The session has ended; sign in again", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'}
        )


class BearerTokens:
    def __init__(
        self, verifier: TokenVerifier, revoked: RevocationCheck, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._verifier = verifier
        self._revoked = revoked
        self._clock = clock
        self._known = FIFOCache[bytes, Claims](_REMEMBERED)

    def recall(self, token: str) -> Caller | None:
        """The owner of a token that was verified before; None if it must be verified. No I/O.

        Raises:
            ExpiredTokenError, RevokedTokenError: it has expired, or was revoked.
        """
        at = sha256(token.encode()).digest()
        claims = self._known.get(at)
        if claims is None:
            return None
        if claims.expires_at + LEEWAY_S <= self._clock():
            del self._known[at]
            raise ExpiredTokenError
        return self._unless_revoked(token, claims)

    async def find(self, token: str, _address: str = "") -> Caller:
        """Who a token belongs to.

        Raises:
            InvalidTokenError, ExpiredTokenError, RevokedTokenError: the token is not valid, or no longer.
            NoKeysError: it cannot be known yet.
        """
        try:
            claims = await self._verifier.verify(token)
            caller = self._unless_revoked(token, claims)
        except (InvalidTokenError, RevokedTokenError) as error:
            AUTHENTICATIONS.labels("token", error.code).inc()
            raise
        AUTHENTICATIONS.labels("token", "ok").inc()
        self._known[sha256(token.encode()).digest()] = claims
        return caller

    def _unless_revoked(self, token: str, claims: Claims) -> Caller:
        if self._revoked.is_revoked(claims):
            raise RevokedTokenError
        return Caller(token, claims)

    async def verify(self, token: str) -> Claims:
        """The claims of a token, remembered or verified; raises as `recall` and `find` do."""
        caller = self.recall(token) or await self.find(token)
        return caller.claims
