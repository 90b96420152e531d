"""The snapshots of one tick: each is made once, however many clients are sent it. No I/O and no clock."""

from typing import Final, NamedTuple

from gateway.stream import frames
from gateway.stream.channels.channel_log import ENCODING_COST
from gateway.stream.channels.channel_store import ChannelStore
from gateway.stream.channels.names import Channel
from gateway.stream.channels.state_channels import STATE_COST

_SENDING_COST: Final = 2
_LOG_COST: Final = 20


class SnapshotFrame(NamedTuple):
    frame: bytes
    cost: int


class Snapshots:
    def __init__(self, store: ChannelStore) -> None:
        self._store = store
        self._made: dict[str, bytes] = {}
        self._made_us = 0

    def of(self, channel: Channel, now_us: int) -> SnapshotFrame:
        """A channel's snapshot as it is at this tick."""
        if now_us != self._made_us:
            self._made, self._made_us = {}, now_us
        frame = self._made.get(channel.name)
        if frame is not None:
            return SnapshotFrame(frame, _SENDING_COST)
        source = self._store.sources.get(channel.name)
        encoded = source.encodings if source else 0
        data = source.snapshot(now_us) if source else self._store.empty_snapshot(channel)
        seq = source.seq if source else self._store.progress_of(channel).newest
        frame = self._made[channel.name] = frames.frame(frames.snapshot(channel.shown, seq, data))
        if source is None or not source.is_log:
            return SnapshotFrame(frame, STATE_COST)
        return SnapshotFrame(frame, _LOG_COST + ENCODING_COST * (source.encodings - encoded))
