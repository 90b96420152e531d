"""Whose token each connection has shown, and what hangs on it: a private channel ends with its token, by itself."""

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Protocol
from uuid import UUID

from shared.clock import now_us
from shared.errors import ProblemError
from shared.http.tokens import LEEWAY_S, Claims, Scope

from gateway.access.revocations import Revocations, Told
from gateway.errors import (
    MissingScopeError,
    NotSignedInError,
    RefusedTokenError,
    StreamError,
    TooManyConnectionsError,
)
from gateway.stream import frames
from gateway.stream.channels import account
from gateway.stream.channels.names import ACCOUNT
from gateway.stream.fan_out.clients import Client


class Verifier(Protocol):
    async def verify(self, token: str, /) -> Claims:
        """The claims of a token that is good and not revoked; else a `ProblemError`."""


class Bearer:
    """One connection. `claims`: of the token it has shown, while that lives. `listens`: to the account channel."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.claims: Claims | None = None
        self.listens = False
        self.end: asyncio.TimerHandle | None = None

    def write(self, payload: bytes) -> None:
        self.client.wire.write_frame(frames.frame(payload))


class Bearers:
    """All connections with a token, found by what may be revoked. At most `limit` of one user, or of one API key."""

    def __init__(
        self,
        verifier: Verifier,
        revocations: Revocations,
        *,
        limit: int,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._verifier = verifier
        self._revocations = revocations
        self._limit = limit
        self._clock = clock
        self._held: dict[UUID, set[Bearer]] = {}
        revocations.on_revoked(self._on_revoked)

    @property
    def ready(self) -> bool:
        """Whether it can be known what has ended."""
        return self._revocations.started

    async def authenticate(self, bearer: Bearer, token: str) -> None:
        """Take a token, also in place of an older one: the same user's channels go on.

        Raises:
            StreamError: it is refused; what the connection had before stays.
        """
        try:
            claims = await self._verifier.verify(token)
        except ProblemError as error:
            raise RefusedTokenError(error.code, error.detail) from None
        holder = claims.key_id or claims.user_id
        others = self._held.get(holder, set()) - {bearer}
        if len(others) >= self._limit:
            raise TooManyConnectionsError(self._limit)
        if bearer.claims and bearer.claims.user_id != claims.user_id:
            self._stop_listening(bearer, RefusedTokenError("session_ended", "Somebody else has signed in"))
        self._let_go(bearer)
        self._hold(bearer, claims)
        if Scope.ACCOUNT not in claims.scopes:
            self._stop_listening(bearer, MissingScopeError(ACCOUNT, Scope.ACCOUNT))

    def leave(self, bearer: Bearer) -> None:
        """Forget a connection that is closed."""
        bearer.listens = False
        self._let_go(bearer)

    def check_listener(self, bearer: Bearer) -> None:
        """Pass who may listen to their own account.

        Raises:
            NotSignedInError, MissingScopeError: they may not.
        """
        if bearer.claims is None:
            raise NotSignedInError(ACCOUNT)
        if Scope.ACCOUNT not in bearer.claims.scopes:
            raise MissingScopeError(ACCOUNT, Scope.ACCOUNT)

    def listen(self, bearer: Bearer, *, resume: bool, seq: int | None) -> None:
        """Begin the account channel: with a snapshot, or after `seq` (None: of another stream)."""
        if bearer.claims is None:
            return  # its token has ended since; it was told
        bearer.listens = True
        user_id = bearer.claims.user_id
        if resume:
            for payload in account.resumed(self._revocations, user_id, seq, now_us()):
                bearer.write(payload)
        else:
            bearer.write(account.snapshot(self._revocations, user_id))

    def _on_revoked(self, told: Told) -> None:
        news = account.update([told], now_us())
        for bearer in self._held.get(told.revocation.user_id, ()):
            if bearer.listens:
                bearer.write(news)
        for bearer in tuple(self._held.get(told.revocation.id, ())):
            self._end(bearer, RefusedTokenError("session_ended", "The session has ended; sign in again", ACCOUNT))

    def _hold(self, bearer: Bearer, claims: Claims) -> None:
        bearer.claims = claims
        for id_ in _ids(claims):
            self._held.setdefault(id_, set()).add(bearer)
        left = max(claims.expires_at + LEEWAY_S - self._clock(), 0)
        expired = RefusedTokenError("token_expired", "The access token has expired", ACCOUNT)
        bearer.end = asyncio.get_running_loop().call_later(left, self._end, bearer, expired)

    def _let_go(self, bearer: Bearer) -> None:
        claims, bearer.claims = bearer.claims, None
        if bearer.end:
            bearer.end.cancel()
        for id_ in _ids(claims) if claims else ():
            self._held[id_].discard(bearer)
            if not self._held[id_]:
                del self._held[id_]

    def _end(self, bearer: Bearer, why: StreamError) -> None:
        self._let_go(bearer)
        self._stop_listening(bearer, why)

    def _stop_listening(self, bearer: Bearer, why: StreamError) -> None:
        if bearer.listens:
            bearer.listens = False
            bearer.client.asked.discard(ACCOUNT)
            bearer.write(frames.control("error", code=why.code, detail=why.detail, channel=ACCOUNT))


def _ids(claims: Claims) -> Iterator[UUID]:
    """What the claims end with when it is revoked."""
    yield claims.user_id
    if claims.session_id:
        yield claims.session_id
    if claims.key_id:
        yield claims.key_id
