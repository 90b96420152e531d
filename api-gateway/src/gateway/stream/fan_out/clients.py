"""Clients of the stream and their subscriptions. No I/O but through `ClientSocket`, and no clock."""

from typing import NamedTuple, Protocol

import msgspec

from gateway.stream.channels.names import Channel


class ClientSocket(Protocol):
    """A client's socket. `is_gone`: it is closed. `backlog`: bytes that wait because the client does not read them."""

    @property
    def is_gone(self) -> bool: ...
    def write_frame(self, frame: bytes, /) -> None: ...
    def backlog(self) -> int: ...
    def close(self, code: int, reason: str, /) -> None: ...


class StreamClient:
    """One connection as the broadcaster sees it.

    `subscribed`: the names of its channels, including those that begin at a later tick, which are `pending`. `missed`:
    the channels of which something has still to be sent, since the client was behind or resumes, each with the last
    `seq` that was sent; `missed_messages`: how many messages it has missed since it last took something.
    """

    def __init__(self, socket: ClientSocket) -> None:
        self.socket = socket
        self.audience: Audience | None = None
        self.subscribed: set[str] = set()
        self.pending: dict[str, Pending] = {}
        self.missed: dict[str, int] = {}
        self.missed_messages = 0

    @property
    def channels(self) -> frozenset[str]:
        """The channels whose updates it gets."""
        return self.audience.channels if self.audience else frozenset()


class Audience:
    """The clients that have the same channels, and so get the same frames."""

    def __init__(self, channels: frozenset[str]) -> None:
        self.channels = channels
        self.clients: set[StreamClient] = set()


class Subscription(NamedTuple):
    """Channels that begin at a later tick. `resume`: the client's last `seq` by channel, in this stream.

    `new_stream`: those `seq` are of another stream.
    """

    client: StreamClient
    channels: list[Channel]
    resume: dict[str, int]
    new_stream: bool


class Pending(msgspec.Struct):
    """A channel that has not begun. `seq`: where the client resumes; None: nowhere, it gets a snapshot.

    `since_us`: when the first tick saw it; None before.
    """

    channel: Channel
    seq: int | None
    new_stream: bool
    since_us: int | None = None
