"""The gateway's errors: over HTTP they become a problem, on the stream an `error` message."""

import math
from collections.abc import Mapping

from shared.http import metrics
from shared.logging import get_logger

log = get_logger(__name__)


class GatewayProblem(Exception):  # noqa: N818 - the field's name for it
    """A problem that the gateway answers itself, instead of a service behind it."""

    def __init__(
        self, status: int, title: str, code: str, detail: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.code = code
        self.detail = detail
        self.headers = headers or {}


class StreamError(Exception):
    """An error of one request on the stream. It becomes one `error` message; the connection stays open.

    `channel`: the channel that it concerns, if it concerns one. `retry_after_ms`: when to try again, if that helps.
    """

    code: str = "invalid_message"
    retry_after_ms: int | None = None

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


class UnavailableChannelError(StreamError):
    """What a private channel depends on does not answer."""

    code = "unavailable"
    retry_after_ms = 2_000

    def __init__(self, channel: str) -> None:
        super().__init__("It cannot be checked just now whose this is; try again", channel)


class TooManyChannelsError(StreamError):
    code = "too_many_channels"

    def __init__(self, channel: str, limit: int) -> None:
        super().__init__(f"A connection may have {limit} channels", channel)


class TooManyNamesError(StreamError):
    code = "too_many_channels"

    def __init__(self, limit: int) -> None:
        super().__init__(f"A message may name {limit} channels")


class RateLimitedError(StreamError):
    """A limit over time; `what` says which, and what to do about it."""

    code = "rate_limited"

    def __init__(self, what: str, wait: float, channel: str | None = None) -> None:
        self.retry_after_ms = max(math.ceil(wait * 1_000), 1)
        super().__init__(f"{what}; try again in {self.retry_after_ms} ms", channel)


class TooManyConnectionsError(StreamError):
    code = "too_many_connections"

    def __init__(self, limit: int) -> None:
        super().__init__(f"A user or an API key may have {limit} connections")


class PrivateChannelError(StreamError):
    code = "unauthenticated"

    def __init__(self, channel: str) -> None:
        super().__init__("Authenticate first: this channel is private", channel)


class ChannelScopeError(StreamError):
    code = "missing_scope"

    def __init__(self, channel: str, scope: str) -> None:
        super().__init__(f"This needs the scope {scope}", channel)


class RefusedTokenError(StreamError):
    """A token that is not valid, or no longer; `code` is the one of the HTTP answer."""

    def __init__(self, code: str, detail: str, channel: str | None = None) -> None:
        super().__init__(detail, channel)
        self.code = code


class TooOldError(Exception):
    """The `seq` that a client resumes from is no longer in memory."""


class NewTopicsError(Exception):
    """A topic's offsets went back, so it was created anew. The process ends and starts with empty channels."""


def count_unparsed(topic: str, error: Exception) -> None:
    """Count a record that does not parse and is left out; the topic's consumers park it."""
    metrics.DEAD_LETTERS.labels(topic).inc()
    log.warning("record left out", topic=topic, why=str(error))
