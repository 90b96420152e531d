"""Messages of the stream as bytes, and the WebSocket frame around them. No I/O and no clock."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from shared.clock import rfc3339

_TEXT = 0x81  # final fragment, text; RFC 6455 section 5.2
_SHORT, _MEDIUM = 126, 1 << 16


def frame(payload: bytes) -> bytes:
    """An unmasked, unfragmented text frame, as a server sends it."""
    size = len(payload)
    if size < _SHORT:
        return bytes((_TEXT, size)) + payload
    if size < _MEDIUM:
        return bytes((_TEXT, 126)) + size.to_bytes(2, "big") + payload
    return bytes((_TEXT, 127)) + size.to_bytes(8, "big") + payload


def message(channel: str, seq: int, data: bytes, ts_event: datetime | None, ts_recv: datetime | None) -> bytes:
    """One entry of an `update`."""
    return numbered(channel, seq, data + times(ts_event, ts_recv))


def times(ts_event: datetime | None, ts_recv: datetime | None) -> bytes:
    """What follows the data of a message, up to its end."""
    return b"," + msgspec.json.encode({"ts_event": ts_event, "ts_recv": ts_recv})[1:]


def numbered(channel: str, seq: int, data_and_times: bytes) -> bytes:
    """One entry of an `update`, whose end is encoded already; a channel's name needs no escaping."""
    return b'{"channel":"%b","seq":%d,"data":%b' % (channel.encode(), seq, data_and_times)


def update(messages: Iterable[bytes], sent_at_us: int) -> bytes:
    return b'{"type":"update","messages":[%b],"sent_at":"%b"}' % (b",".join(messages), rfc3339(sent_at_us).encode())


def snapshot(channel: str, seq: int, data: bytes) -> bytes:
    return b'{"type":"snapshot","channel":"%b","seq":%d,"data":%b}' % (channel.encode(), seq, data)


def control(kind: str, **fields: Any) -> bytes:
    """Any other message: `hello`, `ack`, `error`, `pong`, `resync`, `reconnect`. Fields that are None become `null`."""
    return msgspec.json.encode({"type": kind, **fields})
