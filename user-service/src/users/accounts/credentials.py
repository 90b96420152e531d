"""What a login is checked against. No I/O."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Credentials:
    """`addresses`: those from which its sessions of the last weeks were opened."""

    user_id: UUID
    username: str
    email: str
    password_hash: str
    is_verified: bool
    addresses: frozenset[str]
