"""Tokens that are sent by mail and can be used once. No I/O."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Purpose(StrEnum):
    VERIFY_EMAIL = "verify_email"
    CHANGE_EMAIL = "change_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - what a token is for


@dataclass(frozen=True, slots=True)
class OneTimeToken:
    """`email`: the address that it was sent to."""

    user_id: UUID
    purpose: Purpose
    email: str
