"""What ends before its tokens do: a session, an API key, or everything a user holds."""

from enum import StrEnum
from uuid import UUID

import msgspec


class RevokedKind(StrEnum):
    SESSION = "session"
    KEY = "key"
    USER = "user"


class RevocationV1(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """From `at_us` on, no token of it is taken. `id`: of the session, the API key or the user itself.

    Repeating one changes nothing. `reason` is a security event's kind, such as `logged_out` or `refresh_reused`.
    """

    kind: RevokedKind
    id: UUID
    user_id: UUID
    reason: str
    at_us: int
