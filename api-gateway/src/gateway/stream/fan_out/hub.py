"""Who gets what, and when: one frame per client and tick, encoded once per set of channels.

No I/O but writes into sockets' buffers, and no clock: the caller says what time it is.
"""

from typing import NamedTuple

from gateway.errors import TooOldError
from gateway.stream import frames
from gateway.stream.channels.names import Channel
from gateway.stream.channels.store import Store
from gateway.stream.fan_out.clients import Client, Group, Wanted


class Limits(NamedTuple):
    """`behind_bytes`: from where on a client is skipped; `missed_messages`: of logs, before it is closed.

    `fill_us`: how long a subscription waits for a log that is not filled yet.
    """

    behind_bytes: int = 64 * 1024
    missed_messages: int = 20_000
    fill_us: int = 10_000_000


SLOW = 4008


class Hub:
    def __init__(self, store: Store, limits: Limits = Limits()) -> None:  # noqa: B008 - a frozen tuple
        self._store = store
        self._limits = limits
        self._groups: dict[frozenset[str], Group] = {}
        self._clients: set[Client] = set()
        self._wanted: list[Wanted] = []
        self._behind: set[Client] = set()

    def join(self, client: Client) -> None:
        self._clients.add(client)
        self._move(client, frozenset())

    def leave(self, client: Client) -> None:
        self._clients.discard(client)
        self._behind.discard(client)
        self._part(client)

    def want(self, wanted: Wanted) -> None:
        """Begin with the next tick, so that a snapshot and the updates after it fit together."""
        self._wanted.append(wanted)

    def unsubscribe(self, client: Client, names: frozenset[str]) -> None:
        self._wanted = [
            wanted._replace(channels=[channel for channel in wanted.channels if channel.name not in names])
            if wanted.client is client
            else wanted
            for wanted in self._wanted
        ]
        for name in names:
            client.missed.pop(name, None)
        self._move(client, client.channels - names)

    def tick(self, now_us: int, *, states: bool) -> None:
        """Send what changed: logs always, states when `states`; then, too, those who wait are let in."""
        messages, before = self._drain(now_us, states=states)
        if messages:
            for group in self._groups.values():
                self._broadcast(group, messages, before, now_us)
        for client in tuple(self._behind):
            self._catch_up(client, now_us)
        if states:
            self._admit_all(now_us)

    def _admit_all(self, now_us: int) -> None:
        wanted, self._wanted = self._wanted, []
        shown: dict[str, bytes] = {}
        for one in wanted:
            if one.client in self._clients:
                self._admit(self._put_off(one, now_us), shown, now_us)

    def _put_off(self, wanted: Wanted, now_us: int) -> Wanted:
        """What of a subscription can be served now; the rest waits, so that a log loses nothing by a restart."""
        since_us = now_us if wanted.since_us is None else wanted.since_us
        if now_us - since_us >= self._limits.fill_us:
            return wanted
        now: list[Channel] = []
        later: list[Channel] = []
        for channel in wanted.channels:
            seq = None if wanted.new_stream else wanted.resume.get(channel.name)
            (now if self._store.reaches(channel, seq) else later).append(channel)
        if later:
            self._wanted.append(wanted._replace(channels=later, since_us=since_us))
        return wanted._replace(channels=now)

    def _drain(self, now_us: int, *, states: bool) -> tuple[dict[str, list[bytes]], dict[str, int]]:
        """Messages by channel, and each channel's `seq` before them."""
        followed = frozenset[str]().union(*self._groups)
        messages, before, later = {}, {}, set()
        for name in self._store.changed:
            source = self._store.sources[name]
            if name not in followed:
                source.skip()
            elif states or source.is_log:
                before[name] = source.drained
                messages[name] = source.drain(now_us)
            else:
                later.add(name)
        self._store.changed = later
        return messages, before

    def _broadcast(self, group: Group, messages: dict[str, list[bytes]], before: dict[str, int], now_us: int) -> None:
        hit = group.channels & messages.keys()
        if not hit:
            return
        update = frames.update([message for name in hit for message in messages[name]], now_us)
        frame = frames.frame(update)
        for client in group.clients:
            if client.missed or client.wire.backlog() > self._limits.behind_bytes:
                self._miss(client, hit, messages, before)
            else:
                client.wire.write_frame(frame)

    def _miss(
        self, client: Client, hit: frozenset[str], messages: dict[str, list[bytes]], before: dict[str, int]
    ) -> None:
        self._behind.add(client)
        for name in hit:
            client.missed.setdefault(name, before[name])
            if self._store.sources[name].is_log:
                client.missed_messages += len(messages[name])

    def _catch_up(self, client: Client, now_us: int) -> None:
        """Give a client that takes again the newest states and all of the logs; close one too far behind."""
        if client.missed_messages > self._limits.missed_messages:
            self._drop(client)
        elif client.wire.backlog() <= self._limits.behind_bytes:
            try:
                late = [self._store.sources[name].since(seq, now_us) for name, seq in client.missed.items()]
            except TooOldError:
                self._drop(client)
                return
            self._behind.discard(client)
            client.missed, client.missed_messages = {}, 0
            self._send_update(client, [message for messages in late for message in messages], now_us)

    def _drop(self, client: Client) -> None:
        self.leave(client)
        client.wire.close(SLOW, "slow_consumer: too many messages were waiting; connect again and resume")

    def _admit(self, wanted: Wanted, shown: dict[str, bytes], now_us: int) -> None:
        client = wanted.client
        for channel in wanted.channels:
            if not self._resume(wanted, channel, now_us):
                self._show(client, channel, shown, now_us)
            client.missed.pop(channel.name, None)
        self._move(client, client.channels.union(channel.name for channel in wanted.channels))

    def _resume(self, wanted: Wanted, channel: Channel, now_us: int) -> bool:
        """Send what the client missed of a log; False if it needs the snapshot."""
        seq = wanted.resume.get(channel.name)
        if seq is None or not channel.kind.is_log:
            return False
        if not wanted.new_stream:
            try:
                self._send_update(wanted.client, self._since(channel, seq, now_us), now_us)
            except TooOldError:
                pass
            else:
                return True
        reason = "new_stream" if wanted.new_stream else "too_old"
        wanted.client.wire.write_frame(frames.frame(frames.control("resync", channel=channel.name, reason=reason)))
        return False

    def _since(self, channel: Channel, seq: int, now_us: int) -> list[bytes]:
        source = self._store.sources.get(channel.name)
        if source:
            return source.since(seq, now_us)
        if seq < self._store.partition_of(channel).floor:
            raise TooOldError
        return []

    def _show(self, client: Client, channel: Channel, shown: dict[str, bytes], now_us: int) -> None:
        frame = shown.get(channel.name)
        if frame is None:
            source = self._store.sources.get(channel.name)
            data = source.snapshot(now_us) if source else self._store.empty(channel)
            seq = source.seq if source else self._store.partition_of(channel).newest
            frame = frames.frame(frames.snapshot(channel.name, seq, data))
            shown[channel.name] = frame
        client.wire.write_frame(frame)

    def _send_update(self, client: Client, messages: list[bytes], now_us: int) -> None:
        if messages:
            client.wire.write_frame(frames.frame(frames.update(messages, now_us)))

    def _move(self, client: Client, channels: frozenset[str]) -> None:
        self._part(client)
        client.group = self._groups.setdefault(channels, Group(channels))
        client.group.clients.add(client)

    def _part(self, client: Client) -> None:
        group, client.group = client.group, None
        if group:
            group.clients.discard(client)
            if not group.clients:
                del self._groups[group.channels]
