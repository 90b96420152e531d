"""The stream's messages for its reference: what each is for, its fields, an example. No I/O.

`tests/…/stream/test_reference.py` holds real messages against them.
"""

from typing import Any, Final, NamedTuple

Schema = dict[str, Any]

_TEXT: Final[Schema] = {"type": "string"}
_TIME: Final[Schema] = {"type": "string", "format": "date-time"}
_COUNT: Final[Schema] = {"type": "integer"}
_ID: Final[Schema] = {"type": ["integer", "string", "null"], "description": "Of the message that this one answers"}
_NAMES: Final[Schema] = {"type": "array", "items": _TEXT}
_DATA: Final[Schema] = {
    "description": "An item; a snapshot of a log or of `venues` has several",
    "anyOf": [
        {"$ref": "#/components/schemas/Item"},
        {
            "type": "object",
            "required": ["items"],
            "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}},
        },
    ],
}
_TRADE: Final = {
    "instrument_id": "BTC-USD.KRAKEN",
    "venue": "kraken",
    "trade_id": "70634401",
    "price": "67000.1",
    "size": "0.05",
    "side": "buy",
    "timestamp": "2026-01-01T12:00:00.000000Z",
    "received_at": "2026-01-01T12:00:00.120000Z",
    "backfilled": False,
    "quote_usd": "1",
}


class Message(NamedTuple):
    name: str
    summary: str
    payload: Schema
    example: dict[str, Any]


def _of(kind: str, optional: tuple[str, ...] = (), **fields: Schema) -> Schema:
    return {
        "type": "object",
        "required": ["type", *(name for name in fields if name not in optional)],
        "properties": {"type": {"const": kind}, **fields},
    }


RECEIVED: Final = (
    Message(
        "subscribe",
        "Begin channels; with `resume`, behind the last `seq` that you have of each",
        {"$ref": "#/components/schemas/Subscribe"},
        {
            "op": "subscribe",
            "id": 1,
            "channels": ["price:bitcoin", "trades:bitcoin"],
            "resume": {"stream": "01J…", "channels": {"trades:bitcoin": 181}},
        },
    ),
    Message(
        "unsubscribe",
        "End channels",
        {"$ref": "#/components/schemas/Unsubscribe"},
        {"op": "unsubscribe", "id": 2, "channels": ["trades:bitcoin"]},
    ),
    Message("ping", "Ask for a `pong`", {"$ref": "#/components/schemas/Ping"}, {"op": "ping", "id": 3}),
    Message(
        "auth",
        "Show an access token; a new one in time keeps the private channels",
        {"$ref": "#/components/schemas/Auth"},
        {"op": "auth", "id": 4, "token": "eyJ…"},
    ),
)
SENT: Final = (
    Message(
        "hello",
        "The first message. `stream` changes when old `seq` mean nothing any more",
        _of(
            "hello",
            ("replay",),
            stream=_TEXT,
            mode={"enum": ["live", "simulated", "replay"]},
            server_time=_TIME,
            stale_after_s={"type": "number"},
            heartbeat_s={"type": "number"},
            replay={"type": "object", "description": "What is being played, in a replay"},
        ),
        {
            "type": "hello",
            "stream": "01J…",
            "mode": "live",
            "server_time": "2026-01-01T12:00:00.000000Z",
            "stale_after_s": 15,
            "heartbeat_s": 20,
        },
    ),
    Message(
        "ack",
        "The channels that begin or end, by their canonical names; for `auth` none",
        _of("ack", id=_ID, channels=_NAMES),
        {"type": "ack", "id": 1, "channels": ["price:bitcoin", "trades:bitcoin"]},
    ),
    Message(
        "error",
        "A message or a channel is refused, or a private channel has ended; the connection goes on",
        _of(
            "error",
            ("id", "channel", "retry_after_ms"),
            id=_ID,
            code=_TEXT,
            detail=_TEXT,
            channel=_TEXT,
            retry_after_ms=_COUNT,
        ),
        {"type": "error", "id": 1, "code": "unknown_channel", "detail": "There is no channel 'x'", "channel": "x"},
    ),
    Message(
        "snapshot",
        "What a channel has now: a state, or the newest entries of a log",
        _of("snapshot", channel=_TEXT, seq=_COUNT, data=_DATA),
        {"type": "snapshot", "channel": "trades:bitcoin", "seq": 181, "data": {"items": [_TRADE]}},
    ),
    Message(
        "update",
        "What has changed in your channels since the last frame",
        _of(
            "update",
            messages={
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["channel", "seq", "data", "ts_event", "ts_recv"],
                    "properties": {
                        "channel": _TEXT,
                        "seq": _COUNT,
                        "data": _DATA,
                        "ts_event": {"type": ["string", "null"], "description": "The venue's time"},
                        "ts_recv": {"type": ["string", "null"], "description": "When we received it"},
                    },
                },
            },
            sent_at=_TIME,
        ),
        {
            "type": "update",
            "messages": [
                {
                    "channel": "trades:bitcoin",
                    "seq": 184,
                    "data": _TRADE,
                    "ts_event": "2026-01-01T12:00:00.000000Z",
                    "ts_recv": "2026-01-01T12:00:00.120000Z",
                }
            ],
            "sent_at": "2026-01-01T12:00:00.150000Z",
        },
    ),
    Message(
        "resync",
        "What you missed is no longer here; a snapshot follows. Fill the hole over REST: /api/market/trades with "
        "`start` and `order=asc`, /api/market/candles likewise, /api/sentiment/news and social with `start`",
        _of("resync", channel=_TEXT, reason={"enum": ["too_old", "new_stream"]}),
        {"type": "resync", "channel": "trades:bitcoin", "reason": "too_old"},
    ),
    Message(
        "reconnect",
        "The server restarts: connect again after so many milliseconds, and resume",
        _of("reconnect", after_ms=_COUNT),
        {"type": "reconnect", "after_ms": 1200},
    ),
    Message(
        "pong",
        "The answer to `ping`",
        _of("pong", id=_ID, server_time=_TIME),
        {"type": "pong", "id": 3, "server_time": "2026-01-01T12:00:00.000000Z"},
    ),
)
