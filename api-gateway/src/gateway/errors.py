"""What a client of the stream can act on; each becomes one `error` message and closes nothing."""

from typing import ClassVar


class StreamError(Exception):
    """An error of one request on the socket. `channel` names the one channel it is about, if it is about one."""

    code: ClassVar[str] = "invalid_message"

    def __init__(self, detail: str, channel: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.channel = channel


class InvalidMessageError(StreamError):
    """The message is not JSON of a known operation."""


class UnknownChannelError(StreamError):
    code = "unknown_channel"

    def __init__(self, channel: str) -> None:
        super().__init__(f"There is no channel {channel[:200]!r}", channel[:200])


class TooManyChannelsError(StreamError):
    code = "too_many_channels"

    def __init__(self, channel: str, limit: int) -> None:
        super().__init__(f"A connection may have {limit} channels", channel)


class TooManyMessagesError(StreamError):
    code = "rate_limited"

    def __init__(self, per_second: float) -> None:
        super().__init__(f"A connection may send {per_second:g} messages a second")


class AuthUnavailableError(StreamError):
    code = "auth_unavailable"

    def __init__(self) -> None:
        super().__init__("Accounts are not part of this deployment; every channel offered is public")


class TooOldError(Exception):
    """What a client wants to resume from is no longer in memory."""


class NewTopicsError(Exception):
    """A topic went back to earlier offsets: it was made anew. The process ends and starts with nothing."""
