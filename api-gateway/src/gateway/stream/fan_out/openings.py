"""Subscriptions that have not begun: each begins with a snapshot, or where its client resumes.

At a tick only so many begin that others do not wait for it; clients take turns. No I/O but writes into sockets'
buffers, and no clock: the caller passes the time.
"""

from collections.abc import Iterator

from gateway.stream import frames
from gateway.stream.channels.channel_store import ChannelStore
from gateway.stream.channels.names import Channel
from gateway.stream.fan_out.catch_up import CatchUp
from gateway.stream.fan_out.clients import Pending, StreamClient, Subscription
from gateway.stream.fan_out.limits import FanOutLimits
from gateway.stream.fan_out.snapshots import Snapshots

_REPLAY_COST = 5


class Openings:
    def __init__(self, store: ChannelStore, snapshots: Snapshots, catch_up: CatchUp, limits: FanOutLimits) -> None:
        self._store = store
        self._snapshots = snapshots
        self._catch_up = catch_up
        self._limits = limits
        self._waiting: dict[StreamClient, None] = {}  # in the order of their turns

    def add(self, subscription: Subscription) -> None:
        """Begin at a later tick; a channel that is asked for again meanwhile begins once."""
        client, _, resume, new_stream = subscription
        for channel in subscription.channels:
            client.pending[channel.name] = Pending(channel, resume.get(channel.name), new_stream)
        if client.pending:
            self._waiting.setdefault(client)

    def remove(self, client: StreamClient, names: frozenset[str]) -> None:
        for name in names:
            client.pending.pop(name, None)

    def leave(self, client: StreamClient) -> None:
        self._waiting.pop(client, None)

    def begin(self, now_us: int) -> Iterator[tuple[StreamClient, frozenset[str]]]:
        """Begin what this tick can; gives each client with the names of its channels that have begun."""
        left = self._limits.tick_cost
        for client in tuple(self._waiting):
            if left <= 0:
                return
            if client.socket.backlog() > self._limits.behind_bytes:
                continue
            names, cost = self._begin_some(client, min(left, self._limits.client_cost), now_us)
            left -= cost
            del self._waiting[client]
            if client.pending:
                self._waiting[client] = None  # its next turn comes after the others'
            if names:
                yield client, names

    def _begin_some(self, client: StreamClient, allowed: int, now_us: int) -> tuple[frozenset[str], int]:
        began, cost = set(), 0
        for name, pending in tuple(client.pending.items()):
            if cost >= allowed:
                break
            if self._may_begin(pending, now_us):
                cost += self._begin(client, pending, now_us)
                del client.pending[name]
                began.add(name)
        return frozenset(began), cost

    def _may_begin(self, pending: Pending, now_us: int) -> bool:
        """A log whose resume window is not loaded yet waits for it, for a time; a portfolio for its first valuation."""
        if pending.since_us is None:
            pending.since_us = now_us
        seq = None if pending.new_stream else pending.seq
        waited_us = now_us - pending.since_us
        return (pending.channel.kind.is_log and waited_us >= self._limits.window_wait_us) or self._store.reaches(
            pending.channel, seq
        )

    def _begin(self, client: StreamClient, pending: Pending, now_us: int) -> int:
        channel, seq = pending.channel, pending.seq
        client.missed.pop(channel.name, None)
        if seq is not None and channel.kind.is_log:
            if not pending.new_stream and self._is_in_memory(channel, seq):
                if channel.name in self._store.sources:
                    self._catch_up.add(client, channel.name, seq)
                return _REPLAY_COST
            reason = "new_stream" if pending.new_stream else "too_old"
            client.socket.write_frame(frames.frame(frames.control("resync", channel=channel.shown, reason=reason)))
        snapshot = self._snapshots.of(channel, now_us)
        client.socket.write_frame(snapshot.frame)
        return snapshot.cost

    def _is_in_memory(self, channel: Channel, seq: int) -> bool:
        source = self._store.sources.get(channel.name)
        return seq >= (source.floor if source else self._store.progress_of(channel).floor)
