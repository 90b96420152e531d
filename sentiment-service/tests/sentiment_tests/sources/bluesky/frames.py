"""Frames written for tests, in the manner of Jetstream's."""

from typing import Any

import msgspec

from ..surroundings import NOW

ADA = "did:plc:ada3sjq3blzpynh27cumnp5k"
BEN = "did:plc:ben3sjq3blzpynh27cumnp5k"
US = int(NOW.timestamp()) * 1_000_000 - 5_000_000


def post(
    text: str = "Bitcoin is up",
    *,
    did: str = ADA,
    key: str = "3lb1",
    at: int = 0,
    operation: str = "create",
    **more: Any,
) -> dict[str, Any]:
    """Write a post of `at` microseconds after the first."""
    record = {"$type": "app.bsky.feed.post", "createdAt": "2026-11-30T11:59:50.000Z", "langs": ["en"], "text": text}
    commit: dict[str, Any] = {"rev": "3lb", "operation": operation, "collection": "app.bsky.feed.post", "rkey": key}
    if operation != "delete":
        commit |= {"record": record, "cid": "bafy"}
    return {"did": did, "time_us": US + at, "kind": "commit", "commit": commit, **more}


def account(*, active: bool, status: str | None = None, did: str = ADA, at: int = 0, **more: Any) -> dict[str, Any]:
    said = {"active": active, "did": did, "seq": 7, "time": "2026-11-30T11:59:50.000Z"}
    said |= {"status": status} if status else {}
    return {"did": did, "time_us": US + at, "kind": "account", "account": said, **more}


def identity(at: int = 0, **more: Any) -> dict[str, Any]:
    said = {"did": ADA, "handle": "ada.example", "seq": 8, "time": "2026-11-30T11:59:50.000Z"}
    return {"did": ADA, "time_us": US + at, "kind": "identity", "identity": said, **more}


def like(at: int = 0, **more: Any) -> dict[str, Any]:
    record = {"$type": "app.bsky.feed.like", "subject": {"uri": "at://a"}, "text": 7}
    commit = {"rev": "3lb", "operation": "create", "collection": "app.bsky.feed.like", "rkey": "1", "record": record}
    return {"did": ADA, "time_us": US + at, "kind": "commit", "commit": commit, **more}


def encoded(frame: Any) -> bytes:
    return frame if isinstance(frame, bytes) else msgspec.json.encode(frame)
