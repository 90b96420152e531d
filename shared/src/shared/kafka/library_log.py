"""What aiokafka logs. While the broker is away its clients write several lines an attempt: one says as much.

Our own lines say when each client lost the broker and when it is back.
"""

import logging
import time
from typing import Final

from shared.logging import get_logger

log = get_logger(__name__)

_ABOUT_CONNECTIONS: Final = (
    "aiokafka",
    "aiokafka.client",
    "aiokafka.conn",
    "aiokafka.producer.sender",
    "aiokafka.consumer.fetcher",
    "aiokafka.consumer.group_coordinator",
)
_OVER_AFTER: Final = 30.0
"""Seconds without a line after which the next one is news."""


class LibraryLog(logging.Handler):
    """Passes on the first line of a disturbance and counts the others; one with an exception is never hidden."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._last: dict[str, float] = {}
        self._left_out = 0

    def emit(self, record: logging.LogRecord) -> None:
        about = "connections" if record.name in _ABOUT_CONNECTIONS and not record.exc_info else record.msg
        now, last = time.monotonic(), self._last.get(about, float("-inf"))
        self._last[about] = now
        if now - last < _OVER_AFTER:
            self._left_out += 1
            return
        left_out, self._left_out = self._left_out, 0
        log.warning(
            "kafka's client library is disturbed",
            by=record.name,
            says=record.getMessage(),
            left_out_before=left_out,
            exc_info=record.exc_info,
        )


def install() -> None:
    """Let what aiokafka logs go through one `LibraryLog`."""
    library = logging.getLogger("aiokafka")
    if not any(isinstance(handler, LibraryLog) for handler in library.handlers):
        library.addHandler(LibraryLog())
    library.propagate = False
