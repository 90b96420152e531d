"""Sends clients what they missed, because they were slow or resume: a part at each tick, one client after the other.

No I/O but writes into sockets' buffers, and no clock: the caller passes the time.
"""

from typing import Final

from gateway.errors import TooOldError
from gateway.stream import frames
from gateway.stream.channels.channel_store import ChannelStore
from gateway.stream.channels.names import channel_of, shown_name
from gateway.stream.close_codes import CloseCode
from gateway.stream.fan_out.clients import StreamClient
from gateway.stream.fan_out.limits import FanOutLimits
from gateway.stream.fan_out.snapshots import Snapshots

_TOO_SLOW: Final = "slow_consumer: too many messages were waiting; connect again and resume"


class CatchUp:
    """`on_slow` is called for a client that was closed because it is too far behind."""

    def __init__(self, store: ChannelStore, snapshots: Snapshots, limits: FanOutLimits) -> None:
        self._store = store
        self._snapshots = snapshots
        self._limits = limits
        self._behind: dict[StreamClient, None] = {}  # in the order of their turns

    def add(self, client: StreamClient, name: str, seq: int) -> None:
        """The client was not sent what came after `seq`; where it misses more already, that stays."""
        client.missed.setdefault(name, seq)
        self._behind[client] = None

    def leave(self, client: StreamClient) -> None:
        self._behind.pop(client, None)

    def send(self, now_us: int) -> list[StreamClient]:
        """Send each client in turn a part of what it missed; returns those that were closed for being too slow."""
        left, closed = self._limits.tick_cost, []
        for client in tuple(self._behind):
            if left <= 0:
                break
            if client.socket.backlog() > self._limits.behind_bytes:
                if client.missed_messages > self._limits.missed_messages:
                    client.socket.close(CloseCode.SLOW, _TOO_SLOW)
                    closed.append(client)
                continue
            left -= self._send_part(client, min(left, self._limits.client_cost), now_us)
            del self._behind[client]
            if client.missed:
                self._behind[client] = None  # its next turn comes after the others'
        return closed

    def _send_part(self, client: StreamClient, allowed: int, now_us: int) -> int:
        """Send the newest states, and as much of logs as `allowed` pays for, in one frame; returns what it cost."""
        client.missed_messages = 0
        sources = self._store.sources
        messages, cost = [], 0
        for name in [name for name in client.missed if not sources[name].is_log]:
            passage = sources[name].since(client.missed.pop(name), now_us, allowed)
            messages += passage.messages
            cost += passage.cost
        spent = 0
        for name in tuple(client.missed):
            if spent >= allowed:
                break
            try:
                passage = sources[name].since(client.missed[name], now_us, allowed - spent)
            except TooOldError:
                spent += self._show_anew(client, name, now_us)
                continue
            messages += passage.messages
            spent += passage.cost
            if passage.is_last:
                del client.missed[name]
            else:
                client.missed[name] = passage.seq
        if messages:
            client.socket.write_frame(frames.frame(frames.update(messages, now_us)))
        return cost + spent

    def _show_anew(self, client: StreamClient, name: str, now_us: int) -> int:
        """What it missed is gone from memory: `resync` and a snapshot."""
        del client.missed[name]
        snapshot = self._snapshots.of(channel_of(name), now_us)
        client.socket.write_frame(frames.frame(frames.control("resync", channel=shown_name(name), reason="too_old")))
        client.socket.write_frame(snapshot.frame)
        return snapshot.cost
