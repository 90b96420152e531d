"""API keys: `tmk_<prefix>_<secret>`, shown once and stored as a hash. No I/O."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from shared.http.tokens import Scope

# The prefix names the key in lists and logs; the 256 bits after it are the secret.
_PREFIX_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz234567"
_FORM: Final = re.compile(rf"tmk_([{_PREFIX_LETTERS}]{{8}})_([A-Za-z0-9_-]{{43}})")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is stored."""

    key_id: UUID
    user_id: UUID
    name: str
    prefix: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeyText:
    """A whole key, as only its owner has it."""

    prefix: str
    secret: str

    @classmethod
    def new(cls) -> "KeyText":
        return cls("".join(secrets.choice(_PREFIX_LETTERS) for _ in range(8)), secrets.token_urlsafe(32))

    @classmethod
    def parse(cls, text: str) -> "KeyText | None":
        found = _FORM.fullmatch(text)
        return None if found is None else cls(found[1], found[2])

    def __str__(self) -> str:
        return f"tmk_{self.prefix}_{self.secret}"

    def __repr__(self) -> str:
        return f"KeyText({self.prefix}…)"

    @property
    def secret_hash(self) -> bytes:
        """SHA-256: the secret is random, so nothing slower is needed."""
        return hashlib.sha256(self.secret.encode()).digest()

    def matches(self, secret_hash: bytes) -> bool:
        return hmac.compare_digest(self.secret_hash, secret_hash)
