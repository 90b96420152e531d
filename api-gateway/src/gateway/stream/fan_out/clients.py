"""Those who listen, and what they wait for. No I/O but through `Wire`, and no clock."""

from typing import NamedTuple, Protocol

from gateway.stream.channels.names import Channel


class Wire(Protocol):
    """A client's socket. `backlog` is how many bytes wait because the client does not take them."""

    def write_frame(self, frame: bytes, /) -> None: ...
    def backlog(self) -> int: ...
    def close(self, code: int, reason: str, /) -> None: ...


class Client:
    """One connection.

    `asked`: the channels it has or waits for. `missed`: from which `seq` on each channel was not sent, because the
    client was behind.
    """

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.group: Group | None = None
        self.asked: set[str] = set()
        self.missed: dict[str, int] = {}
        self.missed_messages = 0

    @property
    def channels(self) -> frozenset[str]:
        return self.group.channels if self.group else frozenset()


class Group:
    """The clients that have the same channels."""

    def __init__(self, channels: frozenset[str]) -> None:
        self.channels = channels
        self.clients: set[Client] = set()


class Wanted(NamedTuple):
    """A subscription that waits for the tick, and for its logs to be filled. `resume`: the client's `seq` by channel.

    `since_us`: when its first tick was; None before.
    """

    client: Client
    channels: list[Channel]
    resume: dict[str, int]
    new_stream: bool
    since_us: int | None = None
