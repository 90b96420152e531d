"""Clients of the stream and their subscriptions. No I/O but through `ClientSocket`, and no clock."""

from typing import NamedTuple, Protocol

from gateway.stream.channels.names import Channel


class ClientSocket(Protocol):
    """A client's socket. `backlog`: bytes that wait because the client does not read them."""

    def write_frame(self, frame: bytes, /) -> None: ...
    def backlog(self) -> int: ...
    def close(self, code: int, reason: str, /) -> None: ...


class StreamClient:
    """One connection as the broadcaster sees it.

    `subscribed`: the names of its channels, including those that begin at the next tick. `missed`: the channels of
    which something was not sent because the client was behind, each with the last `seq` that was sent.
    """

    def __init__(self, socket: ClientSocket) -> None:
        self.socket = socket
        self.audience: Audience | None = None
        self.subscribed: set[str] = set()
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

    `new_stream`: those `seq` are of another stream. `since_us`: when the first tick saw it; None before.
    """

    client: StreamClient
    channels: list[Channel]
    resume: dict[str, int]
    new_stream: bool
    since_us: int | None = None
