"""Sends to each client what changed in its channels: one frame a tick, encoded once per set of channels.

No I/O but writes into sockets' buffers, and no clock: the caller passes the time.
"""

from gateway.stream import frames
from gateway.stream.channels.channel_store import ChannelStore
from gateway.stream.fan_out.catch_up import CatchUp
from gateway.stream.fan_out.clients import Audience, StreamClient, Subscription
from gateway.stream.fan_out.limits import FanOutLimits
from gateway.stream.fan_out.openings import Openings
from gateway.stream.fan_out.snapshots import Snapshots


class Broadcaster:
    def __init__(self, store: ChannelStore, limits: FanOutLimits = FanOutLimits()) -> None:  # noqa: B008 - a frozen tuple
        self._store = store
        self._limits = limits
        self._audiences: dict[frozenset[str], Audience] = {}
        snapshots = Snapshots(store)
        self._catch_up = CatchUp(store, snapshots, limits)
        self._openings = Openings(store, snapshots, self._catch_up, limits)

    def join(self, client: StreamClient) -> None:
        self._move(client, frozenset())

    def leave(self, client: StreamClient) -> None:
        self._openings.leave(client)
        self._catch_up.leave(client)
        self._leave_audience(client)

    def subscribe(self, subscription: Subscription) -> None:
        """Begin at a tick of states: the snapshot and the updates after it neither overlap nor leave a hole."""
        if subscription.client.audience is not None:  # one that was closed as too slow has left
            self._openings.add(subscription)

    def unsubscribe(self, client: StreamClient, names: frozenset[str]) -> None:
        self._openings.remove(client, names)
        for name in names:
            client.missed.pop(name, None)
        if client.audience is not None:
            self._move(client, client.channels - names)

    def tick(self, now_us: int, *, states: bool) -> None:
        """Send what changed: logs always, states only when `states`; then, too, pending subscriptions begin."""
        messages, before = self._take_unsent(now_us, states=states)
        if messages:
            for audience in self._audiences.values():
                self._broadcast(audience, messages, before, now_us)
        if states:
            for client, names in self._openings.begin(now_us):
                self._move(client, client.channels | names)
        for client in self._catch_up.send(now_us):
            self.leave(client)

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
        for name in changed:
            self._catch_up.add(client, name, before[name])
            if self._store.sources[name].is_log:
                client.missed_messages += len(messages[name])

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
