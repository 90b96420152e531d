"""Ids that sort by the time they were made (RFC 9562, version 7)."""

import os
import time
import uuid


def uuid7() -> uuid.UUID:
    """48 bits of milliseconds, 12 bits of the fraction (in steps of 244 ns), then 62 random bits."""
    ms, rest_ns = divmod(time.time_ns(), 1_000_000)
    value = (ms & (1 << 48) - 1) << 80 | (rest_ns << 12) // 1_000_000 << 64 | int.from_bytes(os.urandom(8), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)
