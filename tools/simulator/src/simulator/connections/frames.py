"""WebSocket frames as a server writes them (RFC 6455 section 5.2: unmasked, unfragmented). Pure."""

import struct

_TEXT = 0x81
_CLOSE = 0x88
_PING = 0x89
_PONG = 0x8A
_SHORT = 126
_MEDIUM = 65_536
_HEADERS = tuple(bytes((_TEXT, length)) for length in range(_SHORT))


def text_frame(payload: bytes) -> bytes:
    """One text message in one frame."""
    length = len(payload)
    if length < _SHORT:
        return _HEADERS[length] + payload
    if length < _MEDIUM:
        return struct.pack("!BBH", _TEXT, 126, length) + payload
    return struct.pack("!BBQ", _TEXT, 127, length) + payload


def binary_frame(payload: bytes) -> bytes:
    """One binary message; no venue sends one on these feeds."""
    return b"\x82" + text_frame(payload)[1:]


def ping_frame(payload: bytes) -> bytes:
    """`payload` is at most 125 bytes."""
    return bytes((_PING, len(payload))) + payload


def pong_frame(payload: bytes) -> bytes:
    """The answer to a ping, with its payload."""
    return bytes((_PONG, len(payload))) + payload


def close_frame(code: int, reason: str) -> bytes:
    """`reason` is at most 123 bytes."""
    body = struct.pack("!H", code) + reason.encode()
    return bytes((_CLOSE, len(body))) + body
