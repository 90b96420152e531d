"""The `account` channel: the revocations of the signed-in user. No I/O and no clock."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from shared.clock import from_us
from shared.events import RevokedKind

from gateway.access.revocations import KnownRevocations, LearnedRevocation
from gateway.errors import TooOldError
from gateway.stream import frames
from gateway.stream.channels.items.stream_items import StreamItem
from gateway.stream.channels.names import ACCOUNT


class RevocationItem(StreamItem, frozen=True):
    kind: RevokedKind
    id: UUID
    reason: str
    at: datetime


def snapshot(revocations: KnownRevocations, user_id: UUID) -> bytes:
    """The user's revocations in memory, the newest first."""
    known = revocations.since(user_id, revocations.floor)
    items = b",".join(_item(learned).encode() for learned in reversed(known))
    return frames.snapshot(ACCOUNT, revocations.seq, b'{"items":[%b]}' % items)


def resumed(revocations: KnownRevocations, user_id: UUID, seq: int | None, now_us: int) -> list[bytes]:
    """The user's revocations after `seq`; else `resync` and a snapshot. `seq` None: the client had another stream."""
    reason = "new_stream"
    if seq is not None:
        try:
            missed = revocations.since(user_id, seq)
        except TooOldError:
            reason = "too_old"
        else:
            return [update(missed, now_us)] if missed else []
    return [frames.control("resync", channel=ACCOUNT, reason=reason), snapshot(revocations, user_id)]


def update(learned: Iterable[LearnedRevocation], now_us: int) -> bytes:
    return frames.update(map(_message, learned), now_us)


def _message(learned: LearnedRevocation) -> bytes:
    item = _item(learned)
    return frames.message(ACCOUNT, learned.seq, item.encode(), item.at, item.at)


def _item(learned: LearnedRevocation) -> RevocationItem:
    revocation = learned.revocation
    return RevocationItem(revocation.kind, revocation.id, revocation.reason, from_us(revocation.at_us))
