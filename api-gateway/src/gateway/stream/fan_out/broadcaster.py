"""Sends to each client what changed in its channels: one frame a tick, encoded once per set of channels.

No I/O but writes into sockets' buffers, and no clock: the caller passes the time.
"""

from typing import NamedTuple

from gateway.errors import TooOldError
from gateway.stream import frames
from gateway.stream.channels.channel_store import ChannelStore
from gateway.stream.channels.names import Channel
from gateway.stream.fan_out.clients import Audience, StreamClient, Subscription


class FanOutLimits(NamedTuple):
    """`behind_bytes`: a client with a longer backlog is skipped. `missed_messages`: one that missed more is closed.

    `window_wait_us`: how long a subscription to a log waits for the resume window to be loaded.
    """

    behind_bytes: int = 64 * 1024
    missed_messages: int = 20_000
    window_wait_us: int = 10_000_000


SLOW = 4008  # the close code of a client that is too far behind


class Broadcaster:
    def __init__(self, store: ChannelStore, limits: FanOutLimits = FanOutLimits()) -> None:  # noqa: B008 - a frozen tuple
        self._store = store
        self._limits = limits
        self._audiences: dict[frozenset[str], Audience] = {}
        self._clients: set[StreamClient] = set()
        self._pending: list[Subscription] = []
        self._behind: set[StreamClient] = set()

    def join(self, client: StreamClient) -> None:
        self._clients.add(client)
        self._move(client, frozenset())

    def leave(self, client: StreamClient) -> None:
        self._clients.discard(client)
        self._behind.discard(client)
        self._leave_audience(client)

    def subscribe(self, subscription: Subscription) -> None:
        """Begin at a tick of states: the snapshot and the updates after it neither overlap nor leave a hole."""
        self._pending.append(subscription)

    def unsubscribe(self, client: StreamClient, names: frozenset[str]) -> None:
        self._pending = [
            subscription._replace(channels=[channel for channel in subscription.channels if channel.name not in names])
            if subscription.client is client
            else subscription
            for subscription in self._pending
        ]
        for name in names:
            client.missed.pop(name, None)
        self._move(client, client.channels - names)

    def tick(self, now_us: int, *, states: bool) -> None:
        """Send what changed: logs always, states only when `states`; then, too, pending subscriptions begin."""
        messages, before = self._take_unsent(now_us, states=states)
        if messages:
            for audience in self._audiences.values():
                self._broadcast(audience, messages, before, now_us)
        for client in tuple(self._behind):
            self._send_missed(client, now_us)
        if states:
            self._begin_pending(now_us)

    def _begin_pending(self, now_us: int) -> None:
        pending, self._pending = self._pending, []
        snapshots: dict[str, bytes] = {}
        for subscription in pending:
            if subscription.client in self._clients:
                self._begin(self._split_off_waiting(subscription, now_us), snapshots, now_us)

    def _split_off_waiting(self, subscription: Subscription, now_us: int) -> Subscription:
        """The part that can begin now; logs whose resume window is not loaded yet stay pending, for a time."""
        since_us = now_us if subscription.since_us is None else subscription.since_us
        if now_us - since_us >= self._limits.window_wait_us:
            return subscription
        now: list[Channel] = []
        later: list[Channel] = []
        for channel in subscription.channels:
            seq = None if subscription.new_stream else subscription.resume.get(channel.name)
            (now if self._store.reaches(channel, seq) else later).append(channel)
        if later:
            self._pending.append(subscription._replace(channels=later, since_us=since_us))
        return subscription._replace(channels=now)

    def _take_unsent(self, now_us: int, *, states: bool) -> tuple[dict[str, list[bytes]], dict[str, int]]:
        """The unsent messages by channel, and each channel's `seq` before them."""
        followed = frozenset[str]().union(*self._audiences)
        messages, before, later = {}, {}, set()
        for name in self._store.changed:
            source = self._store.sources[name]
            if name not in followed:
                source.skip_unsent()
            elif states or source.is_log:
                before[name] = source.sent_seq
                messages[name] = source.take_unsent(now_us)
            else:
                later.add(name)
        self._store.changed = later
        return messages, before

    def _broadcast(
        self, audience: Audience, messages: dict[str, list[bytes]], before: dict[str, int], now_us: int
    ) -> None:
        changed = audience.channels & messages.keys()
        if not changed:
            return
        update = frames.update([message for name in changed for message in messages[name]], now_us)
        frame = frames.frame(update)
        for client in audience.clients:
            if client.missed or client.socket.backlog() > self._limits.behind_bytes:
                self._miss(client, changed, messages, before)
            else:
                client.socket.write_frame(frame)

    def _miss(
        self, client: StreamClient, changed: frozenset[str], messages: dict[str, list[bytes]], before: dict[str, int]
    ) -> None:
        self._behind.add(client)
        for name in changed:
            client.missed.setdefault(name, before[name])
            if self._store.sources[name].is_log:
                client.missed_messages += len(messages[name])

    def _send_missed(self, client: StreamClient, now_us: int) -> None:
        """Send a client that reads again everything that was skipped; close one that is too far behind."""
        if client.missed_messages > self._limits.missed_messages:
            self._close_slow(client)
        elif client.socket.backlog() <= self._limits.behind_bytes:
            try:
                missed = [self._store.sources[name].since(seq, now_us) for name, seq in client.missed.items()]
            except TooOldError:
                self._close_slow(client)
                return
            self._behind.discard(client)
            client.missed, client.missed_messages = {}, 0
            self._send_update(client, [message for messages in missed for message in messages], now_us)

    def _close_slow(self, client: StreamClient) -> None:
        self.leave(client)
        client.socket.close(SLOW, "slow_consumer: too many messages were waiting; connect again and resume")

    def _begin(self, subscription: Subscription, snapshots: dict[str, bytes], now_us: int) -> None:
        client = subscription.client
        for channel in subscription.channels:
            if not self._resume(subscription, channel, now_us):
                self._send_snapshot(client, channel, snapshots, now_us)
            client.missed.pop(channel.name, None)
        self._move(client, client.channels.union(channel.name for channel in subscription.channels))

    def _resume(self, subscription: Subscription, channel: Channel, now_us: int) -> bool:
        """Send what the client missed of a log; False if it needs a snapshot."""
        seq = subscription.resume.get(channel.name)
        if seq is None or not channel.kind.is_log:
            return False
        if not subscription.new_stream:
            try:
                self._send_update(subscription.client, self._since(channel, seq, now_us), now_us)
            except TooOldError:
                pass
            else:
                return True
        reason = "new_stream" if subscription.new_stream else "too_old"
        subscription.client.socket.write_frame(
            frames.frame(frames.control("resync", channel=channel.name, reason=reason))
        )
        return False

    def _since(self, channel: Channel, seq: int, now_us: int) -> list[bytes]:
        source = self._store.sources.get(channel.name)
        if source:
            return source.since(seq, now_us)
        if seq < self._store.progress_of(channel).floor:
            raise TooOldError
        return []

    def _send_snapshot(self, client: StreamClient, channel: Channel, snapshots: dict[str, bytes], now_us: int) -> None:
        frame = snapshots.get(channel.name)
        if frame is None:
            source = self._store.sources.get(channel.name)
            data = source.snapshot(now_us) if source else self._store.empty_snapshot(channel)
            seq = source.seq if source else self._store.progress_of(channel).newest
            frame = frames.frame(frames.snapshot(channel.name, seq, data))
            snapshots[channel.name] = frame
        client.socket.write_frame(frame)

    def _send_update(self, client: StreamClient, messages: list[bytes], now_us: int) -> None:
        if messages:
            client.socket.write_frame(frames.frame(frames.update(messages, now_us)))

    def _move(self, client: StreamClient, channels: frozenset[str]) -> None:
        self._leave_audience(client)
        client.audience = self._audiences.setdefault(channels, Audience(channels))
        client.audience.clients.add(client)

    def _leave_audience(self, client: StreamClient) -> None:
        audience, client.audience = client.audience, None
        if audience:
            audience.clients.discard(client)
            if not audience.clients:
                del self._audiences[audience.channels]
