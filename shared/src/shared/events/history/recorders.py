"""How far a recorder is, by its own count. A whole state, sent at least every 2 s."""

import msgspec

from shared.events.values import Mode


class RecorderV1(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """`stored` and `duplicates` run since the recorder's process started (`started_us`)."""

    recorder: str
    mode: Mode
    started_us: int
    as_of_us: int
    stored: int = 0
    duplicates: int = 0
    history_done: int = 0
    """Candles of history that are there, out of `history_total`: for the coins of this recorder's partitions."""
    history_total: int = 0
    newest_event_us: int | None = None
    """Event time of the newest trade or ticker that this process has read; None before the first one."""
