"""An account as its owner sees it. No I/O."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Account:
    user_id: UUID
    username: str
    email: str
    email_verified: bool
    created_at: datetime
    updated_at: datetime
