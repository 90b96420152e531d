"""A session, an API key or all of a user's access, revoked while tokens of it have not expired yet."""

from enum import StrEnum
from uuid import UUID

import msgspec


class RevokedKind(StrEnum):
    SESSION = "session"
    KEY = "key"
    USER = "user"


class RevocationV1(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Tokens of it are refused from `at_us` on. `id`: of the session, the API key or the user itself.

    Reading one twice changes nothing. `reason` is a security event's kind, such as `logged_out` or `refresh_reused`.
    """

    kind: RevokedKind
    id: UUID
    user_id: UUID
    reason: str
    at_us: int
