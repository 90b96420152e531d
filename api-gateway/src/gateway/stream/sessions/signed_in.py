"""Which connections have signed in, with which token: a private channel ends when its token does."""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final
from uuid import UUID

import msgspec
from shared.clock import now_us
from shared.errors import ProblemError, UnavailableError
from shared.http.tokens import LEEWAY_S, Claims, Scope

from gateway.access.credentials import Credentials
from gateway.access.revocations import KnownRevocations, LearnedRevocation
from gateway.errors import (
    ChannelScopeError,
    GatewayProblem,
    PrivateChannelError,
    RefusedTokenError,
    StreamError,
    TooManyConnectionsError,
)
from gateway.stream import frames
from gateway.stream.channels import account
from gateway.stream.channels.names import ACCOUNT, Channel, Kind
from gateway.stream.fan_out.broadcaster import Broadcaster
from gateway.stream.sessions.connection import Connection, FollowedPortfolio, Shown

_TRY_AGAIN_S: Final = 10.0


class SignedInConnections:
    """The connections with a token or an API key, by the ids that may be revoked.

    At most `limit` of one user, or of one API key. The token that a key is exchanged for lives a minute, so the key is
    exchanged again for as long as its connection is open.
    """

    def __init__(
        self,
        credentials: Credentials,
        revocations: KnownRevocations,
        broadcaster: Broadcaster,
        *,
        limit: int,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._credentials = credentials
        self._revocations = revocations
        self._broadcaster = broadcaster
        self._limit = limit
        self._clock = clock
        self._by_id: dict[UUID, set[Connection]] = {}
        self._renewals: set[asyncio.Task[None]] = set()
        revocations.on_revoked(self._on_revoked)

    @property
    def ready(self) -> bool:
        """Whether the revocations of the past have been read."""
        return self._revocations.started

    async def caller_of(self, headers: Iterable[tuple[bytes, bytes]], address: str) -> Shown | None:
        """Who opens a connection, by its handshake's headers; None if they show no credential.

        Raises:
            GatewayProblem, ProblemError: the credential is refused, or its owner has too many connections.
        """
        authenticator, credential = self._credentials.read(headers)
        if authenticator is None:
            return None
        caller = authenticator.recall(credential) or await authenticator.find(credential, address)
        if len(self._of_holder(caller.claims)) >= self._limit:
            detail = f"A user or an API key may have {self._limit}"
            raise GatewayProblem(429, "Too Many Requests", "too_many_connections", detail, {"Retry-After": "5"})
        return Shown(caller.claims, caller.token, credential if authenticator is self._credentials.keys else None)

    async def authenticate(self, connection: Connection, token: str | None, api_key: str | None) -> None:
        """Sign a connection in. With another token of the same user its channels go on.

        Raises:
            StreamError: the token or key is refused; what the connection had before stays.
        """
        authenticator = self._credentials.tokens if api_key is None else self._credentials.keys
        credential = (token if api_key is None else api_key) or ""
        try:
            caller = authenticator.recall(credential) or await authenticator.find(credential, connection.address)
        except ProblemError as error:
            raise RefusedTokenError(error.code, error.detail) from None
        if len(self._of_holder(caller.claims) - {connection}) >= self._limit:
            raise TooManyConnectionsError(self._limit)
        self.sign_in(connection, Shown(caller.claims, caller.token, api_key))

    def sign_in(self, connection: Connection, shown: Shown) -> None:
        """Give a connection its claims. Channels that they do not allow end."""
        claims = shown.claims
        if connection.claims and connection.claims.user_id != claims.user_id:
            self._end_private(connection, RefusedTokenError("session_ended", "Somebody else has signed in"))
        self._unbind(connection)
        self._bind(connection, shown)
        for scope in {Scope.ACCOUNT, Scope.PORTFOLIO_READ} - set(claims.scopes):
            self._end_private(connection, ChannelScopeError(ACCOUNT, scope), scope)

    def _of_holder(self, claims: Claims) -> set[Connection]:
        return self._by_id.get(claims.key_id or claims.user_id, set())

    def leave(self, connection: Connection) -> None:
        """Forget a connection that is closed."""
        connection.follows_account = False
        connection.owned.clear()
        self._unbind(connection)

    def followed_portfolios(self) -> set[FollowedPortfolio]:
        """The portfolios that connections have, each with its owner."""
        return {
            FollowedPortfolio(channel, connection.claims.user_id)
            for connections in self._by_id.values()
            for connection in connections
            for channel in connection.owned
            if channel.kind is Kind.PORTFOLIO and connection.claims
        }

    def check_access(self, connection: Connection, channel: Channel) -> Channel:
        """The channel as this connection has it: its own alerts.

        Raises:
            PrivateChannelError, ChannelScopeError: it may not have it.
        """
        scope = channel.kind.scope
        if scope is None:
            return channel
        if connection.claims is None:
            raise PrivateChannelError(channel.shown)
        if scope not in connection.claims.scopes:
            raise ChannelScopeError(channel.shown, scope)
        if channel.kind is Kind.ALERTS:
            return msgspec.structs.replace(channel, owned=connection.claims.user_id)
        return channel

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

    def _bind(self, connection: Connection, shown: Shown) -> None:
        claims = connection.claims = shown.claims
        connection.token = shown.token
        for id_ in _ids(claims):
            self._by_id.setdefault(id_, set()).add(connection)
        self._call_at_end(connection, shown, max(claims.expires_at + LEEWAY_S - self._clock(), 0))

    def _call_at_end(self, connection: Connection, shown: Shown, seconds: float) -> None:
        connection.expiry = asyncio.get_running_loop().call_later(seconds, self._expire, connection, shown)

    def _expire(self, connection: Connection, shown: Shown) -> None:
        if shown.api_key is None:
            self._end(connection, RefusedTokenError("token_expired", "The access token has expired", ACCOUNT))
        else:
            task = asyncio.create_task(self._renew(connection, shown, shown.api_key))
            self._renewals.add(task)
            task.add_done_callback(self._renewals.discard)

    async def _renew(self, connection: Connection, shown: Shown, api_key: str) -> None:
        """Exchange a connection's key again. While that cannot be done, what it was is as good as known."""
        keys = self._credentials.keys
        try:
            caller = keys.recall(api_key) or await keys.find(api_key, connection.address)
        except UnavailableError:
            if connection.claims is shown.claims:
                self._call_at_end(connection, shown, _TRY_AGAIN_S)
        except ProblemError as error:
            if connection.claims is shown.claims:
                self._unbind(connection)
                connection.write(frames.control("error", code=error.code, detail=error.detail))
        else:
            if connection.claims is shown.claims:
                self._unbind(connection)
                self._bind(connection, Shown(caller.claims, caller.token, api_key))

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
        self._end_private(connection, why)

    def _end_private(self, connection: Connection, why: StreamError, scope: Scope | None = None) -> None:
        """End the private channels, or those that need `scope`."""
        ended = {channel for channel in connection.owned if scope in (None, channel.kind.scope)}
        connection.owned -= ended
        names = {channel.name: channel.shown for channel in ended}
        if connection.follows_account and scope in (None, Scope.ACCOUNT):
            connection.follows_account = False
            names[ACCOUNT] = ACCOUNT
        connection.client.subscribed.difference_update(names)
        self._broadcaster.unsubscribe(connection.client, frozenset(names) - {ACCOUNT})
        for shown in names.values():
            connection.write(frames.control("error", code=why.code, detail=why.detail, channel=shown))


def _ids(claims: Claims) -> Iterator[UUID]:
    """The ids that end the claims when they are revoked."""
    yield claims.user_id
    if claims.session_id:
        yield claims.session_id
    if claims.key_id:
        yield claims.key_id
