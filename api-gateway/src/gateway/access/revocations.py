"""The revoked sessions, API keys and accounts, in memory, each for longer than any access token lives. No I/O."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from prometheus_client import Counter, Gauge
from shared.errors import UnavailableError
from shared.events import RevocationV1
from shared.http.tokens import Claims

from gateway.errors import TooOldError

REMEMBERED_FOR_S: Final = 900.0
"""Longer than any access token lives; user-service publishes as much of the past again when it starts."""
_MAX_REVOCATIONS: Final = 200_000

KNOWN: Final = Gauge("gateway_revocations_known", "Revocations that are remembered")
LEARNED: Final = Counter("gateway_revocations_total", "Revocations learnt, repeats left out", ["kind"])
FORGOTTEN: Final = Counter("gateway_revocations_forgotten_total", "Revocations forgotten early for lack of room")


class LearnedRevocation(NamedTuple):
    """`seq`: its record's offset + 1. `at`: when this process read it, by its monotonic clock."""

    seq: int
    at: float
    revocation: RevocationV1


class NotReadYetError(UnavailableError):
    """No token can be checked before the revocations of the past have been read."""

    code = "auth_unavailable"

    def __init__(self) -> None:
        super().__init__("Sign-in cannot be checked at the moment", headers={"Retry-After": "1"})


class KnownRevocations:
    """Filled by `RevocationReader`, which also sets the flags.

    `started`: the past has been read. `current`: true while none can be missing, false while the broker is away.
    `seq` is that of the newest record read, of any user; `floor` that of the newest one forgotten.
    """

    def __init__(self, *, max_revocations: int = _MAX_REVOCATIONS) -> None:
        self._max = max_revocations
        self._by_id: dict[UUID, LearnedRevocation] = {}
        self._by_user: dict[UUID, deque[LearnedRevocation]] = {}
        self._callbacks: list[Callable[[LearnedRevocation], None]] = []
        self.seq = 0
        self.floor = 0
        self.current = False
        self.started = False

    def __len__(self) -> int:
        return len(self._by_id)

    def is_revoked(self, claims: Claims) -> bool:
        """Whether a token's session, API key or account was revoked.

        Raises:
            NotReadYetError: the past has not been read since the start.
        """
        if not self.started:
            raise NotReadYetError
        known = self._by_id
        return claims.session_id in known or claims.key_id in known or claims.user_id in known

    def on_revoked(self, callback: Callable[[LearnedRevocation], None]) -> None:
        """Call back for each one that is learnt from now on, at once and each once."""
        self._callbacks.append(callback)

    def since(self, user_id: UUID, seq: int) -> Sequence[LearnedRevocation]:
        """A user's revocations after `seq`, oldest first.

        Raises:
            TooOldError: some of them are forgotten.
        """
        if seq < self.floor:
            raise TooOldError
        return [learned for learned in self._by_user.get(user_id, ()) if learned.seq > seq]

    def learn(self, learned: LearnedRevocation) -> bool:
        """Remember one; False if it was known."""
        revocation = learned.revocation
        if revocation.id in self._by_id:
            return False
        self._by_id[revocation.id] = learned
        self._by_user.setdefault(revocation.user_id, deque()).append(learned)
        LEARNED.labels(revocation.kind).inc()
        if len(self._by_id) > self._max:
            FORGOTTEN.inc()
            self._forget_oldest()
        KNOWN.set(len(self._by_id))
        for callback in self._callbacks:
            callback(learned)
        return True

    def forget_old(self, now: float) -> None:
        while self._by_id and next(iter(self._by_id.values())).at < now - REMEMBERED_FOR_S:
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        learned = self._by_id.pop(next(iter(self._by_id)))
        user_id = learned.revocation.user_id
        of_user = self._by_user[user_id]
        of_user.popleft()
        if not of_user:
            del self._by_user[user_id]
        self.floor = learned.seq
        KNOWN.set(len(self._by_id))
