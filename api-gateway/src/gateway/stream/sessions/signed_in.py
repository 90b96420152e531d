"""Which connections have signed in, with which token: a private channel ends when its token does."""

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Protocol
from uuid import UUID

from shared.clock import now_us
from shared.errors import ProblemError
from shared.http.tokens import LEEWAY_S, Claims, Scope

from gateway.access.revocations import KnownRevocations, LearnedRevocation
from gateway.errors import (
    ChannelScopeError,
    PrivateChannelError,
    RefusedTokenError,
    StreamError,
    TooManyConnectionsError,
)
from gateway.stream import frames
from gateway.stream.channels import account
from gateway.stream.channels.names import ACCOUNT
from gateway.stream.fan_out.clients import StreamClient


class Verifier(Protocol):
    async def verify(self, token: str, /) -> Claims:
        """The claims of a token that is good and not revoked; else a `ProblemError`."""


class Connection:
    """One connection. `claims`: of its token, until that expires or is revoked."""

    def __init__(self, client: StreamClient) -> None:
        self.client = client
        self.claims: Claims | None = None
        self.follows_account = False
        self.expiry: asyncio.TimerHandle | None = None

    def write(self, payload: bytes) -> None:
        self.client.socket.write_frame(frames.frame(payload))


class SignedInConnections:
    """The connections with a token, by the ids that may be revoked. At most `limit` of one user, or of one API key."""

    def __init__(
        self,
        verifier: Verifier,
        revocations: KnownRevocations,
        *,
        limit: int,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._verifier = verifier
        self._revocations = revocations
        self._limit = limit
        self._clock = clock
        self._by_id: dict[UUID, set[Connection]] = {}
        revocations.on_revoked(self._on_revoked)

    @property
    def ready(self) -> bool:
        """Whether the revocations of the past have been read."""
        return self._revocations.started

    async def authenticate(self, connection: Connection, token: str) -> None:
        """Sign a connection in. With another token of the same user its channels go on.

        Raises:
            StreamError: the token is refused; what the connection had before stays.
        """
        try:
            claims = await self._verifier.verify(token)
        except ProblemError as error:
            raise RefusedTokenError(error.code, error.detail) from None
        holder = claims.key_id or claims.user_id
        others = self._by_id.get(holder, set()) - {connection}
        if len(others) >= self._limit:
            raise TooManyConnectionsError(self._limit)
        if connection.claims and connection.claims.user_id != claims.user_id:
            self._end_account(connection, RefusedTokenError("session_ended", "Somebody else has signed in"))
        self._unbind(connection)
        self._bind(connection, claims)
        if Scope.ACCOUNT not in claims.scopes:
            self._end_account(connection, ChannelScopeError(ACCOUNT, Scope.ACCOUNT))

    def leave(self, connection: Connection) -> None:
        """Forget a connection that is closed."""
        connection.follows_account = False
        self._unbind(connection)

    def check_account_access(self, connection: Connection) -> None:
        """Check that a connection may have the account channel.

        Raises:
            PrivateChannelError, ChannelScopeError: it may not.
        """
        if connection.claims is None:
            raise PrivateChannelError(ACCOUNT)
        if Scope.ACCOUNT not in connection.claims.scopes:
            raise ChannelScopeError(ACCOUNT, Scope.ACCOUNT)

    def follow_account(self, connection: Connection, *, resume: bool, seq: int | None) -> None:
        """Begin the account channel: with a snapshot, or after `seq` (None: the client had another stream)."""
        if connection.claims is None:
            return  # its token has ended since, and an error was sent
        connection.follows_account = True
        user_id = connection.claims.user_id
        if resume:
            for payload in account.resumed(self._revocations, user_id, seq, now_us()):
                connection.write(payload)
        else:
            connection.write(account.snapshot(self._revocations, user_id))

    def _on_revoked(self, learned: LearnedRevocation) -> None:
        update = account.update([learned], now_us())
        for connection in self._by_id.get(learned.revocation.user_id, ()):
            if connection.follows_account:
                connection.write(update)
        for connection in tuple(self._by_id.get(learned.revocation.id, ())):
            self._end(connection, RefusedTokenError("session_ended", "The session has ended; sign in again", ACCOUNT))

    def _bind(self, connection: Connection, claims: Claims) -> None:
        connection.claims = claims
        for id_ in _ids(claims):
            self._by_id.setdefault(id_, set()).add(connection)
        left = max(claims.expires_at + LEEWAY_S - self._clock(), 0)
        expired = RefusedTokenError("token_expired", "The access token has expired", ACCOUNT)
        connection.expiry = asyncio.get_running_loop().call_later(left, self._end, connection, expired)

    def _unbind(self, connection: Connection) -> None:
        claims, connection.claims = connection.claims, None
        if connection.expiry:
            connection.expiry.cancel()
        for id_ in _ids(claims) if claims else ():
            self._by_id[id_].discard(connection)
            if not self._by_id[id_]:
                del self._by_id[id_]

    def _end(self, connection: Connection, why: StreamError) -> None:
        self._unbind(connection)
        self._end_account(connection, why)

    def _end_account(self, connection: Connection, why: StreamError) -> None:
        if connection.follows_account:
            connection.follows_account = False
            connection.client.subscribed.discard(ACCOUNT)
            connection.write(frames.control("error", code=why.code, detail=why.detail, channel=ACCOUNT))


def _ids(claims: Claims) -> Iterator[UUID]:
    """The ids that end the claims when they are revoked."""
    yield claims.user_id
    if claims.session_id:
        yield claims.session_id
    if claims.key_id:
        yield claims.key_id
