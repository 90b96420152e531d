"""A store with its broadcaster, at a time that the test sets, and a socket that can be made slow."""

import json
from typing import Any

from gateway.stream.channels.channel_log import PartitionProgress
from gateway.stream.channels.channel_store import ChannelStore
from gateway.stream.channels.log_kinds import LOG_KINDS
from gateway.stream.channels.names import parse_channel
from gateway.stream.fan_out.broadcaster import Broadcaster
from gateway.stream.fan_out.clients import StreamClient, Subscription
from gateway.stream.fan_out.limits import FanOutLimits
from shared.events import encode
from shared.kafka.topics import CANDLES, TRADES

from ..feed import candle, price, trade


class ClientSocket:
    """A socket as the broadcaster sees it."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []
        self.waiting = 0
        self.closed: int | None = None

    def write_frame(self, frame: bytes) -> None:
        self.frames.append(frame)

    @property
    def is_gone(self) -> bool:
        return self.closed is not None

    def backlog(self) -> int:
        return self.waiting

    def close(self, code: int, _reason: str) -> None:
        self.closed = code

    def told(self) -> list[dict[str, Any]]:
        """Give what was sent since the last call."""
        frames, self.frames = self.frames, []
        return [json.loads(frame[frame.index(b"{") :]) for frame in frames]


class Market:
    """A store with its broadcaster, at a time that the test sets."""

    def __init__(self, **limits: int) -> None:
        self.partition = PartitionProgress(floor=5, newest=5)
        self.store = ChannelStore(stale_after_us=15_000_000, progress_of=lambda _channel: self.partition)
        self.store.window_loaded = True
        self.broadcaster = Broadcaster(self.store, FanOutLimits(**limits))
        self.now = 1_000_000
        self.seq = 5

    def trade(self, coin: str = "bitcoin", number: int | None = None) -> None:
        self.seq += 1
        self.store.on_log(LOG_KINDS[TRADES], self.seq, self.now, self.partition, encode(trade(coin, number)))

    def candle(self, revision: int) -> None:
        self.seq += 1
        self.store.on_log(LOG_KINDS[CANDLES], self.seq, self.now, self.partition, encode(candle("bitcoin", revision)))

    def price(self, text: str) -> None:
        self.seq += 1
        self.store.on_price(self.seq, price("bitcoin", text))

    def connect(self, *channels: str) -> tuple[StreamClient, ClientSocket]:
        wire = ClientSocket()
        client = StreamClient(wire)
        self.broadcaster.join(client)
        self.subscribe(client, *channels)
        self.tick()
        wire.told()
        return client, wire

    def subscribe(self, client: StreamClient, *channels: str, resume: dict[str, int] | None = None) -> None:
        self.broadcaster.subscribe(
            Subscription(client, [parse_channel(name) for name in channels], resume or {}, new_stream=False)
        )

    def tick(self, *, states: bool = True) -> None:
        self.broadcaster.tick(self.now, states=states)


def seqs(message: dict[str, Any]) -> list[int]:
    return sorted(found["seq"] for found in message["messages"])
