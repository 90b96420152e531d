"""A session, and one of its refresh tokens, as they are stored. No I/O."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Session:
    session_id: UUID
    user_id: UUID
    device: str
    address: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """`used_ago`: how long ago it was used, None if it was not."""

    is_expired: bool
    used_ago: timedelta | None
