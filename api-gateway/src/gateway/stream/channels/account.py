"""The `account` channel: what was revoked of the listener's own user. No I/O and no clock."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from shared.clock import from_us
from shared.events import RevokedKind

from gateway.access.revocations import Revocations, Told
from gateway.errors import TooOldError
from gateway.stream import frames
from gateway.stream.channels.names import ACCOUNT
from gateway.stream.channels.stream_items import Item


class RevocationItem(Item, frozen=True):
    kind: RevokedKind
    id: UUID
    reason: str
    at: datetime


def snapshot(revocations: Revocations, user_id: UUID) -> bytes:
    """What is remembered, the newest first."""
    known = revocations.since(user_id, revocations.floor)
    items = b",".join(_item(told).encode() for told in reversed(known))
    return frames.snapshot(ACCOUNT, revocations.seq, b'{"items":[%b]}' % items)


def resumed(revocations: Revocations, user_id: UUID, seq: int | None, now_us: int) -> list[bytes]:
    """What came after `seq` (None: of another stream), or `resync` and all that is remembered."""
    reason = "new_stream"
    if seq is not None:
        try:
            missed = revocations.since(user_id, seq)
        except TooOldError:
            reason = "too_old"
        else:
            return [update(missed, now_us)] if missed else []
    return [frames.control("resync", channel=ACCOUNT, reason=reason), snapshot(revocations, user_id)]


def update(news: Iterable[Told], now_us: int) -> bytes:
    return frames.update(map(_message, news), now_us)


def _message(told: Told) -> bytes:
    item = _item(told)
    return frames.message(ACCOUNT, told.seq, item.encode(), item.at, item.at)


def _item(told: Told) -> RevocationItem:
    revocation = told.revocation
    return RevocationItem(revocation.kind, revocation.id, revocation.reason, from_us(revocation.at_us))
